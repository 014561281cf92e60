"""The stream of words: keys, spans, gaps and neighbours, against slow versions."""

import numpy as np
import pyarrow as pa
import pytest
from detector.drawn_texts import draw_texts, stream_of

from pipelines.detector.word_stream import MARK, SPACE, START, STOP, read_words

pytestmark = pytest.mark.usefixtures("either_way")

SEEDS = range(5)


def words_of(texts, stream):
    return [texts[text][start:end] for text, start, end in zip(stream.text, stream.starts, stream.ends, strict=True)]


def name_slowly(word):
    """The same value for words that have the same key."""
    if word[0] in "0123456789":
        return len(word.encode())
    return "".join(letter.lower() if letter.isascii() else letter for letter in word)


@pytest.mark.parametrize("seed", SEEDS)
def test_keys_are_equal_if_words_are_equal_in_lower_case(seed):
    texts = draw_texts(seed)
    stream = stream_of(texts)
    names = [name_slowly(word) for word in words_of(texts, stream)]
    keys = stream.keys.tolist()
    assert len(set(zip(names, keys, strict=True))) == len(set(names)) == len(set(keys))


def test_keys_of_words_of_any_length_differ_by_each_of_their_bytes():
    word = "abcdefghijklmnopqrstuvwx"  # 24 bytes: the first 16 and the last 8
    words = [word[:n] for n in range(1, 25)]
    words += [each[:at] + "z" + each[at + 1 :] for each in list(words) for at in range(len(each)) if each[at] != "z"]
    stream = stream_of([" ".join(words)])
    assert len(stream) == len(words)
    assert len(set(stream.keys.tolist())) == len(set(words))


@pytest.mark.parametrize("seed", SEEDS)
def test_gaps_are_those_of_the_slow_version(seed):
    texts = draw_texts(seed)
    stream = stream_of(texts)
    slow, before = [], None
    for text, start, end in zip(stream.text.tolist(), stream.starts.tolist(), stream.ends.tolist(), strict=True):
        if before is None or before[0] != text:
            slow.append(START)
        else:
            between = texts[text][before[1] : start]
            has_mark = any(letter in ",;:()[]\"'/-" or not letter.isascii() for letter in between)
            slow.append(STOP if set(between) & set(".!?\n") else MARK if has_mark else SPACE)
        before = text, end
    assert stream.gaps.tolist() == slow
    assert stream.gaps_behind.tolist() == [*slow[1:], START]
    assert {SPACE, MARK, STOP, START} == set(slow)


@pytest.mark.parametrize("seed", SEEDS)
def test_words_know_their_text_and_their_look(seed):
    texts = draw_texts(seed)
    stream = stream_of(texts)
    words = words_of(texts, stream)
    assert stream.offsets.tolist() == [int((stream.text < number).sum()) for number in range(len(texts) + 1)]
    assert stream.n_bytes.tolist() == [len(word.encode()) for word in words]
    assert stream.is_capital.tolist() == [word[0].isascii() and word[0].isupper() for word in words]
    assert stream.is_number.tolist() == [word[0] in "0123456789" for word in words]
    behind = [texts[text][end : end + 2] for text, end in zip(stream.text, stream.ends, strict=True)]
    assert stream.has_clitic.tolist() == [each == "'s" for each in behind]
    assert "council" in {word for word, each in zip(words, behind, strict=True) if each == "'s"}


@pytest.mark.parametrize("by", [-4, -3, -2, -1, 1, 2, 3, 4])
def test_neighbours_are_of_the_same_text(by):
    for seed in SEEDS:
        stream = stream_of(draw_texts(seed))
        values = np.arange(len(stream)) + 100
        text = stream.text.tolist()
        slow = [
            values[at + by] if 0 <= at + by < len(text) and text[at + by] == text[at] else -1 for at in range(len(text))
        ]
        assert stream.near(values, by, -1).tolist() == slow


def test_a_text_has_the_same_words_alone_and_among_others():
    texts = draw_texts(1)
    stream = stream_of(texts)
    for number, text in enumerate(texts):
        alone, at = stream_of([text]), slice(*stream.offsets[number : number + 2])
        for name in ("keys", "starts", "ends", "gaps", "n_bytes", "is_capital", "is_number", "has_clitic"):
            assert getattr(alone, name).tolist() == getattr(stream, name)[at].tolist()


@pytest.mark.parametrize("texts", [[], [""], ["", " — "]])
def test_texts_without_words(texts):
    stream = stream_of(texts)
    assert (len(stream), len(stream.offsets)) == (0, len(texts) + 1)
    assert len(stream.near(stream.keys, 1, 0)) == 0


def test_nulls_are_refused():
    with pytest.raises(ValueError, match=r"null|None"):
        read_words(pa.array(["a", None]))
