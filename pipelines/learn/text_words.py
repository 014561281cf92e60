"""Convert texts to the words that the engine finds, as plain Python values for the aligner."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Ints, view_texts
from pipelines.engine.gaps import describe_gaps, is_linked
from pipelines.engine.masks import is_address, is_contraction, is_hyphenated, is_name, is_number, is_quotation
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words

# The apostrophe of the lexicon, and the characters that texts use for it.
APOSTROPHES = str.maketrans("’ʼ", "''")  # noqa: RUF001 - these are meant


@dataclass(frozen=True)
class TextWords:
    """The n words of one text.

    data          bytes of the text
    starts, ends  byte spans of the words, half-open, without a final 's
    forms         words in lower case, with straight apostrophes and a final 's
    is_linked     a single space separates the word from the next
    is_name       the word has capitals, and not because a sentence begins
    is_fixed      the word is part of an address or a contraction, and never swapped alone
    is_number, is_quoted, is_hyphenated  has a digit; is in a quotation; is part of a hyphenated word
    The last six are bytes [n] of 0 and 1.
    """

    data: bytes
    starts: Sequence[int]
    ends: Sequence[int]
    forms: Sequence[str]
    is_linked: bytes
    is_name: bytes
    is_fixed: bytes
    is_number: bytes
    is_quoted: bytes
    is_hyphenated: bytes

    def __len__(self) -> int:
        return len(self.forms)

    def has_clitic(self, word: int) -> bool:
        """True if 's follows the word."""
        return self.forms[word].endswith("'s")

    def bare(self, word: int) -> str:
        """The form of the word without a final 's, like the units of a lexicon."""
        return self.forms[word].removesuffix("'s")


def read_words(texts: Sequence[str]) -> list[TextWords]:
    """Return the words of each text; all texts are read at once, because the engine works on arrays."""
    array = pa.array(texts, pa.string())
    viewed = view_texts(array)
    tokens = find_tokens(viewed)
    vocabulary = describe_words(viewed, tokens)
    gaps = describe_gaps(viewed, tokens)
    lower = [form.translate(APOSTROPHES) for form in vocabulary.lower.to_pylist()]
    lower += [f"{form}'s" for form in lower]  # equal forms of all texts share one string
    ids = vocabulary.lower_ids[vocabulary.ids] + len(vocabulary.lower) * tokens.has_clitic
    masks = [
        mask.tobytes()
        for mask in (
            is_linked(gaps),
            is_name(tokens, vocabulary, gaps),
            is_contraction(tokens, vocabulary) | is_address(viewed, tokens),
            is_number(vocabulary),
            is_quotation(viewed, tokens),
            is_hyphenated(viewed, tokens),
        )
    ]
    words = []
    for text in range(len(texts)):
        begin, end = viewed.offsets[text : text + 2].tolist()
        own = slice(*tokens.offsets[text : text + 2].tolist())
        words.append(
            TextWords(
                viewed.data[begin:end].tobytes(),
                _pack(tokens.starts[own] - begin),
                _pack(tokens.ends[own] - begin),
                [lower[index] for index in ids[own].tolist()],
                *(mask[own] for mask in masks),
            )
        )
    return words


def _pack(positions: Ints) -> "array[int]":
    return array("i", positions.astype(np.int32).tobytes())
