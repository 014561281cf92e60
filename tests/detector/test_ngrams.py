"""Keys of n-grams: equal where the words and borders of the slow version are equal."""

import pytest
from detector.drawn_texts import draw_texts, stream_of

from pipelines.detector.ngrams import read_ngrams
from pipelines.detector.word_stream import MARK, SPACE, START

pytestmark = pytest.mark.usefixtures("either_way")

# Name -> places of its parts, 0 for the word itself.
PARTS = {
    "word": (0,),
    "left": (-1, 0),
    "right": (0, 1),
    "before": (-2, -1, 0),
    "middle": (-1, 0, 1),
    "behind": (0, 1, 2),
    "around": (-1, 1),
    "left_skip": (-2, 0),
    "right_skip": (0, 2),
}
# The end of a text.
END = ("border", START)


def look(words, at, step):
    """The next two parts from a word on: a border that is not white space stands for a word."""
    keys, count = words.keys.tolist(), len(words)
    gaps = words.gaps.tolist() if step < 0 else words.gaps_behind.tolist()

    def part(place):
        return ("border", gaps[place]) if gaps[place] > SPACE else keys[place + step]

    first = part(at)
    if gaps[at] == SPACE:
        return first, part(at + step)
    return first, keys[at + step] if gaps[at] == MARK and 0 <= at + step < count else END


def parts_of(words, at):
    left, right = look(words, at, -1), look(words, at, 1)
    return {-2: left[1], -1: left[0], 0: words.keys.tolist()[at], 1: right[0], 2: right[1]}


@pytest.mark.parametrize("seed", range(3))
def test_keys_are_equal_if_the_parts_are_equal(seed):
    words = stream_of(draw_texts(seed))
    ngrams = read_ngrams(words)
    parts = [parts_of(words, at) for at in range(len(words))]
    for name, places in PARTS.items():
        slow = [tuple(part[place] for place in places) for part in parts]
        keys = getattr(ngrams, name).tolist()
        assert len(set(zip(slow, keys, strict=True))) == len(set(slow)) == len(set(keys)), name


def test_the_same_words_have_one_key_from_either_end():
    ngrams = read_ngrams(stream_of(["one two three"]))
    assert ngrams.left[1:].tolist() == ngrams.right[:-1].tolist()
    assert ngrams.before[2] == ngrams.behind[0]


def test_ngrams_of_a_text_do_not_depend_on_others():
    texts = draw_texts(4)
    words = stream_of(texts)
    ngrams = read_ngrams(words)
    for number, text in enumerate(texts):
        alone, at = read_ngrams(stream_of([text])), slice(*words.offsets[number : number + 2])
        for name in PARTS:
            assert getattr(alone, name).tolist() == getattr(ngrams, name)[at].tolist(), name
