"""The words of a text as it reads now, and what stands between them."""

from typing import NamedTuple

import pyarrow as pa

from pipelines.engine.buffers import view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import token_strings


class Word(NamedTuple):
    """A word of a text as it reads now.

    gap      what stands between it and the word before
    cell     which cell it is in, and from where to where
    is_open  may change
    """

    text: str
    gap: str
    cell: int
    start: int
    end: int
    is_open: bool


def stretch(words: list[Word], first: int, last: int) -> str:
    """The text from one word to another as it reads now."""
    return words[first].text + "".join(word.gap + word.text for word in words[first + 1 : last + 1])


def split_words(text: str) -> list[str]:
    """The tokens of a text as the engine finds them."""
    texts = view_texts(pa.array([text]))
    words: list[str] = token_strings(texts, find_tokens(texts)).to_pylist()
    return words
