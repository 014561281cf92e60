"""A scored text with its swapped spans marked.

They have the mark of a replacement in `spindle spin`, {+new+}, and its colour on a terminal. Sentences that look spun
have two stars, and those that may be spun have one. Elsewhere than on a terminal, each sentence is one line, uncut.
"""

import math
import re
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli import terminal
from pipelines.cli.marked import KEPT, PICTURES, REPLACEMENT, STYLES, in_colour, in_marks
from pipelines.detector.detector import Detector
from pipelines.scoring.read import FEW_WORDS, MarkedSentence, ScoredSpan, ScoredText, describe, mark_sentences

# Mark beside a sentence whose score reaches a threshold.
STARS = {"sentence_1pct": "**", "sentence_5pct": "*"}
# Digits of a score near 0 or 1, at most.
MOST_DIGITS = 9
# Columns of scores and stars, with the spaces behind them.
MARGIN = 8


def to_json(name: str, scored: ScoredText, detector: Detector) -> dict[str, Any]:
    """All that is known about a text, for programs; spans are half-open, in code points."""
    return {
        "name": name,
        "score": round(scored.score, 6),
        "verdict": describe(scored.score, detector.thresholds)[0],
        "n_words": scored.n_words,
        "sentences": [_span_json(span) for span in scored.sentences],
        "swaps": [_span_json(span) for span in scored.swaps],
        "thresholds": detector.thresholds,
    }


def _span_json(span: ScoredSpan) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "score": round(span.score, 6), "text": span.text}


def print_scored(console: Console, name: str, text: str, scored: ScoredText, detector: Detector) -> None:
    """Print the verdict on a text, and its sentences with their scores."""
    verdict, meaning = describe(scored.score, detector.thresholds)
    heading = f"{name.translate(PICTURES)}: {verdict}" if name else verdict.capitalize()
    console.print(heading, style="bold", soft_wrap=True)
    facts = [
        f"score {show_score(scored.score)}. {meaning}",
        f"A text looks spun from {show_score(detector.thresholds['text_1pct'])} on: 1 % of clean texts reach that.",
        count_findings(scored, detector),
    ]
    if scored.n_words < FEW_WORDS:
        facts.append(f"The text has only {scored.n_words:,} words: below {FEW_WORDS}, scores say little.")
    for line in facts:
        console.print(line, soft_wrap=not console.is_terminal)
    console.print()
    for sentence in mark_sentences(text, scored):
        if sentence.n_breaks > 1:
            console.print()
        _print_sentence(console, sentence, _stars(sentence.score, detector))


def show_score(score: float) -> str:
    """Format a score from 0 to 1: two digits, or as many as tell it from 0 and 1.

    >>> [show_score(score) for score in (0, 0.00157, 0.012, 0.5, 0.9962, 1)]
    ['0.00', '0.0016', '0.01', '0.50', '0.9962', '1.00']
    """
    rest = min(score, 1 - score)
    n_digits = 2 if rest <= 0 or rest >= 0.01 else min(MOST_DIGITS, 1 - math.floor(math.log10(rest)))
    return f"{score:.{n_digits}f}"


def count_findings(scored: ScoredText, detector: Detector) -> str:
    """Count the sentences and spans that look spun."""
    at = detector.thresholds["sentence_1pct"]
    n_spun = sum(sentence.score >= at for sentence in scored.sentences)
    n_swaps = len(scored.swaps)
    swaps = "1 span looks" if n_swaps == 1 else f"{n_swaps:,} spans look"
    return f"{n_spun:,} of {len(scored.sentences):,} sentences look spun (**), and {swaps} swapped."


def _stars(score: float, detector: Detector) -> str:
    return next((stars for name, stars in STARS.items() if score >= detector.thresholds[name]), "")


def _print_sentence(console: Console, sentence: MarkedSentence, stars: str) -> None:
    pieces = [
        (KEPT if score is None else REPLACEMENT, re.sub(r"\s*\n\s*", " ", piece)) for piece, score in sentence.pieces
    ]
    score = f"{sentence.score:.2f}"
    if not console.is_terminal:
        mark = in_colour if terminal.has_colour(console) else in_marks
        terminal.write(f"{score} {stars:<2} {''.join(mark(kind, piece) for kind, piece in pieces)}\n")
        return
    row = Table.grid(padding=(0, 1))
    row.add_column(width=4)
    row.add_column(width=2)
    row.add_column(overflow="fold", max_width=max(20, console.width - MARGIN))
    marked = Text.assemble(*((in_marks(kind, piece.translate(PICTURES)), STYLES[kind]) for kind, piece in pieces))
    row.add_row(score, Text(stars, style="bold"), marked)
    console.print(row)
