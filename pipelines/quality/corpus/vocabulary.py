"""Coverage of the vocabulary: the share of the distinct words of the clean texts that any edit swaps."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.quality.corpus.word_hashes import Hashes, hash_words

VOCABULARY = pa.schema([pa.field("word", pa.uint64()), pa.field("swapped", pa.bool_())])


def measure_vocabulary(words: Hashes, originals: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return VOCABULARY of a part: the distinct words of its texts, and whether each is in the original of an edit."""
    distinct = np.unique(words)
    swapped = np.isin(distinct, hash_words(originals).hashes)
    return pa.table([pa.array(distinct), pa.array(swapped)], schema=VOCABULARY)


def add_vocabularies(paths: Sequence[Path]) -> dict[str, int]:
    """Return the number of distinct `words` in the clean texts of all parts, and of those `swapped` in any part."""
    known = [np.zeros(0, np.uint64), np.zeros(0, np.uint64)]
    for path in paths:
        table = pq.read_table(path)
        here = table["word"].to_numpy()
        known[0] = np.union1d(known[0], here)
        known[1] = np.union1d(known[1], here[table["swapped"].to_numpy()])
    return {"words": len(known[0]), "swapped": len(known[1])}
