"""Labels for the words of the spun texts, without a tokenizer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.training.code_points import CodePoints, Flags, Ints, class_table, cut_strings, read_points
from pipelines.training.edit_spans import find_overlaps, read_edits

# Apostrophes and hyphens belong to a word if they stand inside it.
JOINERS = np.array([ord(sign) for sign in "'\u2019-"], np.uint32)
TAGS = ("O", "B-SWAP", "I-SWAP")


@dataclass(frozen=True)
class LabelledWords:
    """t words of n texts.

    words         string [t]
    edits         int64 [t]: number of the first edit with a character of the word, -1 without one
    starts, ends  int64 [t]: span in its text, in code points
    borders       int64 [n + 1]: text i has the words borders[i] : borders[i + 1]
    """

    words: pa.StringArray
    edits: Ints
    starts: Ints
    ends: Ints
    borders: Ints

    @property
    def labels(self) -> Ints:
        """int64 [t]: 1 for words with a character inside an edit, else 0."""
        return (self.edits >= 0).astype(np.int64)

    @property
    def tags(self) -> npt.NDArray[np.object_]:
        """String [t]: O, B-SWAP for the first word of an edit, I-SWAP for its other words (the scheme IOB2)."""
        follows = np.zeros(len(self.edits), bool)
        follows[1:] = self.edits[1:] == self.edits[:-1]  # no edit is in two texts
        return np.array(TAGS, object)[self.labels + (self.labels & follows)]

    def lists(self, values: pa.Array) -> pa.ListArray:
        """List [n]: values of the words, by text."""
        return pa.ListArray.from_arrays(pa.array(self.borders, pa.int32()), values)


def label_words(pairs: pa.Table, *, split_marks: bool) -> LabelledWords:
    """Label the words of the column `spun`.

    split_marks  a word is a run of letters and digits below U+10000, and each other sign is a word of its own; else a
                 word is all that stands between white space
    """
    texts = read_points(pairs["spun"])
    starts, ends = find_words(texts, split_marks=split_marks)
    spans = read_edits(pairs["edits"]).of("spun", texts.offsets)
    edits = find_overlaps(starts, ends, spans)
    row = np.searchsorted(texts.offsets, starts, side="right") - 1
    borders = np.searchsorted(starts, texts.offsets)
    heads = texts.offsets[row]
    return LabelledWords(cut_strings(texts, starts, ends), edits, starts - heads, ends - heads, borders)


def find_words(texts: CodePoints, *, split_marks: bool) -> tuple[Ints, Ints]:
    """Return the sorted starts and ends of words, as positions in `texts.points`."""
    solid = ~texts.has(class_table(str.isspace))
    is_head = np.zeros(len(solid) + 1, bool)
    is_head[texts.offsets] = True
    is_part = solid
    if split_marks:
        is_part = texts.has(class_table(str.isalnum)) | _is_accent(texts)
        is_part = is_part | (np.isin(texts.points, JOINERS) & _before(is_part, is_head) & _behind(is_part, is_head))
    is_mark = solid & ~is_part
    begins = is_mark | (is_part & ~_before(is_part, is_head))
    stops = is_mark | (is_part & ~_behind(is_part, is_head))
    return np.flatnonzero(begins), np.flatnonzero(stops) + 1


def _is_accent(texts: CodePoints) -> Flags:
    """Bool [c]: the code point is an accent of its own, which belongs to the letter before."""
    return (texts.points >= 0x300) & (texts.points < 0x370)


def _before(flags: Flags, is_head: Flags) -> Flags:
    """Bool [c]: the flag of the character before, False at the start of a text."""
    return np.concatenate([[False], flags])[:-1] & ~is_head[:-1]


def _behind(flags: Flags, is_head: Flags) -> Flags:
    """Bool [c]: the flag of the character behind, False at the end of a text."""
    return np.concatenate([flags, [False]])[1:] & ~is_head[1:]
