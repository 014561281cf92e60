"""Vectors of words: whom they are for, what they tell, and that they are the same again."""

import random
from collections import Counter
from dataclasses import fields

import numpy as np
import pytest
from detector.drawn_texts import stream_of

from pipelines.detector.embeddings import MIN_COUNT, learn_embeddings

pytestmark = pytest.mark.usefixtures("either_way")

pytest.importorskip("scipy")

NOUNS = [f"noun{chr(97 + n)}" for n in range(20)]
VERBS = [f"verb{chr(97 + n)}" for n in range(20)]
RARE = [f"rare{chr(97 + n)}" for n in range(20)]


def draw_sentences(n, seed=1):
    """Sentences of a noun, its own verb, and others; words in "rare" stand in one sentence each."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    others = [f"filler{chr(97 + n)}" for n in range(26)]
    for number in range(n):
        kind = draw.randrange(20)
        rare = f" {RARE[number]}" if number < len(RARE) else ""
        before, behind = (" ".join(draw.choices(others, k=k)) for k in (3, 2))
        yield f"{before} {NOUNS[kind]} {VERBS[kind]} {behind}{rare}."


WORDS = stream_of(list(draw_sentences(3_000)))
LEARNED = learn_embeddings(WORDS)


def test_frequent_words_have_a_vector_and_others_have_none():
    counts = Counter(WORDS.keys.tolist())
    numbers = LEARNED.numbers(WORDS.keys)
    assert (numbers > 0).tolist() == [counts[key] >= MIN_COUNT for key in WORDS.keys.tolist()]
    assert len(set(zip(numbers[numbers > 0].tolist(), WORDS.keys[numbers > 0].tolist(), strict=True))) == 66
    assert LEARNED.numbers(stream_of(["unknown words"]).keys).tolist() == [0, 0]


def test_words_that_stand_together_are_associated():
    together = stream_of([f"{noun} {verb}" for noun, verb in zip(NOUNS, VERBS, strict=True)])
    apart = stream_of([f"{noun} {verb}" for noun, verb in zip(NOUNS, VERBS[1:] + VERBS[:1], strict=True)])
    pairs = [LEARNED.columns(words)["pair"][1::2] for words in (together, apart)]
    # All pairs are as frequent, so 16 dimensions hold some of them and not the others.
    assert np.mean(pairs[0][:, None] > pairs[1]) > 0.85
    assert LEARNED.columns(together)["pair"][::2] == pytest.approx(np.zeros(20), abs=1e-6)


def test_columns_of_a_text_do_not_depend_on_others():
    texts = ["", *draw_sentences(40, seed=2), "nouna", " — ", "Verba. Nouna, verba fillera"]
    words = stream_of(texts)
    among = LEARNED.columns(words)
    for number, text in enumerate(texts):
        at = slice(*words.offsets[number : number + 2])
        for name, column in LEARNED.columns(stream_of([text])).items():
            assert column == pytest.approx(among[name][at], abs=1e-6), name
            assert column.dtype == np.float32


def test_the_same_words_give_the_same_bytes():
    again = learn_embeddings(WORDS)
    for field in fields(LEARNED):
        if field.name != "topic":
            assert getattr(again, field.name).tobytes() == getattr(LEARNED, field.name).tobytes()


def test_topics_of_few_different_words_are_the_same_again():
    again = learn_embeddings(WORDS)
    assert again.topic.tobytes() == LEARNED.topic.tobytes()


@pytest.mark.parametrize("texts", [[""], ["Few words here."], [" ".join(NOUNS) + "."] * 6])
def test_a_small_vocabulary_has_no_vectors(texts):
    words = stream_of(texts)
    columns = learn_embeddings(words).columns(words)
    assert not columns["pair"].any()
    assert {len(column) for column in columns.values()} == {len(words)}
