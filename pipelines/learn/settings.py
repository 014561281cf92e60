"""Choose the fields of a profile from its habits: only fields with enough evidence that differ from the defaults."""

from typing import Any

import numpy as np

from pipelines.learn.estimate import Estimate
from pipelines.learn.fit import Choice
from pipelines.learn.habits import Habits
from pipelines.learn.occurrences import Occurrences

Json = dict[str, Any]
# Least evidence for a setting; see pipelines.learn.habits for the units.
PLACES, WORDS, FEW = 20, 5, 3
# Consistency of the learned spinners with enough evidence (withinside .86; twelve_months, from few pairs, .89), and its
# weight in pairs of swaps of a unit in one text: fewer than PLACES pairs are shrunk towards it.
USUAL_CONSISTENCY, USUAL_WEIGHT = 0.86, 10
# Share of the rate for a later pass; the samples cannot show it.
LATER_PASS = 0.3
# Numbers turned into words, or into digits, that are no slip. Their share does not count: the table has the chance of
# each number, and a spinner that turns the small ones alone leaves most digits as they are.
NUMBERS = 2
# A habit counts as absent if its value is below LEFT_ALONE and the upper end of its interval is below HALF; names are
# compared with LEFT_ALONE only.
LEFT_ALONE, HALF = 0.15, 0.5
# The window is this quantile of the gaps between swaps, if there are at least MIN_GAPS.
GAP_SHARE, MIN_GAPS = 0.02, 50


def settings_of(habits: Habits, occurrences: Occurrences, choice: Choice) -> Json:
    """Return the fields that differ from the defaults, in the order of a profile."""
    settings: Json = {}
    if choice.is_fitted:
        settings |= {"origins": choice.origins, "sharpness": choice.sharpness, "frequency": choice.frequency}
    settings |= {
        "numbers": numbers_of(habits),
        # Hundredths would be a third off for a spinner of one word in 70.
        "rate": round(habits["rate"].value, 3),
        "rate_spread": round(habits["rate_spread"].value, 3),
        **passes_of(habits),
        "every": every_of(occurrences),
        "min_letters": min_letters_of(occurrences),
    }
    if not habits["phrases"].value:
        settings["phrases"] = 0.0
    settings["consistency"] = consistency_of(habits["consistency"])
    skipping = habits["skipping"]
    settings["skipping"] = round(skipping.value, 2) if skipping.is_known and skipping.n >= PLACES else 1.0
    if is_left_alone(habits["capitals"]):
        settings["casing"] = "lower"
    settings["repair_articles"] = habits["mended"].n >= WORDS and habits["mended"].value > 0.5
    names = habits["names"]
    if names.is_known and names.n >= FEW and names.value > LEFT_ALONE:
        settings["entities"] = round(min(names.value, 2.0), 2)
        settings["protect"] = {"names": "known"}
    for name in ("quotations", "hyphenated"):
        if is_left_alone(habits[name]):
            settings.setdefault("protect", {})[name] = True
    return {name: value for name, value in settings.items() if value != DEFAULTS.get(name)}


DEFAULTS: Json = {
    "origins": {},
    "sharpness": 1.0,
    "frequency": 0.0,
    "numbers": "none",
    "rate_spread": 0.0,
    "every": 0,
    "min_letters": 3,
    "consistency": 0.0,
    "skipping": 1.0,
    "repair_articles": False,
}


def consistency_of(habit: Estimate) -> float:
    """Return the measured consistency; with little evidence, its mean with the usual consistency, weighted by pairs.

    >>> consistency_of(Estimate(0.4, 0.2, 0.6, n=30)), consistency_of(Estimate(0.4, 0, 1, n=10))
    (0.4, 0.63)
    >>> consistency_of(Estimate(float("nan"), 0, 0, n=0))
    0.86
    """
    if habit.is_known and habit.n >= PLACES:
        return round(habit.value, 2)
    n = habit.n if habit.is_known else 0
    value = habit.value if n else 0.0
    return round((n * value + USUAL_WEIGHT * USUAL_CONSISTENCY) / (n + USUAL_WEIGHT), 2)


def is_left_alone(habit: Estimate) -> bool:
    """Return True if the habit is rare, with enough evidence."""
    return habit.is_known and habit.n >= WORDS and habit.value < LEFT_ALONE and habit.high < HALF


def numbers_of(habits: Habits) -> str:
    """Return the setting `numbers`: "both" if digits become words, "words" if only words become digits, else "none"."""
    digits, words = (
        habits[name].is_known and round(habits[name].value * habits[name].n) >= NUMBERS
        for name in ("digits", "to_digits")
    )
    return "both" if digits else "words" if words else "none"


def passes_of(habits: Habits) -> Json:
    """Return the settings of two passes if replacements were certainly swapped again; else none."""
    again = habits["again"]
    if not again.is_known or again.n < PLACES or again.low < 0.02:
        return {}
    return {"passes": [1 - LATER_PASS, LATER_PASS], "again": round(again.value, 2)}


def every_of(occurrences: Occurrences) -> int:
    """Return the length in words of the window that has at most one swap; 0 if there is no such window."""
    swaps = occurrences.where(occurrences.is_swapped)
    gaps = np.diff(swaps.first)[np.diff(swaps.pair) == 0]
    if len(gaps) < MIN_GAPS:
        return 0
    every = int(np.sort(gaps)[int(GAP_SHARE * len(gaps))])
    return every if every > 1 else 0


def min_letters_of(occurrences: Occurrences) -> int:
    """Return the length in letters of the shortest words that are swapped alone more than once; 1 to 4."""
    swaps = occurrences.where(occurrences.is_swapped & (occurrences.n_words == 1))
    letters = np.array([len(occurrences.units[unit]) for unit in swaps.unit.tolist()], np.int64)
    lengths = [length for length in (1, 2, 3) if (letters == length).sum() > 1]
    return lengths[0] if lengths else 4
