"""Tagging: the swapped words that a detector finds in spun texts.

A word is swapped if one of its characters is inside an edit, and is found if its score reaches the detector's threshold
for words.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.detector.detector import Detector
from pipelines.detector.text_blocks import block_borders
from pipelines.probe.detection import Row
from pipelines.probe.metrics import Flags, Ints, measure_f1
from pipelines.probe.texts import count_words, plain
from pipelines.training.code_points import read_points
from pipelines.training.edit_spans import find_overlaps, read_edits


@dataclass(frozen=True)
class WordCounts:
    """Words of the spun texts of g pairs.

    words   int64 [g]: all words
    hits    int64 [g]: swapped words that were found
    alarms  int64 [g]: other words that were found
    misses  int64 [g]: swapped words that were not found
    """

    words: Ints
    hits: Ints
    alarms: Ints
    misses: Ints

    def measure(self, mask: Flags | None = None) -> Row:
        """Number of words, precision, recall and F1, of all pairs or those of a mask."""
        at = slice(None) if mask is None else mask
        sums = [int(counts[at].sum()) for counts in (self.words, self.hits, self.alarms, self.misses)]
        return {"n_words": sums[0]} | measure_f1(*sums[1:])


def count_found_words(pairs: pa.Table, detector: Detector) -> WordCounts:
    """Tag the spun texts of pairs and compare the words with the edits."""
    borders = block_borders(plain(pairs["spun"]))
    counts = [_count(pairs.slice(start, end - start), detector) for start, end in borders]
    return WordCounts(*np.concatenate([np.zeros((4, 0), np.int64), *counts], axis=1))


def count_no_words(pairs: pa.Table) -> WordCounts:
    """The words of the spun texts, none of them found: the counts without a detector."""
    words = count_words(plain(pairs["spun"]))
    return WordCounts(words, *np.zeros((3, len(words)), np.int64))


def _count(pairs: pa.Table, detector: Detector) -> Ints:
    """int64 [4, g]: the counts of WordCounts."""
    texts = read_points(pairs["spun"])
    words = detector.inspect(plain(pairs["spun"])).words
    heads = texts.offsets[words.text]
    edits = find_overlaps(
        words.starts + heads, words.ends + heads, read_edits(pairs["edits"]).of("spun", texts.offsets)
    )
    is_swapped, is_found = edits >= 0, words.scores >= detector.thresholds["word"]
    kinds = (np.ones(len(edits), bool), is_swapped & is_found, ~is_swapped & is_found, is_swapped & ~is_found)
    return np.stack([np.bincount(words.text[kind], minlength=len(pairs)) for kind in kinds])
