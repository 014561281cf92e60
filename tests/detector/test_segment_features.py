"""Features of sentences and windows, and of words in their context: properties that hold for any list of features."""

import numpy as np
import pytest
from detector.drawn_texts import draw_texts, stream_of

from pipelines.detector import context_features, segment_features
from pipelines.detector.context_features import describe_context
from pipelines.detector.segment_features import describe_segments
from pipelines.detector.sentences import text_starts, window_starts
from pipelines.detector.word_features import WordFeatures

NAMES = tuple(sorted({*segment_features.MEANS, *segment_features.NEVER_SEEN, *context_features.OWN}))


def drawn(texts, seed=0):
    """Features and outputs that are drawn for each word from its text and place alone."""
    words = stream_of(texts)
    places = np.arange(len(words)) - words.offsets[words.text]
    seeds = zip(words.text.tolist(), places.tolist(), strict=True)
    rows = [np.random.default_rng([seed, *each]).normal(0, 3, len(NAMES) + 2) for each in seeds]
    values = np.array(rows, np.float32).reshape(len(words), len(NAMES) + 2).T
    return WordFeatures(words, NAMES, values[2:].copy()), values[:2].copy()


def part(features, outputs, at):
    """The features and outputs of the words of one text, as if it stood alone."""
    words, start, end = features.words, *at
    alone = stream_of([TEXTS[words.text[start]]])
    return WordFeatures(alone, NAMES, features.matrix[:, start:end].copy()), outputs[:, start:end].copy()


TEXTS = draw_texts(6)
FEATURES, OUTPUTS = drawn(TEXTS)


@pytest.mark.parametrize("most", [1, 4, 150])
def test_a_segment_is_described_by_its_own_words(most):
    starts = window_starts(FEATURES.words, most)
    found = describe_segments(FEATURES, OUTPUTS, starts)
    assert (found.dtype, found.shape[1]) == (np.float32, len(starts))
    ends = [*starts[1:], len(FEATURES.words)]
    for column, (start, end) in enumerate(zip(starts, ends, strict=True)):
        own = WordFeatures(FEATURES.words, NAMES, FEATURES.matrix[:, start:end])
        alone = describe_segments(own, OUTPUTS[:, start:end], np.array([0]))
        assert alone[:, 0].tolist() == found[:, column].tolist()


def test_the_order_of_words_in_a_segment_does_not_matter():
    order = np.random.default_rng(1).permutation(len(FEATURES.words))
    turned = WordFeatures(FEATURES.words, NAMES, FEATURES.matrix[:, order])
    found = [
        describe_segments(features, outputs, np.array([0]))[:, 0]
        for features, outputs in ((FEATURES, OUTPUTS), (turned, OUTPUTS[:, order]))
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-5, abs=1e-6)


def test_a_word_is_described_by_its_own_text():
    starts = text_starts(FEATURES.words)
    found = describe_context(FEATURES, OUTPUTS, (starts, starts))
    assert (found.dtype, found.shape[1]) == (np.float32, len(FEATURES.words))
    for start, end in zip(starts, [*starts[1:], len(FEATURES.words)], strict=True):
        if end - start < len(context_features.NEAR) // 2:
            continue  # see test_detector.py: two words in all are an error
        features, outputs = part(FEATURES, OUTPUTS, (start, end))
        alone = describe_context(features, outputs, (np.array([0]), np.array([0])))
        assert alone.tolist() == found[:, start:end].tolist()
