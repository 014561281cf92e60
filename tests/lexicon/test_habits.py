"""Habits that need no table; those of learned tables are tested with `teach` and `assemble`."""

import pytest
from lexicon.small_lexicons import row_of, table_of

from pipelines.lexicon.habits import BUILT_IN, MOST_CHANCE, MOST_SWAPPED, chances_of_habit
from pipelines.lexicon.weigh import LexiconRows

ROWS = LexiconRows.of(table_of([row_of("house", "home", propensity=0.5), row_of("of", "from"), row_of("of it", "its")]))


@pytest.mark.parametrize(
    ("habit", "chances"),
    [
        ("even", [MOST_SWAPPED / 2] * 3),
        ("function_words", [0, MOST_CHANCE, 0]),
    ],
)
def test_chances_of_built_in_habits(habit, chances):
    assert chances_of_habit(ROWS, habit).tolist() == chances
    assert habit in BUILT_IN
