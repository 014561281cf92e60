import pytest
from fidelity.samples import Row
from fidelity.sentence_rates import measure_rates, read_rates, spin_joined

ORIGINAL = "The big dog ran to the old house with a friend. Nobody there was at home on that long cold day."
SPUN = "The huge dog ran to the former house with a friend. Nobody there was at home on that long chilly day."


def test_rates_are_those_of_each_sentence():
    (rates,) = read_rates([Row(ORIGINAL, SPUN, "")])
    assert rates == pytest.approx([100 * 2 / 11, 100 * 1 / 10])


def test_short_sentences_and_other_texts_have_no_rate():
    assert read_rates([Row("Big dog.", "Huge dog.", ""), Row(ORIGINAL, "Something else altogether was said.", "")]) == [
        [],
        [],
    ]


def test_joined_originals_come_back_in_order():
    originals = [f"{ORIGINAL} It was day {number}." for number in range(23)]
    rows = spin_joined(originals, "autoblog")
    assert [row.original for row in rows] == originals
    assert any(row.spun != row.original for row in rows)


def test_equal_rates_are_no_distance_and_exact_ones_lack_spread():
    real = [Row(ORIGINAL, SPUN, "")] * 10
    same = {found.name: found for found in measure_rates(real, real)}
    assert same["rates of sentences"].distance == same["their spread"].distance == 0
    even = [Row(ORIGINAL, SPUN.replace("chilly", "cold").replace("former", "old"), "")] * 10
    found = {each.name: each for each in measure_rates(real, even)}
    assert found["rates of sentences"].distance > 0
