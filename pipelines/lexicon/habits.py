"""The propensity of each unit to be swapped: as compiled, or as learned from samples."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Ints, find_few
from pipelines.lexicon.learned import Learned, learned_path, read_learned, shrink
from pipelines.lexicon.lists import read_list
from pipelines.lexicon.weigh import LexiconRows

# Chance of a swap at the greatest propensity, without learned tables.
MOST_SWAPPED = 0.6
# Greatest chance of a swap of any unit.
MOST_CHANCE = 0.97
# Weight of the level of a class, in occurrences of each unit; the likelihood of held-out samples of two spinners is
# greatest for values between .5 and 1.
HABIT_STRENGTH = 1.0
# Weight of the compiled level, in units of the class that were seen once.
LEVEL_STRENGTH = 3.0
# Habits that need no table: all units alike, or only function words.
BUILT_IN = frozenset({"even", "function_words"})
# Classes of units: content words, phrases, function words. Spinners treat the units of a class alike.
WORD, PHRASE, EMPTY = 0, 1, 2


def read_tables(names: Sequence[str]) -> Learned:
    """Read the learned tables of these names as one; raise ConfigError for a missing or damaged table."""
    return read_learned([learned_path(name) for name in names])


def to_propensity(chance: Array) -> Array:
    """Return the propensity that gives a unit this chance of a swap; see engine.pick for the race of the slots."""
    return -np.log1p(-np.minimum(chance, MOST_CHANCE))


def chances_of_habit(rows: LexiconRows, habit: str) -> Array:
    """float64 [u]: chance of a swap by a habit, the name of a built-in one or of a learned table."""
    if habit == "even":
        return learn_habits(rows, None)
    if habit == "function_words":
        return np.where(classes_of(rows.units) == EMPTY, MOST_CHANCE, 0.0)
    return learn_habits(rows, (habit,))


def learn_habits(rows: LexiconRows, tables: Sequence[str] | None) -> Array:
    """float64 [u]: chance of a swap.

    tables  names of learned tables; empty: compiled chances; None: the same chance for all units
    The compiled propensities of each class are scaled to the level of the class in the samples, and are then the prior
    of the counts of each unit.
    """
    if tables is None:
        return np.full(len(rows.units), MOST_SWAPPED / 2)
    if not tables:
        return rows.propensity * MOST_SWAPPED
    learned = read_tables(tables)
    found = find_few(learned.units, rows.units)
    known = np.flatnonzero(found >= 0)
    unit, seen, swapped = found[known], learned.seen[known], learned.swapped[known]
    of = classes_of(rows.units)
    # The level is for units that the samples do not have, of which the rarest ones say most: one that was seen n times
    # counts as 1 / n of those that were seen once.
    weight = 1 / np.maximum(1, seen) ** 2
    expected = np.bincount(of[unit], rows.propensity[unit] * seen * weight, minlength=3)
    level = np.bincount(of[unit], swapped * weight, minlength=3) + LEVEL_STRENGTH * MOST_SWAPPED
    chance = np.minimum(1, rows.propensity * (level / (expected + LEVEL_STRENGTH))[of])
    chance[unit] = shrink(swapped, seen, chance[unit], HABIT_STRENGTH)
    return chance


def classes_of(units: pa.StringArray) -> Ints:
    """int64 [u]: WORD, PHRASE or EMPTY."""
    is_phrase = pc.match_substring(units, " ").to_numpy(zero_copy_only=False)
    is_empty = pc.is_in(units, value_set=read_list("function_words"))
    return np.where(is_phrase, PHRASE, np.where(is_empty.to_numpy(zero_copy_only=False), EMPTY, WORD))
