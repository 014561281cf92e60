"""Surface features of a text: white space, punctuation, capitals, length and kinds of characters, but never words.

If a model tells clean from spun texts by these alone, the corpus has a shortcut: a model would learn how the texts were
handled, not how they were spun. So the features leave out what spinning itself changes: the number and length of
words, hyphens and apostrophes within words, numbers, and the letters used. Length is counted in sentences, and every
other feature per punctuation mark: counted per word, commas would become rarer where phrases replace words, which alone
would reveal the profile `mixture` with an AUROC of .58.
"""

from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.quality.corpus.word_hashes import CHUNK_BYTES, text_bytes
from pipelines.quality.pairs.texts import Ints

Flags = NDArray[np.bool_]
Classes = dict[str, Flags]


def _bytes(characters: bytes) -> Flags:
    return np.isin(np.arange(256), list(characters))


SPACE, BREAK, DIGIT = _bytes(b" "), _bytes(b"\n"), _bytes(b"0123456789")
UPPER, LOWER = _bytes(bytes(range(0x41, 0x5B))), _bytes(bytes(range(0x61, 0x7B)))
LETTER = UPPER | LOWER | (np.arange(256) >= 0x80)
COMMA, STOP, QUOTE, APOSTROPHE = _bytes(b","), _bytes(b".!?"), _bytes(b'"'), _bytes(b"'")
OTHER_WHITE = _bytes(b"\t\r\x0b\x0c")
OPENING, CLOSING, OTHER = _bytes(b"([{"), _bytes(b")]},;:.!?%"), _bytes(b"#$&*+/<=>@\\^_`|~")
MARK = _bytes(b"!\"'()+,./:;<=>?[]{}")
# First bytes of UTF-8 characters: U+0080 to U+00BF (signs of Latin-1), U+2000 to U+2FFF (curly quotes, dashes).
LATIN, GENERAL = _bytes(b"\xc2"), _bytes(b"\xe2")

FEATURES = (
    "double spaces",
    "spaces at line ends",
    "other white space",
    "line breaks",
    "spaces before punctuation",
    "spaces within brackets",
    "spaces around apostrophes",
    "spaces within numbers",
    "no space after punctuation",
    "straight quotes",
    "special characters",
    "signs of Latin-1",
    "curly quotes and dashes",
    "commas",
    "sentence ends",
    "lower case after a sentence end",
    "lower case after a line break",
    "capitals within words",
    "capitals",
    "sentences",
)


def measure_surface(texts: pa.Array | pa.ChunkedArray) -> NDArray[np.float32]:
    """float32 [n, len(FEATURES)]: counts per punctuation mark or line break; of sentences, the log of the count."""
    data, borders = text_bytes(texts)
    features = np.empty((len(borders) - 1, len(FEATURES)), np.float32)
    cuts = np.append(np.flatnonzero(np.diff(borders[:-1] // CHUNK_BYTES, prepend=-1)), len(borders) - 1)
    for first, last in pairwise(cuts.tolist()):
        start = borders[first]
        features[first:last] = _measure(data[start : borders[last]], borders[first : last + 1] - start)
    return features


def _measure(data: NDArray[np.uint8], borders: Ints) -> NDArray[np.float32]:
    lengths = np.diff(borders)
    # Three line breaks before, between and after the texts, so that no feature reaches across a border.
    spread = np.full(len(data) + 3 * (len(lengths) + 1), 0x0A, np.uint8)
    places = np.arange(len(data)) + 3 * np.repeat(np.arange(1, len(lengths) + 1), lengths)
    spread[places] = data
    flags, around = _marks(spread), 3 * np.arange(1, len(borders) + 1)
    counts = {name: _count(flag, borders, around) for name, flag in flags.items()}
    n_marks = 1 + counts["marks"]
    shares = [counts[name] / n_marks for name in FEATURES[:-1]]
    return np.stack([*shares, np.log1p(counts["sentence ends"])], axis=1).astype(np.float32)


def _count(flags: Flags, borders: Ints, around: Ints) -> Ints:
    """Flags set in each text; `around` is the number of line breaks inserted before each border."""
    return np.diff(np.searchsorted(np.flatnonzero(flags), borders + around))


def _marks(data: NDArray[np.uint8]) -> Classes:
    """A flag for each byte and feature: set where the feature is counted."""
    before, before2, after = np.roll(data, 1), np.roll(data, 2), np.roll(data, -1)
    space, lower = SPACE[data], LOWER[data]
    in_word = LETTER[before] & LETTER[after]
    in_number = DIGIT[before] & DIGIT[after]
    after_apostrophe = APOSTROPHE[before] & space & LETTER[after]
    return {
        "marks": (MARK[data] & ~in_word & ~in_number) | BREAK[data],
        "double spaces": space & SPACE[before],
        "spaces at line ends": space & (BREAK[after] | BREAK[before]),
        "other white space": OTHER_WHITE[data],
        "line breaks": BREAK[data],
        "spaces before punctuation": space & CLOSING[after],
        "spaces within brackets": space & OPENING[before],
        "spaces around apostrophes": (space & APOSTROPHE[after] & LETTER[before]) | after_apostrophe,
        "spaces within numbers": space & (COMMA[before] | STOP[before]) & DIGIT[before2] & DIGIT[after],
        "no space after punctuation": LETTER[data] & (COMMA[before] | STOP[before]) & LETTER[before2],
        "straight quotes": QUOTE[data] | (APOSTROPHE[data] & ~in_word),
        "special characters": OTHER[data],
        "signs of Latin-1": LATIN[data],
        "curly quotes and dashes": GENERAL[data],
        "commas": COMMA[data] & ~in_number,
        "sentence ends": STOP[data] & ~in_number,
        "lower case after a sentence end": lower & SPACE[before] & STOP[before2],
        "lower case after a line break": lower & BREAK[before],
        "capitals within words": UPPER[data] & LOWER[before],
        "capitals": UPPER[data],
    }
