"""Scores of texts, sentences and words, and the spans that look swapped."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.context_features import describe_context
from pipelines.detector.network import Network, probability
from pipelines.detector.segment_features import describe_segments
from pipelines.detector.sentences import (
    WINDOW,
    average_windows,
    sentence_spans,
    sentence_starts,
    text_starts,
    window_starts,
)
from pipelines.detector.text_blocks import block_borders
from pipelines.detector.word_features import Tables, WordFeatures, name_features, read_features
from pipelines.detector.word_stream import SPACE, WordStream
from pipelines.engine.buffers import Ints

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TextSpans:
    """s spans of m texts, in order.

    text          int64 [s]: number of the text
    starts, ends  int64 [s]: half-open, in code points of the text
    scores        float64 [s]: probability that the span is spun, 0 to 1
    """

    text: Ints
    starts: Ints
    ends: Ints
    scores: Floats

    def of(self, text: int) -> "TextSpans":
        """The spans of one text."""
        at = slice(*np.searchsorted(self.text, [text, text + 1]))
        return TextSpans(self.text[at], self.starts[at], self.ends[at], self.scores[at])


NO_INTS = np.zeros(0, np.int64)
NO_SPANS = TextSpans(NO_INTS, NO_INTS, NO_INTS, np.zeros(0))


@dataclass(frozen=True)
class Inspection:
    """Scores of m texts and of what is in them.

    scores     float64 [m]: probability that each text is spun, 0 to 1
    sentences  every sentence with words, with the probability that a word of it was swapped
    words      every word, with the probability that it was swapped
    swaps      runs of words that look swapped: their scores reach the model's threshold for words
    """

    scores: Floats
    sentences: TextSpans
    words: TextSpans
    swaps: TextSpans


@dataclass(frozen=True)
class Detector:
    """A trained detector.

    words       network: features of a word -> log odds that it was swapped, and that its text is spun
    segments    network: features of a sentence or window -> log odds that it is spun
    contexts    network: features of a word and of its text -> log odds that it was swapped
    thresholds  least scores that call something spun: "text_1pct" and "text_5pct" at 1 and 5 % false alarms,
                "sentence_1pct", "sentence_5pct", and "word", at the best F1
    about       what the model was trained on: JSON values
    """

    tables: Tables
    words: Network
    segments: Network
    contexts: Network
    thresholds: dict[str, float]
    about: dict[str, object] = field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the features of a word, in order."""
        return name_features(self.tables)

    def score(self, texts: pa.StringArray) -> Floats:
        """float64 [m]: probability that each text is spun, 0 to 1; 0 for a text without words."""
        blocks = (texts.slice(start, end - start) for start, end in block_borders(texts))
        scores = [self._score_block(read_features(block, self.tables)) for block in blocks]
        return np.concatenate(scores) if scores else np.zeros(0)

    def inspect(self, texts: pa.StringArray) -> Inspection:
        """Score texts, their sentences and their words; raise ValueError for nulls."""
        features = read_features(texts, self.tables)
        outputs, words = self.words.run(features.matrix), features.words
        if not len(words):
            return Inspection(np.zeros(len(texts)), NO_SPANS, NO_SPANS, NO_SPANS)
        starts = sentence_starts(texts, words)
        of_sentences = probability(self.segments.run(describe_segments(features, outputs, starts))[0])
        sentences = TextSpans(words.text[starts], *sentence_spans(texts, words), of_sentences)
        context = describe_context(features, outputs, (starts, text_starts(words)))
        of_words = probability(self.contexts.run(context)[0])
        spans = TextSpans(words.text, words.starts, words.ends, of_words)
        swaps = _join(spans, words, of_words >= self.thresholds["word"])
        return Inspection(self._score_block(features, outputs), sentences, spans, swaps)

    def _score_block(
        self, features: WordFeatures[WordStream], outputs: npt.NDArray[np.float32] | None = None
    ) -> Floats:
        """float64 [m]: the mean log odds of the windows of each text, as a probability."""
        words = features.words
        if not len(words):
            return np.zeros(len(words.offsets) - 1)
        outputs = self.words.run(features.matrix) if outputs is None else outputs
        starts = window_starts(words, WINDOW)
        odds = self.segments.run(describe_segments(features, outputs, starts))[0]
        means, has_words = average_windows(odds, words, starts)
        return np.where(has_words, probability(means), 0)


def _join(spans: TextSpans, words: WordStream, is_odd: npt.NDArray[np.bool_]) -> TextSpans:
    """Join odd words with nothing but white space between them; a run has the score of its oddest word."""
    at = np.flatnonzero(is_odd)
    if not len(at):
        return NO_SPANS
    begins = np.ones(len(at), bool)
    begins[1:] = (at[1:] != at[:-1] + 1) | (words.gaps[at[1:]] != SPACE)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(at)) - 1
    scores = np.maximum.reduceat(spans.scores[at], first)
    return TextSpans(spans.text[at[first]], spans.starts[at[first]], spans.ends[at[last]], scores)
