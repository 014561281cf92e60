"""Cut texts into sentences, by punctuation and line breaks."""

import re
from collections.abc import Sequence

import numpy as np

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def cut_sentences(text: str) -> list[str]:
    r"""Return the sentences and lines of a text that have a letter or digit.

    >>> cut_sentences("A heading\n\nOne sentence. Another one? ...")
    ['A heading', 'One sentence.', 'Another one?']
    """
    return [part for part in SENTENCE_END.split(text) if any(character.isalnum() for character in part)]


def cut_like(texts: Sequence[str], models: Sequence[str]) -> list[str]:
    r"""Cut each text to the number of words of one of the models, in turn; a shorter text stays whole.

    >>> cut_like(["a b\n\nc d", "e f g", "h i"], ["x", "x y z"])
    ['a', 'e f g', 'h']
    """
    lengths = [len(model.split()) for model in models] or [0]
    return [first_words(text, lengths[number % len(lengths)]) for number, text in enumerate(texts)]


def draw_like(texts: Sequence[str], models: Sequence[str], seed: int) -> list[str]:
    """Draw texts and cut the same number of them to the length of each model, so that lengths are distributed alike.

    A text is cut to one length at most, and has at least as many words. The number is the greatest that all lengths
    can have; 0 if no text is as long as the longest model. Raises ValueError without models.
    """
    n_words = np.array([len(text.split()) for text in texts], np.int64)
    lengths = sorted((len(model.split()) for model in models), reverse=True)
    # Texts that are long enough for a length are so for all shorter ones: with the longest first, none runs short.
    n_each = min(int((n_words >= length).sum()) // place for place, length in enumerate(lengths, 1))
    free, found = np.random.default_rng(seed).permutation(len(texts)), []
    for length in lengths:
        drawn = free[n_words[free] >= length][:n_each]
        free = free[~np.isin(free, drawn)]
        found += [first_words(texts[number], length) for number in drawn.tolist()]
    return found


def first_words(text: str, n_words: int) -> str:
    """Return the text up to the end of its n-th word, with its white space."""
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    return text[: ends[n_words - 1]] if 0 < n_words < len(ends) else text
