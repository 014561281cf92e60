import functools
import itertools
import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.duplicates.sketch import ORDER, WORD_KEY, hash_shingles, hash_words, sign_texts
from pipelines.engine.buffers import view_texts
from pipelines.engine.splice import cut_out
from pipelines.engine.tokens import find_tokens
from pipelines.text.ids import hash_folded

pytestmark = pytest.mark.usefixtures("either_way")
WORDS = ["rain", "Rain", "storm", "café", "ÉTÉ", "don\u2019t", "4", "of"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=6)


def shingles_of(texts, n_words=3):
    array = pa.array(texts, pa.string())
    values, offsets = hash_shingles(*hash_words(array), hash_folded(array), n_words)
    return [values[start:end] for start, end in itertools.pairwise(offsets)]


def slow_shingles(text, n_words=3):
    words = text.lower().split()
    return [tuple(words[i : i + n_words]) for i in range(max(1, len(words) - n_words + 1))]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_shingles_are_the_runs_of_words(texts):
    fast, slow = shingles_of(texts), [slow_shingles(text) for text in texts]
    assert [len(shingles) for shingles in fast] == [len(shingles) for shingles in slow]
    # Equal shingles have equal hashes and different ones different hashes, over all texts.
    pairs = {
        (h, s)
        for hashes, shingles in zip(fast, slow, strict=True)
        for h, s in zip(hashes.tolist(), shingles, strict=True)
    }
    assert len({h for h, _ in pairs}) == len({s for _, s in pairs}) == len(pairs)


def fold(word):
    """The hash of a word in lower case, as Arrow writes it and pandas hashes it; invisible characters do not count."""
    visible = "".join(letter for letter in word if unicodedata.category(letter) != "Cf")
    lower = pc.utf8_lower(pa.scalar(visible)).as_py()
    return int(pd.util.hash_array(np.array([lower], object), hash_key=WORD_KEY)[0])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("aZ\u00c9\u0130-'9 \u00ad\u200d", max_size=30), min_size=1, max_size=5), st.integers(1, 5))
def test_hashes_of_shingles_are_those_of_their_words_one_by_one(texts, n_words):
    """Groups are carried from release to release, so a signature must never change."""
    array = pa.array(texts, pa.string())
    values, offsets = hash_shingles(*hash_words(array), folded := hash_folded(array), n_words)
    tokens = find_tokens(view_texts(array))
    words = [fold(word) for word in cut_out(view_texts(array).data, tokens.starts, tokens.ends).to_pylist()]
    for number, (first, end) in enumerate(itertools.pairwise(tokens.offsets.tolist())):
        runs = [words[start : min(end, start + n_words)] for start in range(first, max(first, end - n_words) + 1)]
        order = int(ORDER)
        expected = [functools.reduce(lambda run, word: (run * order + word) % 2**64, words_of, 0) for words_of in runs]
        if first == end:
            expected = [int(folded[number, 0])]
        assert values[offsets[number] : offsets[number + 1]].tolist() == expected


def test_shingles_ignore_punctuation_but_not_the_order_of_words():
    with_marks, without, turned = shingles_of(["The rain, it fell!", "the rain it fell", "rain the it fell"])
    assert with_marks.tolist() == without.tolist()
    assert not set(without) & set(turned)


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u202a"])
def test_a_copy_with_invisible_characters_has_the_same_shingles(sign):
    text = "The heavy rain fell over the caf\u00e9s of the long street"
    copy = text.replace("ea", f"e{sign}a").replace("af", f"a{sign}f")
    as_written, with_signs = shingles_of([text, copy])
    assert as_written.tolist() == with_signs.tolist()


def test_texts_without_words_are_alike_only_if_equal():
    dots, dashes, dots_again = shingles_of(["...", "---", "..."])
    assert dots.tolist() == dots_again.tolist() != dashes.tolist()


def test_signatures_do_not_depend_on_the_batch():
    texts = pa.array([f"the rain fell on day {number} of the long wet summer in the hills" for number in range(30)])
    sign = lambda part: sign_texts(part, hash_folded(part), shingle_words=3, permutations=32)  # noqa: E731 - used here only
    together = sign(texts)
    assert together.dtype == np.uint32
    assert together.shape == (30, 32)
    assert (np.concatenate([sign(texts.slice(0, 7)), sign(texts.slice(7))]) == together).all()


def test_equal_columns_estimate_the_jaccard_similarity():
    words = [f"word{number}" for number in range(400)]
    texts = pa.array([" ".join(words[:300]), " ".join(words[100:])])
    one, other = sign_texts(texts, hash_folded(texts), shingle_words=1, permutations=512)
    assert (one == other).mean() == pytest.approx(0.5, abs=0.07)  # three standard deviations
