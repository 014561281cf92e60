"""Texts described as a detector will see new ones: by counts of other groups, with some words held out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipelines.detector.embeddings import learn_embeddings
from pipelines.detector.held_out import TEXT_SHARE, hide_words
from pipelines.detector.language_model import count_clean
from pipelines.detector.sentences import WINDOW, sentence_starts, text_starts, window_starts
from pipelines.detector.side import Side, read_side
from pipelines.detector.swap_habits import count_swaps
from pipelines.detector.word_features import Tables, WordFeatures, describe
from pipelines.detector.word_stream import mix
from pipelines.engine.buffers import Bools, Ints

N_FOLDS = 3
# One group in so many is kept from the networks.
SET_ASIDE = 10


@dataclass(frozen=True)
class FoldSide:
    """The texts of one side in one fold.

    rows          float16 [n, f]: features of the words
    names         the feature of each column
    is_set_aside  bool [m]: the networks do not learn from the text
    """

    side: Side
    is_spun: bool
    rows: npt.NDArray[np.float16]
    names: tuple[str, ...]
    is_set_aside: Bools

    @property
    def labels(self) -> npt.NDArray[np.float32]:
        """float32 [n, 2]: the word was swapped; its text is spun."""
        return np.stack([self.side.is_swapped, np.full(len(self.rows), self.is_spun)], axis=1).astype(np.float32)

    @property
    def is_learned(self) -> Bools:
        """Bool [n]: the networks learn from the word's text."""
        return ~self.is_set_aside[self.side.words.text]

    @property
    def features(self) -> WordFeatures:
        return WordFeatures(self.side.words, self.names, self.rows.T.astype(np.float32))

    def segments(self) -> dict[str, Ints]:
        """int64 each: the first words of sentences, windows and texts."""
        words = self.side.words
        return {
            "sentence": sentence_starts(self.side.texts, words),
            "window": window_starts(words, WINDOW),
            "text": text_starts(words),
        }

    def is_changed(self, starts: Ints) -> Bools:
        """Bool [s]: the segment has a swapped word, or its text is clean; others are the same in both texts."""
        if not self.is_spun:
            return np.ones(len(starts), bool)
        return np.logical_or.reduceat(self.side.is_swapped, starts)


def make_fold_sides(pairs: pa.Table, negatives: pa.Table, seed: int, tick: Callable[[float], None]) -> list[FoldSide]:
    """Return the texts of each side and fold, and the negatives; groups are drawn by their ids."""
    clean, spun = read_side(pairs, "clean"), read_side(pairs, "spun")
    draws = draw_groups(pairs["group_id"], seed)
    folds = (draws % np.uint64(N_FOLDS)).astype(np.int64)
    fold_sides = []
    for fold in range(N_FOLDS):
        tables = count_tables(clean, spun, folds != fold)
        mine = pairs.filter(pa.array(folds == fold))
        of_fold = draws[folds == fold]
        sides = {name: read_side(mine, name) for name in ("spun", "clean")}
        fold_sides += [_describe(side, tables, of_fold, seed, is_spun=name == "spun") for name, side in sides.items()]
        is_mine = draw_groups(negatives["group_id"], seed) % np.uint64(N_FOLDS) == fold
        others = negatives.filter(pa.array(is_mine))
        side, of_others = read_side(others, "clean"), draw_groups(others["group_id"], seed)
        fold_sides.append(_describe(side, tables, of_others, seed, is_spun=False))
        tick((fold + 1) / N_FOLDS)
    return [fold_side for fold_side in fold_sides if len(fold_side.rows)]


def draw_groups(group_ids: pa.ChunkedArray, seed: int) -> npt.NDArray[np.uint64]:
    """uint64 [m]: a number for each group, whatever the order of rows."""
    hashes = pd.util.hash_array(group_ids.to_pandas().to_numpy(object), categorize=False)
    return mix(hashes + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64))


def count_tables(clean: Side, spun: Side, is_used: Bools) -> Tables:
    """Count the words of the pairs that are used; is_used is bool [m]."""
    of_clean, of_spun = is_used[clean.words.text], is_used[spun.words.text]
    return Tables(
        language=count_clean(clean.words, clean.ngrams, of_clean),
        habits=count_swaps(clean.ngrams, spun.ngrams, spun.words, spun.is_swapped, (of_clean, of_spun)),
        embeddings=learn_embeddings(clean.words, of_clean),
    )


def _describe(side: Side, tables: Tables, draws: npt.NDArray[np.uint64], seed: int, *, is_spun: bool) -> FoldSide:
    shares = ((draws >> np.uint64(40)) & np.uint64(0xFFFF)).astype(np.float64) / 0x1_0000
    hidden = hide_words(side.words, side.edits, shares < TEXT_SHARE, seed)
    features = describe(side.words, side.ngrams, tables, hidden)
    rows = np.ascontiguousarray(features.matrix.T.astype(np.float16))
    is_set_aside = draws // np.uint64(N_FOLDS) % np.uint64(SET_ASIDE) == 0
    return FoldSide(side, is_spun, rows, features.names, is_set_aside)
