import itertools
import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.build.fit import MOST_WORDS, _cost, count_rows, known_swaps, split_pair
from pipelines.lexicon.build.inflect import SurfaceLinks

FORMS = pa.array(["big", "big data", "huge", "information", "huge information", "learning"])


def rows_of(*pairs):
    unit, candidate = np.array(sorted(pairs)).T
    nothing = np.zeros(len(unit))
    return SurfaceLinks(unit, candidate, nothing, np.zeros((len(unit), 1)), nothing)


ROWS = rows_of((0, 2), (1, 4), (5, 3))


def test_rows_are_weighted_by_the_count_of_their_swap():
    swaps = Counter(
        {("big", "huge"): 3, ("big data", "huge information"): 1, ("big", "learning"): 5, ("no", "such"): 1}
    )
    assert count_rows(ROWS, FORMS, swaps).tolist() == [math.log(4) + 0.3, math.log(2) + 0.3, 0]


def test_known_swaps_have_units_that_are_parts_of_originals():
    assert known_swaps(ROWS, FORMS, [("my big data", "")]) == {("big", "huge"), ("big data", "huge information")}


def cut_in_runs(words):
    """Yield all divisions of the words into sequences of at most MOST_WORDS."""
    for n_cuts in range(len(words)):
        for cuts in itertools.combinations(range(1, len(words)), n_cuts):
            borders = [0, *cuts, len(words)]
            runs = [words[a:b] for a, b in itertools.pairwise(borders)]
            if all(len(run) <= MOST_WORDS for run in runs):
                yield [" ".join(run) for run in runs]


some_words = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4)


@given(
    some_words, some_words, st.sets(st.tuples(st.sampled_from(["a", "b", "a b"]), st.sampled_from(["c", "b", "b c"])))
)
def test_the_split_is_the_cheapest(units, candidates, known):
    found = split_pair(" ".join(units), " ".join(candidates), known)
    every = [
        list(zip(one, other, strict=True))
        for one in cut_in_runs(units)
        for other in cut_in_runs(candidates)
        if len(one) == len(other)
    ]
    cheapest = min(sum(_cost(swap, known) for swap in split) for split in every)
    assert sum(_cost(swap, known) for swap in found) == pytest.approx(cheapest)
