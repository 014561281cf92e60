"""Coverage of the vocabulary: the share of the distinct words of the clean texts that any edit swaps."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.quality.corpus.word_hashes import Hashes, find_distinct_hashes, hash_words

VOCABULARY = pa.schema([pa.field("word", pa.uint64()), pa.field("swapped", pa.bool_())])


def measure_vocabulary(words: Hashes, originals: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return VOCABULARY of a part: the distinct words of its texts, and whether each is in the original of an edit."""
    distinct = find_distinct_hashes(words)
    swapped = np.isin(distinct, find_distinct_hashes(hash_words(originals).hashes))
    return pa.table([pa.array(distinct), pa.array(swapped)], schema=VOCABULARY)


def add_vocabularies(paths: Sequence[Path]) -> dict[str, int]:
    """Return the number of distinct `words` in the clean texts of all parts, and of those `swapped` in any part."""
    known = [np.zeros(0, np.uint64), np.zeros(0, np.uint64)]
    for path in paths:
        table = pq.read_table(path)
        here = table["word"].to_numpy()
        for number, found in enumerate((here, here[table["swapped"].to_numpy()])):
            known[number] = pc.unique(pa.chunked_array([known[number], found])).to_numpy()
    return {"words": len(known[0]), "swapped": len(known[1])}
