"""Figures of a detector, against slow ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pairs import make_pairs
from planted_model import PlantedModel

from pipelines.scoring.measure import measure, rate

SCORES = st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=1, max_size=250)


def slow_rate(clean, spun):
    wins = [(s > c) + (s == c) / 2 for s in spun for c in clean]
    # The lowest threshold that at most 1 % of the clean ones exceed.
    alarm = min(at for at in clean if sum(c > at for c in clean) <= len(clean) / 100)
    return sum(wins) / len(wins), sum(s > alarm for s in spun) / len(spun)


@given(SCORES, SCORES)
def test_rates_are_those_of_their_definitions(clean, spun):
    found = rate("article", np.array(clean), np.array(spun))
    auroc, share = slow_rate(clean, spun)
    assert (found.auroc, found.found) == pytest.approx((auroc, share))
    assert found.n == len(spun)


def test_sentences_with_an_edit_count_in_both_texts():
    texts = ["The council met. It was late.", "Nothing new here. The bridge was closed. All was well."]
    pairs = make_pairs(texts, swaps={"council": "authorizz", "new": "neozz", "bridge": "linkzz"})
    by_unit = {each.unit: each for each in measure(PlantedModel(), pairs)}
    assert by_unit["sentence"].n == 3
    assert by_unit["article"].n == 2
    assert by_unit["sentence"].auroc == by_unit["article"].auroc == 1
    assert by_unit["sentence"].found == by_unit["article"].found == 1


def test_no_pairs_give_no_figures():
    assert measure(PlantedModel(), make_pairs([])) == []


def test_pairs_without_edits_have_no_sentences():
    assert [each.unit for each in measure(PlantedModel(), make_pairs(["Rain fell."], swaps={}))] == ["article"]
