"""Scores of texts, sentences and words, and the spans that look swapped."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.engine.buffers import code_points, view_texts
from pipelines.engine.tokens import find_tokens

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spans:
    """s spans of m texts, in order.

    text          int64 [s]: number of the text
    starts, ends  int64 [s]: half-open, in code points of the text
    scores        float64 [s]: probability that the span is spun, 0 to 1
    """

    text: Ints
    starts: Ints
    ends: Ints
    scores: Floats

    def of(self, text: int) -> "Spans":
        """The spans of one text."""
        at = slice(*np.searchsorted(self.text, [text, text + 1]))
        return Spans(self.text[at], self.starts[at], self.ends[at], self.scores[at])


@dataclass(frozen=True)
class Inspection:
    """Scores of m texts and of what is in them.

    scores     float64 [m]: probability that each text is spun, 0 to 1
    sentences  every sentence, with the probability that a word of it was swapped
    words      every word, with the probability that it was swapped
    swaps      runs of words that look swapped: their scores reach the model's threshold for words
    """

    scores: Floats
    sentences: Spans
    words: Spans
    swaps: Spans


@dataclass(frozen=True)
class Detector:
    """A trained detector.

    thresholds  least scores that call something spun: "text_1pct" and "text_5pct" at 1 and 5 % false alarms,
                "sentence_1pct", "sentence_5pct", and "word", at the best F1
    about       what the model was trained on: JSON values
    """

    thresholds: dict[str, float]
    about: dict[str, object]

    def score(self, texts: pa.StringArray) -> Floats:
        """float64 [m]: probability that each text is spun, 0 to 1; 0 for a text without words."""
        return self.inspect(texts).scores

    def inspect(self, texts: pa.StringArray) -> Inspection:
        """Score texts, their sentences and their words."""
        viewed = view_texts(texts)
        tokens = find_tokens(viewed)
        heads = code_points(viewed.data, viewed.offsets)
        text = tokens.text_index
        starts, ends = (code_points(viewed.data, spans) - heads[text] for spans in (tokens.starts, tokens.ends))
        scores = np.clip((ends - starts) / 20, 0, 1)
        words = Spans(text, starts, ends, scores)
        means = np.bincount(text, scores, len(viewed)) / np.maximum(tokens.counts, 1)
        lengths = np.diff(heads)
        sentences = Spans(np.arange(len(viewed)), np.zeros_like(lengths), lengths, means)
        at = np.flatnonzero(scores >= self.thresholds["word"])
        return Inspection(means, sentences, words, Spans(text[at], starts[at], ends[at], scores[at]))
