"""Splits a text, as earlier augmenters left it, into words and the gaps between them."""

from typing import NamedTuple

import pyarrow as pa

from pipelines.engine.buffers import view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import token_strings


class Word(NamedTuple):
    """A word of the current text.

    gap         text between the word before and this one
    cell        index of the cell that holds it
    start, end  its span in the cell's current text
    is_open     may change
    """

    text: str
    gap: str
    cell: int
    start: int
    end: int
    is_open: bool


def stretch(words: list[Word], first: int, last: int) -> str:
    """Return the current text from word `first` to word `last`, both included."""
    return words[first].text + "".join(word.gap + word.text for word in words[first + 1 : last + 1])


def split_words(text: str) -> list[str]:
    """Return the tokens of a text as the engine finds them."""
    texts = view_texts(pa.array([text]))
    words: list[str] = token_strings(texts, find_tokens(texts)).to_pylist()
    return words
