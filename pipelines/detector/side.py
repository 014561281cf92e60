"""The clean or the spun texts of pairs: their words, n-grams, and the edit that each word is in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from pipelines.detector.ngrams import Ngrams, read_ngrams
from pipelines.detector.word_stream import WordStream, read_words
from pipelines.engine.buffers import Bools, Ints
from pipelines.training.code_points import read_points
from pipelines.training.edit_spans import find_overlaps, read_edits


@dataclass(frozen=True)
class Side:
    """The texts of one side, m of them with n words.

    edits  int64 [n]: number of the edit that put the word in, -1 for none and for all words of clean texts
    """

    texts: pa.StringArray
    words: WordStream
    edits: Ints

    @cached_property
    def ngrams(self) -> Ngrams:
        """The n-grams of the words, read when they are first asked for: they take twice the memory of the words."""
        return read_ngrams(self.words)

    @property
    def is_swapped(self) -> Bools:
        """Bool [n]: an edit put the word in."""
        return self.edits >= 0


def read_side(pairs: pa.Table, side: str) -> Side:
    """Read the column `clean` or `spun` of pairs."""
    column = pairs[side].cast(pa.string())
    texts = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    words = read_words(texts)
    if side == "clean":
        return Side(texts, words, np.full(len(words), -1))
    heads = read_points(texts).offsets
    at = heads[words.text]
    spans = read_edits(pairs["edits"]).of(side, heads)
    return Side(texts, words, find_overlaps(words.starts + at, words.ends + at, spans))
