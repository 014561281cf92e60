"""Habits of spinners, against counts in a dictionary."""

from collections import Counter

import numpy as np
import pytest
from detector.drawn_texts import draw_texts, stream_of

from pipelines.detector.ngrams import read_ngrams
from pipelines.detector.swap_habits import PLACES, count_swaps, habit_keys

pytestmark = pytest.mark.usefixtures("either_way")

GENERATOR = np.random.default_rng(7)
CLEAN, SPUN = stream_of(draw_texts(1, 200)), stream_of(draw_texts(2, 200))
IS_SWAPPED = GENERATOR.random(len(SPUN)) < 0.3
KEYS = [habit_keys(read_ngrams(words)) for words in (CLEAN, SPUN)]
HABITS = count_swaps(*KEYS, SPUN, IS_SWAPPED)
NAMES = {"alone": "word", "left": "left", "right": "right"}


def count_slowly(place):
    """Kind -> key -> count."""
    counts = {kind: Counter() for kind in ("swapped", "beside", "kept", "clean")}
    by, text = PLACES[place], SPUN.text.tolist()
    for at, key in enumerate(getattr(read_ngrams(SPUN), NAMES[place]).tolist()):
        is_inside = 0 <= at + by < len(text) and text[at + by] == text[at]
        kind = "swapped" if IS_SWAPPED[at] else "beside" if by and is_inside and IS_SWAPPED[at + by] else "kept"
        counts[kind][key] += 1
    for key in getattr(read_ngrams(CLEAN), NAMES[place]).tolist():
        counts["clean"][key] += 1
    return counts


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_hidden", [False, True])
def test_columns_are_ratios_of_counts(place, is_hidden):
    ngrams, counts = read_ngrams(SPUN), count_slowly(place)
    hidden = GENERATOR.random(len(SPUN)) < 0.5 if is_hidden else None
    found = HABITS.columns(SPUN, ngrams, hidden)
    by, text = PLACES[place], SPUN.text.tolist()
    slow = []
    for at, key in enumerate(getattr(ngrams, NAMES[place]).tolist()):
        swapped, beside, kept, clean = (counts[kind][key] for kind in ("swapped", "beside", "kept", "clean"))
        is_inside = 0 <= at + by < len(text) and text[at + by] == text[at]
        if hidden is not None:
            swapped = 0 if hidden[at] else swapped
            beside = 0 if by and is_inside and hidden[at + by] else beside
        stays = kept + beside
        slow.append(
            (
                np.log(swapped + 0.1) - np.log(stays + clean * 0.5 + 0.5),
                np.log(stays + 0.5) - np.log(clean + 0.5),
                np.log(stays + swapped + 0.5) - np.log(clean + 0.5),
                np.log(stays + swapped + clean + 1),
            )
        )
    fast = np.stack([found[f"{place}: {kind}"] for kind in ("replacement", "survival", "spun", "count")], axis=1)
    # Counts are within 4 %; few keys share a slot.
    is_close = np.abs(fast - np.array(slow)).max(axis=1) < 0.1
    assert is_close.mean() > 0.85


def test_the_same_words_give_the_same_tables():
    again = count_swaps(*KEYS, SPUN, IS_SWAPPED)
    assert all(getattr(again, place).tobytes() == getattr(HABITS, place).tobytes() for place in PLACES)


def test_words_that_are_not_used_do_not_count():
    nothing = stream_of([])
    keys = habit_keys(read_ngrams(nothing))
    empty = count_swaps(keys, keys, nothing, np.zeros(0, bool))
    assert not any(getattr(empty, place).any() for place in PLACES)
