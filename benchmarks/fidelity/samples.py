"""Read the real pairs, divide them into folds, and read clean sentences of news to spin."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.errors import InputError
from pipelines.sources.sample import fetch_sample

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PAIRS = SHARED / "spinners" / "real_pairs.jsonl"
SEED_SWAPS = SHARED / "spinners" / "seed_swaps.jsonl"
SEED_TEXT = SHARED / "spinners" / "seed.txt"
NEWS = SHARED / "news" / "clean_news.jsonl"
SAMPLE_NEWS = ROOT / ".cache" / "sample" / "lee_background.jsonl"

N_FOLDS = 5
SEED = 20210510
# Least and greatest number of words of a sentence: most samples are sentences, and other lengths are rarely one.
SENTENCE_WORDS = (10, 45)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Row:
    """A real pair: a text and its spun form by a spinner of the family."""

    original: str
    spun: str
    family: str


def read_rows(path: Path) -> list[Row]:
    """Return the rows {original, spun, family} of a file of JSON lines.

    Raises InputError for a missing file and for a line that is not such a row.
    """
    if not path.is_file():
        raise InputError(
            f"expected real pairs at {path}, found no such file: pass your own with --pairs FILE, "
            'JSON lines {"original": ..., "spun": ..., "family": ...}'
        )
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append(Row(row["original"], row["spun"], row.get("family") or "one family"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f'expected {{"original": ..., "spun": ...}} in line {number} of {path}, got {line[:80]!r}'
            ) from error
    return rows


def families_of(rows: Sequence[Row]) -> list[str]:
    """Return the families in descending order of their number of rows."""
    names = [row.family for row in rows]
    return sorted(set(names), key=lambda name: (-names.count(name), name))


def draw_folds(rows: Sequence[Row], n_folds: int = N_FOLDS, seed: int = SEED) -> list[int]:
    """Return the fold of each row, 0 to n_folds - 1; each family is spread evenly over the folds.

    >>> rows = [Row(str(i), "", "a" if i < 6 else "b") for i in range(9)]
    >>> sorted(draw_folds(rows, n_folds=3)[:6])
    [0, 0, 1, 1, 2, 2]
    """
    generator = np.random.default_rng(seed)
    members: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        members[row.family].append(number)
    folds = [0] * len(rows)
    for family in sorted(members):
        for place, number in enumerate(generator.permutation(members[family]).tolist()):
            folds[number] = place % n_folds
    return folds


def read_sentences(n: int, seed: int = SEED) -> tuple[list[str], str]:
    """Return at most n distinct sentences of news in random order, and the name of their file."""
    news = NEWS if NEWS.is_file() else SAMPLE_NEWS
    if news == SAMPLE_NEWS:
        fetch_sample(SAMPLE_NEWS)
    with news.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    low, high = SENTENCE_WORDS
    sentences = {
        sentence: None
        for text in texts
        for sentence in SENTENCE_END.split(text)
        if low <= len(sentence.split()) <= high
    }
    every = list(sentences)
    order = np.random.default_rng(seed).permutation(len(every))[:n]
    return [every[number] for number in order], news.name
