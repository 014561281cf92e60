"""News of any size with few near-copies: known articles, in which half of the longer words are replaced at random.

The texts are not English that anyone would read, but they have the words, the lengths and the repetition of news.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

WORD = re.compile(r"\b([a-z]{4,})\b")
# Share of these words that is replaced in every copy of an article. Copies of snippets full of names stay near-copies.
SHARE = 0.5


def write_corpus(news: Path, path: Path, n_articles: int, *, seed: int = 7) -> None:
    """Write `n_articles` as JSON lines: the articles of `news` as they are, then copies with replaced words."""
    with news.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pieces = [WORD.split(row["text"]) for row in rows]
    counted = Counter(word for text in pieces for word in text[1::2])
    words = np.array(sorted(word for word, count in counted.items() if count > 2) or sorted(counted), dtype=object)
    rng = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(n_articles):
            copy, index = divmod(number, len(rows))
            text = _replace(pieces[index], words, rng) if copy else rows[index]["text"]
            file.write(json.dumps(_row(rows[index], copy, text), ensure_ascii=False) + "\n")


def _replace(pieces: list[str], words: np.ndarray[Any, Any], rng: np.random.Generator) -> str:
    """Put random words in the place of a share of the odd pieces, which are the words."""
    changed = list(pieces)
    places = np.flatnonzero(rng.random(len(pieces) // 2) < SHARE)
    for place, word in zip(places, words[rng.integers(0, len(words), len(places))], strict=True):
        changed[2 * place + 1] = word
    return "".join(changed)


def _row(row: dict[str, Any], copy: int, text: str) -> dict[str, Any]:
    return row | {"id": f"{row.get('id', '')}-{copy}", "text": text}
