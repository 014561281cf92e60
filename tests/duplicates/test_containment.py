"""Copies with changed words, and news that only shares its sentences."""

import json
from collections import Counter
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from articles import article
from hypothesis import given
from hypothesis import strategies as st
from one_process import spell_texts
from web.live import write_news

from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import containment as module
from pipelines.duplicates import link_signatures, sign_texts
from pipelines.duplicates.containment import are_contained, measure_containment
from pipelines.text.ids import hash_folded

WORDS = np.array([f"word{number}" for number in range(20_000)], object)
LIMITS = {"similarity": 0.5, "containment": 0.85}


def slow_containment(left, right):
    """The longest common subsequence by its recursion, over the shorter text."""

    @cache
    def common(i, j):
        if i == len(left) or j == len(right):
            return 0
        if left[i] == right[j]:
            return 1 + common(i + 1, j + 1)
        return max(common(i + 1, j), common(i, j + 1))

    return common(0, 0) / max(1, min(len(left), len(right)))


texts = st.text("abcd é", max_size=12)


@given(st.lists(st.tuples(texts, texts), max_size=8))
def test_containment_is_the_longest_common_subsequence(pairs):
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    assert measure_containment(left, right).tolist() == [slow_containment(*pair) for pair in pairs]


@given(st.lists(st.tuples(texts, texts), max_size=30), st.sampled_from([0.1, 0.5, 0.85, 0.9, 1.0]))
def test_pairs_are_contained_as_their_containment_says(pairs, least):
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    assert are_contained(left, right, least).tolist() == (measure_containment(left, right) >= least).tolist()


def test_words_are_compared_in_any_case_and_without_marks():
    one, other, wordless, turned = spell_texts(
        pa.array(["The rain, it FELL!", "the rain it fell", "...", "It fell: rain"])
    )
    assert (one == other, len(one), wordless, one[2:] + one[1]) == (True, 4, "", turned)


def test_the_first_words_of_a_long_text_are_compared(monkeypatch):
    whole = spell_texts(pa.array(["a b c d e", "", "a b", "x a b c"]))
    monkeypatch.setattr(module, "MOST_WORDS", 3)
    assert spell_texts(pa.array(["a b c d e", "", "a b", "x a b c"])) == [words[:3] for words in whole]


def test_the_documentation_says_how_many_words_are_compared():
    description = GroupDuplicates.model_fields["containment"].description
    assert f"the first {module.MOST_WORDS:,} words" in description


def link(column, **limits):
    """The place of the first member of the group of each text."""
    column = pa.array(column)
    signatures = sign_texts(column, hash_folded(column), shingle_words=5, permutations=128)
    return link_signatures(signatures, np.arange(len(column)), **limits, words=spell_texts(column))


def change(rng, words):
    """Replace a tenth of the words by others."""
    return np.where(
        rng.random(words.shape).argsort(axis=1) < words.shape[1] / 10, rng.choice(WORDS, words.shape), words
    )


def drop(rng, words):
    """Leave out a run of a third of the words."""
    start = int(rng.integers(0, words.shape[1] * 2 // 3))
    return np.delete(words, np.arange(start, start + words.shape[1] // 3), axis=1)


@pytest.mark.parametrize("copy", [change, drop])
@pytest.mark.parametrize("n_words", [80, 300])
def test_copies_with_changed_words_and_without_a_paragraph_are_linked(copy, n_words):
    rng, n = np.random.default_rng(9), 200
    originals = rng.choice(WORDS, (n, n_words))
    column = [" ".join(row) for row in (*originals, *copy(rng, originals))]
    roots = link(column, **LIMITS)
    assert np.mean(roots[:n] == roots[n:]) >= 0.97
    assert roots[:n].tolist() == list(range(n)), "unrelated texts stay apart"


def test_news_of_the_same_few_sentences_stay_as_far_apart_as_by_similarity(tmp_path):
    lines = write_news(tmp_path / "news.jsonl", 300).read_text(encoding="utf-8").splitlines()
    composed = [json.loads(line)["text"] for line in lines]
    by_number = [f"{each['title']}\n\n{each['text']}" for each in map(article, range(600))]
    for column in (composed, by_number):
        both, by_similarity = (
            Counter(link(column, **LIMITS | {"containment": least}).tolist()) for least in (0.85, None)
        )
        assert max(both.values()) == max(by_similarity.values()) < len(column) / 20
        assert len(both) > 0.9 * len(by_similarity)
