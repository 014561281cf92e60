import numpy as np
import pyarrow as pa
import pytest
from hard_texts import ENTRIES, LEXICON, LEXICON_TABLE
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.lexicon import make_lexicon

from pipelines.engine import Rules, spin_texts
from pipelines.engine.lexicon import index_lexicon
from pipelines.engine.restrict import restrict

N_ROWS = len(LEXICON_TABLE)


def spin(lexicon, texts, rate=1.0):
    spun = spin_texts(
        pa.array(texts), np.arange(len(texts)).astype(np.uint64), np.full(len(texts), rate), lexicon, Rules()
    )
    return spun.spun.to_pylist()


def texts_of(lexicon):
    return lexicon.texts.take(pa.array(lexicon.candidate)).to_pylist()


@settings(max_examples=50)
@given(st.lists(st.booleans(), min_size=N_ROWS, max_size=N_ROWS))
def test_restrict_is_the_lexicon_of_the_rows_that_are_kept(kept):
    habits = np.stack([LEXICON.propensity * 0.5, LEXICON.propensity * 0])
    whole = index_lexicon(LEXICON_TABLE, "name", habits)
    got, expected = restrict(whole, np.array(kept)), index_lexicon(LEXICON_TABLE.filter(pa.array(kept)), "name")
    assert texts_of(got) == texts_of(expected)
    for name in ("units", "origin", "kind"):
        assert getattr(got, name).to_pylist() == getattr(expected, name).to_pylist()
    for name in ("propensity", "offsets", "cumulative", "is_homograph", "steps", "zipf"):
        np.testing.assert_array_equal(getattr(got, name), getattr(expected, name))
    assert got.phrases.words.to_pylist() == expected.phrases.words.to_pylist()
    assert got.origin_sets[got.origin_set_ids].tolist() == expected.origin_sets[expected.origin_set_ids].tolist()
    zeros, halves = [0] * len(expected.units), (expected.propensity * 0.5).tolist()
    assert got.propensities.tolist() == [expected.propensity.tolist(), halves, zeros]
    assert got.fingerprint == "name"


def test_restrict_to_all_rows_spins_the_same():
    texts = ["The heavy rain hit the river bank, a lot of mail and no council tax in May."] * 20
    assert spin(restrict(LEXICON, np.ones(N_ROWS, bool)), texts) == spin(LEXICON, texts)


def test_a_phrase_without_candidates_hides_none_of_its_words():
    lexicon = make_lexicon({"heavy rain": (0.9, [("downpour", 1)]), "rain": (0.9, [("wet", 1)])})
    assert spin(lexicon, ["heavy rain"]) == ["downpour"]
    assert spin(restrict(lexicon, np.array([False, True])), ["heavy rain"]) == ["heavy wet"]


@pytest.mark.parametrize("text", ["heavy rain", "", "Nothing here is known."])
def test_without_any_row_nothing_is_swapped(text):
    assert spin(restrict(LEXICON, np.zeros(N_ROWS, bool)), [text]) == [text]


def test_the_entries_have_units_that_lose_only_some_rows():
    assert max(len(candidates) for _, candidates, *_ in ENTRIES.values()) > 1
