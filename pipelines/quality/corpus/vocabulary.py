"""Coverage of the vocabulary: the share of the distinct words of the clean texts that any edit swaps."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.quality.corpus.integers import Hashes, find_distinct_hashes
from pipelines.quality.corpus.word_hashes import hash_words
from pipelines.storage.tables import read_table

# Each reading finds the distinct words of all parts so far again; 16 parts have some million words.
PARTS_AT_ONCE = 16
VOCABULARY = pa.schema([pa.field("word", pa.uint64()), pa.field("swapped", pa.bool_())])


def measure_vocabulary(words: Hashes, originals: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return VOCABULARY of a part: the distinct words of its texts, and whether each is in the original of an edit."""
    distinct = find_distinct_hashes(words)
    swapped = np.isin(distinct, find_distinct_hashes(hash_words(originals).hashes))
    return pa.table([pa.array(distinct), pa.array(swapped)], schema=VOCABULARY)


def add_vocabularies(paths: Sequence[Path]) -> dict[str, int]:
    """Return the number of distinct `words` in the clean texts of all parts, and of those `swapped` in any part."""
    words, swapped = (np.zeros(0, np.uint64) for _ in range(2))
    for first in range(0, len(paths), PARTS_AT_ONCE):
        tables = [VOCABULARY.empty_table(), *map(read_table, paths[first : first + PARTS_AT_ONCE])]
        found = pa.concat_tables(tables)
        here = found["word"].to_numpy()
        words = find_distinct_hashes(np.concatenate([words, here]))
        swapped = find_distinct_hashes(np.concatenate([swapped, here[found["swapped"].to_numpy()]]))
    return {"words": len(words), "swapped": len(swapped)}
