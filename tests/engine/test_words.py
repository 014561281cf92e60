import dataclasses

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import LEXICON, keys_of
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine import Rules
from pipelines.engine.buffers import view_texts
from pipelines.engine.plan import make_plan
from pipelines.engine.spin import find_words
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words
from pipelines.engine.words import AS_IS, CAPITALISED, CAPITALS, count_marked, forms_of, run_of


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("rain", AS_IS),
        ("Rain", CAPITALISED),
        ("RAIN", CAPITALS),
        ("A", CAPITALISED),
        ("heavy Rain", AS_IS),
        ("Heavy RAIN", CAPITALISED),
        ("HEAVY RAIN", CAPITALS),
        ("A LOT", CAPITALS),
        ("A lot", CAPITALISED),
        ("A B", CAPITALISED),
        ("É LOT", CAPITALS),
        ("100 RAIN", AS_IS),
    ],
)
def test_forms_of(text, form):
    viewed, rules = view_texts(pa.array([f"so {text} then"])), Rules()
    tokens, plan = find_tokens(viewed), make_plan(keys_of([1]), LEXICON, rules)
    words = find_words(viewed, tokens, describe_words(viewed, tokens), plan)
    assert forms_of(words, np.array([1]), np.array([len(words) - 2])).tolist() == [form]


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_count_marked(mask, data):
    first = data.draw(st.lists(st.integers(0, len(mask) - 1), max_size=6))
    n_words = [data.draw(st.integers(1, len(mask) - start)) for start in first]
    found = count_marked(np.array(mask), np.array(first, np.int64), np.array(n_words, np.int64))
    assert found.tolist() == [sum(mask[i : i + n]) for i, n in zip(first, n_words, strict=True)]


def test_run_of_is_that_of_the_first_clean_word():
    viewed = view_texts(pa.array(["one two three four"]))
    tokens, plan = find_tokens(viewed), make_plan(keys_of([1]), LEXICON, Rules(every=2))
    words = find_words(viewed, tokens, describe_words(viewed, tokens), plan)
    is_fresh, run = np.array([False, False, True, True]), np.array([-1, -1, 5, 6])
    words = dataclasses.replace(words, is_fresh=is_fresh, run=run)
    assert run_of(words, np.array([0, 0, 1, 2, 3]), np.array([3, 4, 2, 2, 1])).tolist() == [5, 5, 5, 5, 6]
    with pytest.raises(ValueError, match="expected words with their runs"):
        run_of(dataclasses.replace(words, run=None), np.array([2]), np.array([1]))
