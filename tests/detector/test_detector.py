"""A trained detector: its scores and spans, alone and among other texts; what it learns, and its bytes."""

import random

import numpy as np
import pyarrow as pa
import pytest
from pairs import make_pairs

from pipelines.detector.model_file import save_detector
from pipelines.detector.train import train_detector
from pipelines.errors import InputError
from pipelines.workers import start_jobs

pytest.importorskip("threadpoolctl")
pytest.importorskip("scipy")

WORDS = [
    "the", "new", "old", "bridge", "river", "council", "town", "plan", "money", "people",
    "road", "school", "winter", "summer", "voted", "agreed", "spoke",
]  # fmt: skip
SWAPS = {"bridge": "overpass", "council": "authorities", "money": "cash", "people": "individuals", "road": "avenue"}


def draw_pairs(n, seed):
    draw = random.Random(seed)  # noqa: S311 - no secret
    texts = [" ".join(" ".join(draw.choices(WORDS, k=9)).capitalize() + "." for _ in range(6)) for _ in range(n)]
    return make_pairs(texts, SWAPS, group_id=[f"g{number}" for number in range(n)])


@pytest.fixture(scope="module")
def detector():
    return train_detector(draw_pairs(200, 1), seed=4, about={"dataset": "drawn"})


@pytest.fixture(scope="module")
def others():
    return draw_pairs(60, 2)


TEXTS = [
    "",
    "The council voted.",
    "  \n",
    "—",
    "People spoke. The overpass, é 📈 cash!",
    "x" * 5_000,
    "The new plan. " * 400,
]


def test_swapped_words_and_spun_texts_are_found(detector, others):
    clean, spun = (detector.score(others[side].combine_chunks()) for side in ("clean", "spun"))
    assert np.mean(spun[:, None] > clean) > 0.97
    found = detector.inspect(others["spun"].combine_chunks())
    texts = others["spun"].to_pylist()
    swapped = np.array(
        [
            texts[text][start:end].lower() in SWAPS.values()
            for text, start, end in zip(found.words.text, found.words.starts, found.words.ends, strict=True)
        ]
    )
    called = found.words.scores >= detector.thresholds["word"]
    assert 2 * np.sum(called & swapped) / (called.sum() + swapped.sum()) > 0.9


def test_a_text_has_the_same_score_alone_and_among_others_in_any_order(detector, others):
    texts = [*TEXTS, *others["spun"].to_pylist()[:20]]
    scores = detector.score(pa.array(texts))
    assert [detector.score(pa.array([text]))[0] for text in texts] == scores.tolist()
    assert detector.score(pa.array(texts[::-1])).tolist() == scores[::-1].tolist()
    assert detector.inspect(pa.array(texts)).scores.tolist() == scores.tolist()


def test_what_is_seen_in_a_text_does_not_depend_on_others(detector, others):
    texts = [*TEXTS, *others["spun"].to_pylist()[:10]]
    among = detector.inspect(pa.array(texts))
    for number, text in enumerate(texts):
        alone = detector.inspect(pa.array([text]))
        for name in ("sentences", "words", "swaps"):
            found, own = getattr(among, name).of(number), getattr(alone, name)
            for column in ("starts", "ends", "scores"):
                assert getattr(found, column).tolist() == getattr(own, column).tolist(), (name, column)


def test_texts_without_words_have_the_score_zero(detector):
    scores = detector.score(pa.array(TEXTS))
    assert (scores == 0).tolist() == [not any(map(str.isalnum, text)) for text in TEXTS]
    assert detector.score(pa.array([], pa.string())).shape == (0,)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_spans_lie_in_their_texts_in_order(detector, others):
    texts = [*TEXTS, *others["spun"].to_pylist()[:20]]
    found = detector.inspect(pa.array(texts))
    for spans in (found.sentences, found.words, found.swaps):
        for number, text in enumerate(texts):
            own = spans.of(number)
            ends = own.ends.tolist()
            assert all(
                0 <= before <= start < end <= len(text)
                for before, start, end in zip([0, *ends], own.starts.tolist(), ends, strict=False)
            )
    odd = found.words.scores >= detector.thresholds["word"]
    starts = set(zip(found.words.text[odd], found.words.starts[odd], strict=True))
    assert set(zip(found.swaps.text, found.swaps.starts, strict=True)) <= starts


def test_two_words_are_inspected(detector):
    assert len(detector.inspect(pa.array(["Two words"])).words.text) == 2


def bytes_of(detector, folder):
    save_detector(detector, folder / "model.npz")
    return (folder / "model.npz").read_bytes()


@pytest.mark.slow
def test_the_same_pairs_and_seed_give_the_same_bytes_whatever_the_workers(tmp_path):
    pairs = draw_pairs(60, 3)
    first, other = (bytes_of(train_detector(pairs, seed=seed), tmp_path) for seed in (1, 2))
    with start_jobs(2) as jobs:
        second = bytes_of(train_detector(pairs, seed=1, jobs=jobs), tmp_path)
    assert first == second != other


def test_progress_rises_to_the_end_and_few_pairs_are_refused():
    told = []
    train_detector(draw_pairs(30, 5), tick=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    with pytest.raises(InputError, match="at least 20 pairs"):
        train_detector(draw_pairs(19, 5))
