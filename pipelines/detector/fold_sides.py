"""Texts described as a detector will see new ones: by counts of other groups, with some words held out.

They are kept in files, so that the networks are trained in other processes than the texts are described in, and none of
them holds more than it needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.count_tables import count_tables
from pipelines.detector.half_rows import Halves, as_columns, as_rows
from pipelines.detector.held_out import TEXT_SHARE, hide_words
from pipelines.detector.sentences import WINDOW, sentence_starts, window_starts
from pipelines.detector.side import read_side
from pipelines.detector.text_blocks import block_borders, group_texts
from pipelines.detector.word_features import Tables, WordFeatures, describe
from pipelines.detector.word_stream import WordOrder, mix
from pipelines.engine.buffers import Bools, Ints, repeat_index
from pipelines.strings.hashes import hash_strings

N_FOLDS = 3
# Words of a block: their features, 6 MB, stay in the cache.
BLOCK_WORDS = 32_768
# One group in so many is kept from the networks.
SET_ASIDE = 10


@dataclass(frozen=True)
class FoldSide:
    """The texts of one side in one fold.

    path          the file of the features
    names         the feature of each column
    words         the order of the words
    sentences     int64 [s]: the first words of sentences
    is_swapped    bool [n]: an edit put the word in
    is_set_aside  bool [m]: the networks do not learn from the text
    """

    path: Path
    is_spun: bool
    names: tuple[str, ...]
    words: WordOrder
    sentences: Ints
    is_swapped: Bools
    is_set_aside: Bools

    def read_rows(self) -> Halves:
        """float16 [n, f], read from the file where they are used."""
        return np.memmap(self.path, np.float16, "r", shape=(len(self.words), len(self.names)))

    def label(self, chosen: Bools, n_labels: int) -> Bools:
        """Bool [c, n_labels]: the chosen word was swapped; its text is spun."""
        swapped = self.is_swapped[chosen]
        return np.stack([swapped, np.full(len(swapped), self.is_spun)], axis=1)[:, :n_labels]

    @property
    def is_learned(self) -> Bools:
        """Bool [n]: the networks learn from the word's text."""
        return ~self.is_set_aside[self.words.text]

    def blocks(self) -> Iterator[WordFeatures[WordOrder]]:
        """Yield the words of some texts after the other, with their features."""
        rows, offsets = self.read_rows(), self.words.offsets
        for first, behind in group_texts(offsets, BLOCK_WORDS):
            counts = offsets[first : behind + 1] - offsets[first]
            block = rows[offsets[first] : offsets[behind]]
            yield WordFeatures(WordOrder(repeat_index(np.diff(counts)), counts), self.names, as_columns(block))

    def segments(self) -> dict[str, Ints]:
        """int64 each: the first words of sentences and windows."""
        return {"sentence": self.sentences, "window": window_starts(self.words, WINDOW)}

    def is_changed(self, starts: Ints) -> Bools:
        """Bool [s]: the segment has a swapped word, or its text is clean; others are the same in both texts."""
        if not self.is_spun:
            return np.ones(len(starts), bool)
        return np.logical_or.reduceat(self.is_swapped, starts)


def describe_fold(pairs: pa.Table, negatives: pa.Table, fold: int, seed: int, folder: Path) -> list[Path]:
    """Describe the texts of one fold by the counts of the others, and return a file for each side that has words."""
    draws = draw_groups(pairs["group_id"], seed)
    is_mine = _is_in(draws, fold)
    tables = count_tables(pairs.filter(pa.array(~is_mine)))
    mine, is_my_negative = pairs.filter(pa.array(is_mine)), _is_in(draw_groups(negatives["group_id"], seed), fold)
    sides = {"spun": ("spun", mine), "clean": ("clean", mine)}
    sides["negatives"] = ("clean", negatives.filter(pa.array(is_my_negative)))
    paths = [
        _describe(texts, column, tables, seed, folder / f"fold-{fold}-{name}.rows")
        for name, (column, texts) in sides.items()
    ]
    return [path for path in paths if path is not None]


def draw_groups(group_ids: pa.ChunkedArray, seed: int) -> npt.NDArray[np.uint64]:
    """uint64 [m]: a number for each group, whatever the order of rows."""
    return mix(hash_strings(group_ids) + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64))


def _is_in(draws: npt.NDArray[np.uint64], fold: int) -> Bools:
    return draws % np.uint64(N_FOLDS) == fold


def _describe(texts: pa.Table, column: str, tables: Tables, seed: int, path: Path) -> Path | None:
    """Write the features of one side, and beside them what else is known of its words; None if there are none."""
    draws = draw_groups(texts["group_id"], seed)
    shares = ((draws >> np.uint64(40)) & np.uint64(0xFFFF)).astype(np.float64) / 0x1_0000
    counts, sentences, swapped, n_words = [], [], [], 0
    names: tuple[str, ...] = ()
    with path.open("wb") as file:
        for start, end in block_borders(texts[column]):
            side = read_side(texts.slice(start, end - start), column)
            hidden = hide_words(side.words, side.edits, shares[start:end] < TEXT_SHARE, seed)
            features = describe(side.words, side.ngrams, tables, hidden)
            file.write(as_rows(features.matrix).data)
            counts.append(np.diff(side.words.offsets))
            sentences.append(sentence_starts(side.texts, side.words) + n_words)
            swapped.append(side.is_swapped)
            names, n_words = features.names, n_words + len(side.words)
    if not n_words:
        return None
    np.savez(
        path.with_suffix(".npz"),
        is_spun=column == "spun",
        names=np.array(names),
        offsets=np.append(0, np.cumsum(np.concatenate(counts))),
        sentences=np.concatenate(sentences),
        is_swapped=np.concatenate(swapped),
        is_set_aside=draws // np.uint64(N_FOLDS) % np.uint64(SET_ASIDE) == 0,
    )
    return path


def read_fold_sides(paths: Sequence[Path]) -> Iterator[FoldSide]:
    """Yield what is in the files of `describe_fold`, in order."""
    for path in paths:
        with np.load(path.with_suffix(".npz")) as read:
            offsets = read["offsets"]
            order = WordOrder(repeat_index(np.diff(offsets)), offsets)
            names = tuple(read["names"].tolist())
            others = read["sentences"], read["is_swapped"], read["is_set_aside"]
            yield FoldSide(path, bool(read["is_spun"]), names, order, *others)
