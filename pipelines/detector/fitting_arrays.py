"""The arrays of a detector from elsewhere: kernels read them unchecked, so none of another shape may reach them."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from pipelines.detector.context_features import describe_context
from pipelines.detector.count_table import MIN_BITS
from pipelines.detector.embeddings import MARK_BITS, TABLE_SIZE
from pipelines.detector.language_model import TABLES
from pipelines.detector.network import Network
from pipelines.detector.segment_features import describe_segments
from pipelines.detector.swap_habits import N_KINDS, PLACES
from pipelines.detector.word_features import Tables, read_features
from pipelines.engine.buffers import Array

# Outputs of each network.
OUTPUTS = {"words": 2, "segments": 1, "contexts": 1}


def check_tables(tables: Tables) -> None:
    """Raise ValueError unless every key finds its slot in a table, and every number in `ids` its vectors."""
    for name in TABLES:
        _check_slots(f"language/{name}", getattr(tables.language, name).slots)
    for name in PLACES:
        table = getattr(tables.habits, name)
        _check_slots(f"habits/{name}", table)
        if table.shape[1] != N_KINDS:
            raise ValueError(f"habits/{name} has {table.shape[1]} columns")
    embeddings = tables.embeddings
    if embeddings.ids.shape != (TABLE_SIZE,):
        raise ValueError(f"embeddings/ids has {len(embeddings.ids):,} slots")
    of_words, of_neighbours = (embeddings.next_word, embeddings.skip_word), (embeddings.next_left, embeddings.skip_left)
    if any(word.shape != left.shape for word, left in zip(of_words, of_neighbours, strict=True)):
        raise ValueError("the vectors of words and of their neighbours do not fit")
    last = int((embeddings.ids & np.uint32(2**MARK_BITS - 1)).max())
    for vectors in (*of_words, embeddings.topic):
        if last >= len(vectors) or not vectors.shape[1]:
            raise ValueError(f"there are no vectors of word {last:,}")


def check_networks(networks: Mapping[str, Network], tables: Tables) -> None:
    """Raise ValueError unless each network takes the features that this version of Spindle makes with these tables.

    networks  those of OUTPUTS, by name
    """
    sizes = _count_inputs(tables)
    for name, n_outputs in OUTPUTS.items():
        layers = networks[name].layers
        n = sizes[name]
        for weights, biases in layers:
            if weights.shape[1] != n or biases.shape != (len(weights), 1):
                raise ValueError(f"the layers of {name} do not fit")
            n = len(weights)
        if not layers or n != n_outputs:
            raise ValueError(f"{name} has not {n_outputs} outputs")


def _check_slots(name: str, table: Array) -> None:
    """Slots are chosen by the highest bits of a key."""
    size = len(table)
    if size < 2**MIN_BITS or size & (size - 1):
        raise ValueError(f"{name} has {size:,} slots")


def _count_inputs(tables: Tables) -> dict[str, int]:
    """The number of features that each network gets, of a text of one word."""
    features = read_features(pa.array(["word"]), tables)
    outputs, start = np.zeros((OUTPUTS["words"], 1), np.float32), np.zeros(1, np.int64)
    return {
        "words": len(features.names),
        "segments": len(describe_segments(features, outputs, start)),
        "contexts": len(describe_context(features, outputs, (start, start))),
    }
