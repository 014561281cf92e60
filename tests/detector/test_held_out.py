"""Words that count as held out, against a loop over edits."""

import numpy as np
import pytest
from detector.drawn_texts import draw_texts, stream_of

from pipelines.detector.held_out import MIN_LETTERS, WORD_SHARE, hide_words

WORDS = stream_of(draw_texts(3, 400))
# Runs of one to three words are edits.
EDITS = np.where(np.arange(len(WORDS)) % 5 < 1 + np.arange(len(WORDS)) // 5 % 3, np.arange(len(WORDS)) // 5, -1)


def concerned(share):
    return np.random.default_rng(1).random(len(WORDS.offsets) - 1) < share


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_of_each_edit_the_first_of_its_longest_words_is_hidden(share):
    texts = concerned(share)
    hidden = hide_words(WORDS, EDITS, texts, seed=4)
    for edit in np.unique(EDITS[EDITS >= 0]):
        at = [word for word in np.flatnonzero(edit == EDITS) if texts[WORDS.text[word]]]
        longest = max(at, key=lambda word: (WORDS.n_bytes[word], -word), default=None)
        is_long = longest is not None and WORDS.n_bytes[longest] >= MIN_LETTERS
        assert np.flatnonzero(hidden & (edit == EDITS)).tolist() == ([longest] if is_long else [])


def test_outside_edits_a_share_of_the_distinct_words_is_hidden_everywhere():
    no_edits, texts = np.full(len(WORDS), -1), concerned(1)
    shares = []
    for seed in range(200):
        hidden = hide_words(WORDS, no_edits, texts, seed)
        assert not set(WORDS.keys[hidden].tolist()) & set(WORDS.keys[~hidden].tolist())
        shares.append(len(np.unique(WORDS.keys[hidden])) / len(np.unique(WORDS.keys[WORDS.n_bytes >= MIN_LETTERS])))
    assert np.mean(shares) == pytest.approx(WORD_SHARE, abs=0.02)


def test_no_words():
    words = stream_of([""])
    assert len(hide_words(words, np.zeros(0, np.int64), np.ones(1, bool), 0)) == 0
