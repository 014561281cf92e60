from collections import Counter

import numpy as np
import pytest
from fidelity.sentences import cut_like, cut_sentences, draw_like, first_words
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching


def test_sentences_end_at_punctuation_and_line_breaks():
    assert cut_sentences("A title\nOne. Two!  Three? 3.5 - ***\n\n---") == [
        "A title",
        "One.",
        "Two!",
        "Three?",
        "3.5 - ***",
    ]


def test_texts_are_cut_behind_words_and_keep_their_white_space():
    assert first_words("a  b\n\nc d", 3) == "a  b\n\nc"
    assert first_words("a b", 2) == first_words("a b", 9) == first_words("a b", 0) == "a b"
    assert cut_like(["a b c", "d e f"], []) == ["a b c", "d e f"]


def test_texts_are_drawn_for_lengths_that_they_have():
    texts = ["a", "b b", "c c c", "d d d d", "e e e e e"]
    drawn = draw_like(texts, ["x x", "x x x x"], seed=1)
    assert sorted(drawn) == ["b b", "c c", "d d d d", "e e e e"]
    assert draw_like(texts, ["x"] * 6, seed=1) == draw_like(texts, ["x x x x x x"], seed=1) == []
    assert draw_like(texts, ["x"], seed=1) != draw_like(texts, ["x"], seed=2)


def count_by_matching(n_words, lengths):
    """The greatest number of texts for each length, by trying: each text may be matched with one place of a length."""
    n_each = 0
    while True:
        places = np.repeat(lengths, n_each + 1)
        matched = maximum_bipartite_matching(csr_matrix(n_words[None, :] >= places[:, None]), perm_type="column")
        if (matched < 0).any():
            return n_each
        n_each += 1


@pytest.mark.parametrize("seed", range(20))
def test_as_many_are_drawn_as_all_lengths_can_have(seed):
    random = np.random.default_rng(seed)
    n_words, lengths = random.integers(1, 30, 60), random.integers(1, 25, random.integers(1, 6))
    texts = [" ".join(f"{number}-{place}" for place in range(n)) for number, n in enumerate(n_words)]
    drawn = draw_like(texts, ["x " * length for length in lengths], seed)
    n_each = count_by_matching(n_words, lengths)
    assert Counter(len(text.split()) for text in drawn) == Counter(np.repeat(lengths, n_each).tolist())
    sources = [int(text.split("-")[0]) for text in drawn]
    assert len(set(sources)) == len(sources)
    assert all(texts[source].startswith(text) for source, text in zip(sources, drawn, strict=True))
