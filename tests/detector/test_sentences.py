"""First words of sentences, windows and texts."""

import numpy as np
import pyarrow as pa
import pytest
from detector.drawn_texts import draw_texts, stream_of

from pipelines.detector.sentences import sentence_starts, text_starts, window_starts


def test_sentences_begin_where_a_reader_sees_them():
    texts = ["One two. Three four!\n\nFive", "", "Six seven? Eight."]
    starts = sentence_starts(pa.array(texts), words := stream_of(texts))
    found = [texts[words.text[at]][words.starts[at] : words.ends[at]] for at in starts]
    assert found == ["One", "Three", "Five", "Six", "Eight"]


@pytest.mark.parametrize("seed", range(3))
def test_a_text_is_cut_the_same_alone_and_among_others(seed):
    texts = draw_texts(seed)
    words = stream_of(texts)
    among = sentence_starts(pa.array(texts), words)
    alone = [
        words.offsets[number] + at
        for number, text in enumerate(texts)
        for at in sentence_starts(pa.array([text]), stream_of([text]))
    ]
    assert among.tolist() == alone
    assert set(text_starts(words)) <= set(alone)
    assert text_starts(words).tolist() == [int(np.flatnonzero(words.text == at)[0]) for at in np.unique(words.text)]


@pytest.mark.parametrize("most", [1, 3, 5, 150])
def test_windows_cover_each_text_in_nearly_equal_parts(most):
    words = stream_of(draw_texts(2))
    starts = window_starts(words, most)
    assert set(text_starts(words)) <= set(starts.tolist())
    lengths = np.diff(np.append(starts, len(words)))
    assert lengths.min() >= 1
    assert lengths.max() <= most
    for text in np.unique(words.text):
        own = lengths[words.text[starts] == text]
        n_words = int((words.text == text).sum())
        assert (own.sum(), len(own)) == (n_words, -(-n_words // most))
        assert own.max() - own.min() <= 1


def test_no_words_have_no_starts():
    words = stream_of(["", ""])
    assert [len(each) for each in (sentence_starts(pa.array(["", ""]), words), window_starts(words, 5))] == [0, 0]
    assert len(text_starts(words)) == 0
