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
from pipelines.engine.words import AS_IS, CAPITALISED, CAPITALS, count_marked, forms_of


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
