"""One text with its score, its sentences and the spans that look swapped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipelines.detector.detector import Detector, TextSpans

# Below this number of words a score says little: the thresholds are those of whole articles.
FEW_WORDS = 50


@dataclass(frozen=True)
class ScoredSpan:
    """A part of a text.

    start, end  half-open, in code points of the text
    text        its characters
    score       probability that it is spun, 0 to 1
    """

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True)
class ScoredText:
    """A text as a detector reads it.

    score      probability that the text is spun, 0 to 1
    n_words    number of its words
    sentences  all sentences, in order
    swaps      runs of words that look swapped, in order
    """

    score: float
    n_words: int
    sentences: list[ScoredSpan]
    swaps: list[ScoredSpan]


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence to show.

    score         probability that it is spun, 0 to 1
    pieces        (text, score of the swap or None) in order; together the sentence, without white space around it
    n_breaks      line breaks before it
    """

    score: float
    pieces: list[tuple[str, float | None]]
    n_breaks: int


def read_text(detector: Detector, text: str) -> ScoredText:
    """Score a text, its sentences and its words."""
    found = detector.inspect(pa.array([text], pa.string()))
    return ScoredText(
        float(found.scores[0]), len(found.words.text), _cut(text, found.sentences), _cut(text, found.swaps)
    )


def _cut(text: str, spans: TextSpans) -> list[ScoredSpan]:
    columns = (spans.starts.tolist(), spans.ends.tolist(), spans.scores.tolist())
    return [ScoredSpan(start, end, text[start:end], score) for start, end, score in zip(*columns, strict=True)]


def mark_sentences(text: str, scored: ScoredText) -> Iterator[MarkedSentence]:
    """Yield the sentences to show: every character of the text but white space is in one of them."""
    starts = [0, *(sentence.start for sentence in scored.sentences[1:]), len(text)]
    end_before = 0
    for sentence, start, end in zip(scored.sentences, starts, starts[1:], strict=False):
        whole = text[start:end]
        shown = start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip())
        if shown[0] < shown[1]:
            pieces = list(_pieces(text, *shown, scored.swaps))
            yield MarkedSentence(sentence.score, pieces, text.count("\n", end_before, shown[0]))
            end_before = shown[1]


def _pieces(text: str, start: int, end: int, swaps: list[ScoredSpan]) -> Iterator[tuple[str, float | None]]:
    at = start
    for swap in swaps:
        first, last = max(at, swap.start), min(end, swap.end)
        if first < last:
            if at < first:
                yield text[at:first], None
            yield text[first:last], swap.score
            at = last
    if at < end:
        yield text[at:end], None


def describe(score: float, thresholds: Mapping[str, float]) -> tuple[str, str]:
    """Return the verdict on a text, and its meaning in a sentence.

    >>> describe(0.8, {"text_1pct": 0.7, "text_5pct": 0.5})
    ('looks spun', 'Of 100 clean texts, at most 1 scores this high.')
    >>> describe(0.6, {"text_1pct": 0.7, "text_5pct": 0.5})
    ('may be spun', 'Of 100 clean texts, up to 5 score this high.')
    """
    if score >= thresholds["text_1pct"]:
        return "looks spun", "Of 100 clean texts, at most 1 scores this high."
    if score >= thresholds["text_5pct"]:
        return "may be spun", "Of 100 clean texts, up to 5 score this high."
    return "does not look spun", "Of 100 clean texts, more than 5 score this high."
