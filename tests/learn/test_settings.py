from collections import Counter

import numpy as np
import pytest

from pipelines.learn.estimate import Estimate
from pipelines.learn.fit import Choice
from pipelines.learn.occurrences import Occurrences
from pipelines.learn.report import LABELS
from pipelines.learn.settings import settings_of
from pipelines.spinners.profile import Profile

# A spinner without evidence has the rate, and the consistency of the spinners that were learned before.
LEAST = {"rate": 0.2, "consistency": 0.86}
NEUTRAL = {"rate": 0.2, "skipping": 1.0, "phrases": 0.1, "capitals": 1.0, "quotations": 1.0, "hyphenated": 1.0}


def habits(**changes):
    """Make the habits of a spinner with default settings; a change is (value, n) or (value, n, low, high)."""
    made = {name: Estimate(NEUTRAL.get(name, 0.0), 0.0, 1.0, 0.0) for name in LABELS}
    for name, (value, n, *interval) in changes.items():
        low, high = interval or (value, value)
        made[name] = Estimate(value, low, high, n)
    return made


def places(first=(0, 1, 3, 8, 9), letters=3):
    """Make swaps at these words of one text."""
    n = len(first)
    zeros = np.zeros(n, np.int64)
    return Occurrences(("u" * letters,), ("c",), zeros, np.array(first), zeros + 1, zeros, zeros, zeros > 0, Counter())


def test_a_spinner_with_default_habits_has_a_rate_and_the_usual_consistency():
    assert settings_of(habits(), places(), Choice()) == LEAST


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rate_spread": (0.0512, 900)}, {"rate_spread": 0.051}),
        ({"rate": (0.0147, 900)}, {"rate": 0.015}),
        ({"again": (0.2, 40, 0.1, 0.3)}, {"passes": [0.7, 0.3], "again": 0.2}),
        ({"again": (0.2, 40, 0.0, 0.3)}, {}),
        ({"again": (0.2, 5, 0.1, 0.3)}, {}),
        ({"consistency": (0.9, 30)}, {"consistency": 0.9}),
        ({"consistency": (0.9, 10)}, {"consistency": 0.88}),
        ({"consistency": (0.0, 10)}, {"consistency": 0.43}),
        ({"consistency": (0.0, 30)}, {}),
        ({"consistency": (float("nan"), 0)}, {"consistency": 0.86}),
        ({"skipping": (0.4, 30)}, {"skipping": 0.4}),
        ({"digits": (0.5, 20)}, {"numbers": "both"}),
        ({"digits": (0.07, 124)}, {"numbers": "both"}),
        ({"digits": (2 / 49, 49)}, {"numbers": "both"}),
        ({"digits": (float("nan"), 0)}, {}),
        ({"digits": (0.05, 20), "to_digits": (0.5, 8)}, {"numbers": "words"}),
        ({"to_digits": (0.2, 5)}, {}),
        ({"mended": (0.9, 10)}, {"repair_articles": True}),
        ({"mended": (1.0, 2)}, {}),
        ({"capitals": (0.0, 30, 0.0, 0.1)}, {"casing": "lower"}),
        ({"names": (0.5, 10)}, {"entities": 0.5, "protect": {"names": "known"}}),
        ({"names": (0.5, 1)}, {}),
        ({"names": (0.01, 50)}, {}),
        ({"quotations": (0.0, 40, 0.0, 0.08)}, {"protect": {"quotations": True}}),
        ({"quotations": (0.0, 5, 0.0, 0.6)}, {}),
        ({"quotations": (0.3, 40, 0.2, 0.4)}, {}),
        ({"phrases": (0.0, 100)}, {"phrases": 0.0}),
    ],
)
def test_a_habit_becomes_a_setting_if_there_is_evidence(changes, expected):
    settings = settings_of(habits(**changes), places(), Choice())
    default = {"rate": 0.2} if changes == {"consistency": (0.0, 30)} else LEAST
    assert settings == default | expected
    Profile.model_validate({"name": "mine", "imitates": "a test"} | settings)


def test_a_minimum_distance_of_swaps_is_detected():
    assert settings_of(habits(), places(range(0, 400, 4)), Choice())["every"] == 4
    assert "every" not in settings_of(habits(), places(range(0, 40, 4)), Choice())


@pytest.mark.parametrize(("letters", "expected"), [(1, 1), (2, 2), (3, None), (6, 4)])
def test_the_shortest_swapped_words_determine_min_letters(letters, expected):
    assert settings_of(habits(), places(letters=letters), Choice()).get("min_letters") == expected


def test_the_fitted_choice_is_in_the_settings():
    choice = Choice({"moby": 0.5}, 0.8, 0.1, 300, is_fitted=True)
    settings = settings_of(habits(), places(), choice)
    assert settings == {"origins": {"moby": 0.5}, "sharpness": 0.8, "frequency": 0.1} | LEAST
