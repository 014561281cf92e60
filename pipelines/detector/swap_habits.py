"""Habits of spinners: counts of each word as part of a replacement, as a word that stayed, and in clean text.

The same is counted for each word with its left neighbour and with its right one. Counts are kept as levels of one byte.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.detector.count_table import COUNTS, levels, n_bits, slots_of, table_size
from pipelines.detector.ngrams import Ngrams
from pipelines.detector.word_stream import Keys, WordStream
from pipelines.engine import kernels
from pipelines.engine.buffers import Bools

Column = npt.NDArray[np.float32]
HabitKeys = dict[str, Keys]
# Columns of a table: the word is part of a replacement; it is not, but the neighbour is; neither is; in clean text.
SWAPPED, BESIDE, KEPT, CLEAN = range(4)
N_KINDS = 4
PLACES = {"alone": 0, "left": -1, "right": 1}
MAX_SIZE = 2**21


@dataclass(frozen=True)
class SwapHabits:
    """alone, left, right: uint8 [2 ** bits, 4], levels of the counts of hashed keys, which may share a slot."""

    alone: npt.NDArray[np.uint8]
    left: npt.NDArray[np.uint8]
    right: npt.NDArray[np.uint8]

    def columns(self, words: WordStream, ngrams: Ngrams, is_hidden: Bools | None = None) -> dict[str, Column]:
        """Return float32 [n] each: log ratios of counts, by name.

        is_hidden  bool [n]: words that count as if no replacement had ever had them
        """
        columns: dict[str, Column] = {}
        keys = habit_keys(ngrams)
        for place, by in PLACES.items():
            is_beside = None if is_hidden is None or not by else words.near(is_hidden, by, False)
            swapped, stays, clean = _look_up(getattr(self, place), keys[place], is_hidden, is_beside)
            in_clean = np.log(clean + 0.5)
            columns |= {
                f"{place}: replacement": np.log(swapped + 0.1) - np.log(stays + clean * 0.5 + 0.5),
                f"{place}: survival": np.log(stays + 0.5) - in_clean,
                f"{place}: spun": np.log(stays + swapped + 0.5) - in_clean,
                f"{place}: count": np.log(stays + swapped + clean + 1),
            }
        for name in ("alone: replacement", "alone: survival"):
            columns |= {f"{name} -1": words.near(columns[name], -1, 0), f"{name} +1": words.near(columns[name], 1, 0)}
        return columns


def _look_up(
    table: npt.NDArray[np.uint8], keys: Keys, is_hidden: Bools | None, is_beside_hidden: Bools | None
) -> tuple[Column, Column, Column]:
    """float32 [n] each: counts of the words as part of a replacement, as words that stayed, and in clean text.

    is_hidden         bool [n]: words that count as if no replacement had ever had them
    is_beside_hidden  bool [n]: words whose neighbour is such a word
    """
    if kernels.is_compiled():
        swapped, stays, clean = (np.empty(len(keys), np.float32) for _ in range(3))
        hidden = is_hidden, is_beside_hidden
        kernels.run(
            "look_up_habits", len(keys), keys, n_bits(len(table)), table, COUNTS, *hidden, swapped, stays, clean
        )
        return swapped, stays, clean
    swapped, beside, kept, clean = COUNTS[table[slots_of(keys, len(table))]].T
    if is_hidden is not None:
        swapped = np.where(is_hidden, 0, swapped)
    if is_beside_hidden is not None:
        beside = np.where(is_beside_hidden, 0, beside)
    return swapped, kept + beside, clean


def count_swaps(clean: HabitKeys, spun: HabitKeys, words: WordStream, is_swapped: Bools) -> SwapHabits:
    """Count the words of clean and spun texts.

    clean, spun  of `habit_keys`
    words       the words of the spun texts
    is_swapped  bool [n_spun]: the word is part of a replacement
    """
    tables = {}
    for place, by in PLACES.items():
        beside = words.near(is_swapped, by, False) & ~is_swapped if by else np.zeros_like(is_swapped)
        kinds = np.where(is_swapped, SWAPPED, np.where(beside, BESIDE, KEPT)).astype(np.uint8)
        size = min(MAX_SIZE, table_size((len(kinds) + len(clean[place])) // 2))
        counts = np.zeros(size * N_KINDS, np.uint32)
        _count_slots(spun[place], kinds, counts)
        _count_slots(clean[place], np.full(len(clean[place]), CLEAN, np.uint8), counts)
        at = np.flatnonzero(counts)  # a sixth of them
        found = np.zeros(len(counts), np.uint8)
        found[at] = levels(counts[at])
        tables[place] = found.reshape(size, N_KINDS)
    return SwapHabits(**tables)


def _count_slots(keys: Keys, kinds: npt.NDArray[np.uint8], counts: npt.NDArray[np.uint32]) -> None:
    """Add the keys to `counts`, uint32 [size * N_KINDS]: how often keys of each slot are of each kind."""
    size = len(counts) // N_KINDS
    if kernels.is_compiled():
        kernels.run("count_slots", len(keys), keys, n_bits(size), kinds, N_KINDS, counts)
    else:
        counts += np.bincount(slots_of(keys, size) * N_KINDS + kinds, minlength=len(counts)).astype(np.uint32)


def habit_keys(ngrams: Ngrams) -> HabitKeys:
    """Place -> keys of the words, with their neighbour there."""
    return {"alone": ngrams.word, "left": ngrams.left, "right": ngrams.right}
