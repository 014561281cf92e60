import numpy as np
import pyarrow as pa
import pytest
from hard_texts import ENTRIES, LEXICON, LEXICON_TABLE
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.lexicon import lexicon_table

from pipelines.engine import Rules, spin_texts
from pipelines.engine.buffers import view_texts
from pipelines.engine.index import index_lexicon, read_rows
from pipelines.engine.phrases import find_phrases, find_words
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import token_strings

pytestmark = pytest.mark.usefixtures("either_way")

HABITS = np.stack([LEXICON.propensity * 0.5, LEXICON.propensity * 0])
ROWS = read_rows(LEXICON_TABLE, "name", HABITS)
TEXT = "The heavy rain hit the river bank, a lot of mail and no council tax in May."
some_candidates = st.lists(st.booleans(), min_size=LEXICON.n_texts, max_size=LEXICON.n_texts).map(np.array)


def spin(lexicon, texts, rate=1.0):
    spun = spin_texts(
        pa.array(texts), np.arange(len(texts)).astype(np.uint64), np.full(len(texts), rate), lexicon, Rules()
    )
    return spun.spun.to_pylist()


def texts_of(lexicon):
    return lexicon.texts.take(pa.array(lexicon.candidate)).to_pylist()


def units_in(lexicon, text):
    """The phrases and the single words of a text that are units, each with its place."""
    texts = view_texts(pa.array([text.lower()]))
    tokens = find_tokens(texts)
    words = find_words(lexicon.phrases, token_strings(texts, tokens))
    phrases = find_phrases(lexicon.phrases, words, is_linked=np.arange(len(words)) < len(words) - 1)
    return [column.tolist() for column in phrases], lexicon.phrases.single_entries[words].tolist()


@settings(max_examples=50, deadline=None)
@given(some_candidates)
def test_both_halves_of_a_split_are_the_lexicons_of_their_rows(is_apart):
    goes_apart = is_apart[LEXICON.candidate]
    for got, kept in zip(ROWS.split(is_apart), (~goes_apart, goes_apart), strict=True):
        expected = index_lexicon(LEXICON_TABLE.filter(pa.array(kept)), "name")
        assert texts_of(got) == texts_of(expected)
        for name in ("units", "origin", "kind"):
            assert getattr(got, name).to_pylist() == getattr(expected, name).to_pylist()
        for name in ("propensity", "offsets", "weight", "is_homograph", "steps", "zipf"):
            np.testing.assert_array_equal(getattr(got, name), getattr(expected, name))
        assert units_in(got, TEXT) == units_in(expected, TEXT)
        assert got.origin_sets[got.origin_set_ids].tolist() == expected.origin_sets[expected.origin_set_ids].tolist()
        zeros, halves = [0] * len(expected.units), (expected.propensity * 0.5).tolist()
        assert got.propensities.tolist() == [expected.propensity.tolist(), halves, zeros]
        assert got.fingerprint == "name"
        units = expected.units.to_pylist()
        texts = got.inventory.candidates.to_pylist()
        assert got.candidate_units.tolist() == [units.index(text) if text in units else -1 for text in texts]


def test_a_lexicon_without_anything_set_apart_spins_the_same():
    nothing, texts = np.zeros(LEXICON.n_texts, bool), [TEXT] * 20
    assert spin(ROWS.split(nothing)[0], texts) == spin(LEXICON, texts)


def test_a_phrase_without_candidates_hides_none_of_its_words():
    rows = read_rows(lexicon_table({"heavy rain": (0.9, [("downpour", 1)]), "rain": (0.9, [("wet", 1)])}))
    assert spin(rows.index(), ["heavy rain"]) == ["downpour"]
    is_apart = np.array([text == "downpour" for text in rows.inventory.candidates.to_pylist()])
    assert spin(rows.split(is_apart)[0], ["heavy rain"]) == ["heavy wet"]


@pytest.mark.parametrize("text", ["heavy rain", "", "Nothing here is known."])
def test_without_any_row_nothing_is_swapped(text):
    assert spin(ROWS.split(np.ones(LEXICON.n_texts, bool))[0], [text]) == [text]


def test_the_entries_have_units_that_lose_only_some_rows():
    assert max(len(candidates) for _, candidates, *_ in ENTRIES.values()) > 1
