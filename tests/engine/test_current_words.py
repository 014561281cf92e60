import dataclasses

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import LEXICON, keys_of
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine import Rules
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.casings import AS_IS, CAPITALISED, CAPITALS, EACH, TITLED
from pipelines.engine.clean_words import read_words
from pipelines.engine.current_words import (
    count_marked,
    indefinite_of,
    matching_casing,
    window_of,
)
from pipelines.engine.plan import make_plan

IS_SMALL = LEXICON.inventory.is_small


def words_of(text, rules):
    return read_words(analyse(view_texts(pa.array([text]))), make_plan(keys_of([1]), LEXICON, rules))


@pytest.mark.parametrize(
    ("text", "casing"),
    [
        ("rain", AS_IS),
        ("Rain", CAPITALISED),
        ("RAIN", CAPITALS),
        ("A", CAPITALISED),
        ("heavy Rain", AS_IS),
        ("Heavy RAIN", TITLED),
        ("Heavy Rain", TITLED),
        ("Heavy of the Rain", TITLED),
        ("Heavy of The Rain", EACH),
        ("The Of", EACH),
        ("The of", CAPITALISED),
        ("Heavy of rain", CAPITALISED),
        ("Of Rain heavy", CAPITALISED),
        ("If I", CAPITALISED),
        ("A Lot", TITLED),
        ("HEAVY RAIN", CAPITALS),
        ("A LOT", CAPITALS),
        ("A lot", CAPITALISED),
        ("A B", CAPITALISED),
        ("É LOT", CAPITALS),
        ("100 RAIN", AS_IS),
    ],
)
def test_matching_casing(text, casing):
    words = words_of(f"so {text} then", Rules())
    assert matching_casing(words, np.array([1]), np.array([len(words) - 2]), IS_SMALL).tolist() == [casing]


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_count_marked(mask, data):
    first = data.draw(st.lists(st.integers(0, len(mask) - 1), max_size=6))
    n_words = [data.draw(st.integers(1, len(mask) - start)) for start in first]
    found = count_marked(np.array(mask), np.array(first, np.int64), np.array(n_words, np.int64))
    assert found.tolist() == [sum(mask[i : i + n]) for i, n in zip(first, n_words, strict=True)]


def test_window_of_is_that_of_the_first_clean_word():
    words = words_of("one two three four", Rules(every=2))
    is_clean, window = np.array([False, False, True, True]), np.array([-1, -1, 5, 6])
    words = dataclasses.replace(words, is_clean=is_clean, window=window)
    assert window_of(words, np.array([0, 0, 1, 2, 3]), np.array([3, 4, 2, 2, 1])).tolist() == [5, 5, 5, 5, 6]
    with pytest.raises(ValueError, match="expected words with their windows"):
        window_of(dataclasses.replace(words, window=None), np.array([2]), np.array([1]))


def test_indefinite_of_needs_a_plan_that_corrects_articles():
    assert indefinite_of(words_of("A rain and an hour", Rules(repair_articles=True))).tolist() == [1, 0, 0, 2, 0]
    with pytest.raises(ValueError, match="expected words with indefinite articles"):
        indefinite_of(words_of("a rain", Rules()))
