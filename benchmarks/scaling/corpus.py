"""News of any size with few near-copies: known articles, in which most of the longer words are replaced at random.

The texts are not English that anyone would read, but they have the words, the lengths and the repetition of news: each
word comes as often as there, and a capital stays one.
"""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

WORD = re.compile(r"\b([A-Z]?[a-z]{3,})\b")
# Share of these words that is replaced in every copy of an article.
SHARE = 0.8

Words = np.ndarray[Any, np.dtype[np.object_]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def write_corpus(news: Path, path: Path, n_articles: int, *, seed: int = 7) -> None:
    """Write `n_articles` as JSON lines: the articles of `news` as they are, then copies with replaced words."""
    with news.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pieces = [WORD.split(row["text"]) for row in rows]
    words = [np.array(text[1::2], dtype=object) for text in pieces]
    is_name = [np.array([word[0].isupper() for word in some], bool) for some in words]
    found, names = np.concatenate(words), np.concatenate(is_name)
    drawn_from = found[~names], found[names]
    rng = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(n_articles):
            copy, index = divmod(number, len(rows))
            text = rows[index]["text"]
            if copy:
                changed = list(pieces[index])
                changed[1::2] = _replace(words[index], is_name[index], drawn_from, rng).tolist()
                text = "".join(changed)
            file.write(json.dumps(_row(rows[index], copy, text), ensure_ascii=False) + "\n")


def _replace(words: Words, is_name: Flags, drawn_from: tuple[Words, Words], rng: np.random.Generator) -> Words:
    """Put random words in the place of a share of the words of an article.

    drawn_from  words in lower case and words with a capital, each as often as it occurs
    """
    drawn = rng.random(len(words))
    lower, names = (some[(drawn * len(some)).astype(np.int64)] if len(some) else words for some in drawn_from)
    return np.where(rng.random(len(words)) < SHARE, np.where(is_name, names, lower), words)


def _row(row: dict[str, Any], copy: int, text: str) -> dict[str, Any]:
    return row | {"id": f"{row.get('id', '')}-{copy}", "text": text}
