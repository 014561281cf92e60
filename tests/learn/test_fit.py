import numpy as np
import pyarrow as pa
import pytest
from learn.lexicons import small_known

from pipelines.learn.fit import Choice, chosen_rows, fit_profile
from pipelines.learn.known import Known
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair
from pipelines.lexicon.weigh import LexiconRows
from schemas import LEXICON, ORIGINS


def two_origins(n_units=30):
    """Make a lexicon of units with two candidates of moby and two of synset, all with equal weights."""
    rows = [
        {"unit": f"unit{number:02}", "propensity": 0.5, "candidate": f"{origin}{number:02}{letter}", "weight": 1_000}
        | {"origin": origin, "kind": "word", "origins": 1 << ORIGINS.index(origin), "zipf": 80, "agrees": True}
        for number in range(n_units)
        for origin in ("moby", "synset")
        for letter in "ab"
    ]
    return Known(LexiconRows.of(pa.Table.from_pylist(rows, schema=LEXICON).combine_chunks()))


def occurrences_of(known, swaps):
    pairs = [Pair(f"it is {unit} there now {n}", f"it is {word} there now {n}") for n, (unit, word) in enumerate(swaps)]
    return find_occurrences(align_pairs(pairs, known)[0], known)


def test_a_source_that_is_chosen_more_often_gets_a_greater_factor():
    known = two_origins()
    swaps = [(f"unit{n:02}", f"{'synset' if n % 5 else 'moby'}{n:02}{'ab'[n % 2]}") for n in range(30)]
    choice = fit_profile(occurrences_of(known, swaps), known)
    assert choice.is_fitted
    assert choice.n_swaps == 30
    # The ratio of 24 to 6 is 4; the prior shrinks it towards 1.
    assert 2 < choice.origins["synset"] / choice.origins["moby"] < 4
    assert choice.frequency == 0
    assert choice.sharpness == 1


def test_even_choices_give_no_factors():
    known = two_origins()
    swaps = [(f"unit{n:02}", f"{'synset' if n % 2 else 'moby'}{n:02}a") for n in range(30)]
    assert fit_profile(occurrences_of(known, swaps), known) == Choice(n_swaps=30, is_fitted=True)


def test_few_swaps_fit_nothing():
    known = small_known()
    assert fit_profile(occurrences_of(known, [("old", "antique")]), known) == Choice(n_swaps=1)
    assert fit_profile(occurrences_of(known, []), known) == Choice()


def test_chosen_rows_are_rows_of_units_swapped_as_in_the_lexicon():
    known = small_known()
    swaps = [("old", "antique"), ("old", "antique"), ("new", "fresh"), ("bridge", "council")]
    rows, group, times = chosen_rows(occurrences_of(known, swaps), known)
    assert known.texts_of(rows) == ["brand-new", "fresh", "antique", "vintage"]
    assert group.tolist() == [0, 0, 1, 1]
    assert times.tolist() == [0, 1, 2, 0]


@pytest.mark.parametrize("unit", ["old", "nothing"])
def test_rows_of_an_unknown_unit_are_empty(unit):
    known = small_known()
    assert np.array_equal(known.texts_of(known.rows_of(unit)), ["antique", "vintage"] if unit == "old" else [])
