"""Surface features of a text: white space, punctuation, capitals, length and kinds of characters, but never words.

If a model tells clean from spun texts by these alone, the corpus has a shortcut: a model would learn how the texts were
handled, not how they were spun. So the features leave out what spinning itself changes: the number and length of
words, hyphens and apostrophes within words, numbers, and the letters used. Length is counted in sentences, and every
other feature per punctuation mark: counted per word, commas would become rarer where phrases replace words, which alone
would reveal the profile `mixture` with an AUROC of .58.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.corpus.word_hashes import CHUNK_BYTES, text_bytes
from pipelines.quality.pairs.texts import Ints, look_up

Flags = NDArray[np.bool_]
Marks = dict[str, Flags]


class Surroundings(NamedTuple):
    """Bytes of texts, each with its neighbours: uint8 [k] each."""

    before2: NDArray[np.uint8]
    before: NDArray[np.uint8]
    here: NDArray[np.uint8]
    after: NDArray[np.uint8]
    after2: NDArray[np.uint8]


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
# Bytes that may count: all but digits, and letters of no case or lower case.
ODD = ~DIGIT & (~LETTER | UPPER | LATIN | GENERAL)
# Line breaks around each text, so that no feature reaches across a border.
AROUND = 3

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

# The features that are counted, behind the marks that they are divided by: a column of the kernel each, in this order.
COUNTS = ("marks", *FEATURES[:-1])
# The classes of bytes, in the order of their bits in the kernel.
CLASSES = (
    *(SPACE, BREAK, DIGIT, UPPER, LOWER, LETTER, COMMA, STOP, QUOTE, APOSTROPHE),
    *(OTHER_WHITE, OPENING, CLOSING, OTHER, MARK, LATIN, GENERAL),
)
CLASS_BITS = sum(
    (flags.astype(np.uint32) << np.uint32(bit) for bit, flags in enumerate(CLASSES)), np.zeros(256, np.uint32)
)


def measure_surface(texts: pa.Array | pa.ChunkedArray) -> NDArray[np.float32]:
    """float32 [n, len(FEATURES)]: counts per punctuation mark or line break; of sentences, the log of the count."""
    data, borders = text_bytes(texts)
    counts = dict(zip(COUNTS, count_surface(data, borders).T, strict=True))
    # A text is counted with three line breaks behind it, so that no count is divided by a small number of marks.
    for name in ("marks", "line breaks"):
        counts[name] += AROUND
    has_some = np.diff(borders) > 0
    counts["lower case after a line break"][has_some] += LOWER[data[borders[:-1][has_some]]]
    n_marks = 1 + counts["marks"]
    shares = [counts[name] / n_marks for name in FEATURES[:-1]]
    return np.stack([*shares, np.log1p(counts["sentence ends"])], axis=1).astype(np.float32)


def count_surface(data: NDArray[np.uint8], borders: Ints) -> Ints:
    """int64 [n, len(COUNTS)]: counts of marks and features in each of n texts, which are one array of bytes."""
    counts = np.zeros((len(borders) - 1, len(COUNTS)), np.int64)
    if kernels.is_compiled():
        kernels.run("count_surface", len(counts), data, borders, CLASS_BITS, len(COUNTS), counts)
        return counts
    cuts = np.append(np.flatnonzero(np.diff(borders[:-1] // CHUNK_BYTES, prepend=-1)), len(borders) - 1)
    for first, last in pairwise(cuts.tolist()):
        start = borders[first]
        counts[first:last] = _count(data[start : borders[last]], borders[first : last + 1] - start)
    return counts


def _count(data: NDArray[np.uint8], borders: Ints) -> Ints:
    found, texts = _look_around(data, borders)
    marks = _marks(found)
    return np.stack([np.bincount(texts[marks[name]], minlength=len(borders) - 1) for name in COUNTS], axis=1)


def _look_around(data: NDArray[np.uint8], borders: Ints) -> tuple[Surroundings, Ints]:
    """Return the bytes that may count for a feature, one in twelve of a text, and the text of each."""
    is_found = look_up(ODD, data)
    is_plain = ~is_found
    # A space between two plain bytes counts for nothing; the first and last byte of a text have no such neighbours.
    is_found[1:-1] &= ~((data[1:-1] == ord(" ")) & is_plain[:-2] & is_plain[2:])
    first, last = borders[:-1][np.diff(borders) > 0], borders[1:][np.diff(borders) > 0] - 1
    is_found[first], is_found[last] = ODD[data[first]], ODD[data[last]]
    at = np.flatnonzero(is_found)
    texts = np.searchsorted(borders, at, side="right") - 1

    def neighbours(distance: int) -> NDArray[np.uint8]:
        """The bytes at a distance; a text is between line breaks."""
        places = at + distance
        is_inside = (places >= borders[texts]) & (places < borders[texts + 1])
        return np.where(is_inside, data.take(places, mode="clip"), np.uint8(0x0A))

    return Surroundings(neighbours(-2), neighbours(-1), data[at], neighbours(1), neighbours(2)), texts


def _marks(found: Surroundings) -> Marks:
    """A flag for each byte found and each feature: set where the feature is counted."""
    before2, before, here, after, after2 = found
    space = SPACE[here]
    in_word = LETTER[before] & LETTER[after]
    in_number = DIGIT[before] & DIGIT[after]
    after_apostrophe = APOSTROPHE[before] & space & LETTER[after]
    return {
        "marks": (MARK[here] & ~in_word & ~in_number) | BREAK[here],
        "double spaces": space & SPACE[before],
        "spaces at line ends": space & (BREAK[after] | BREAK[before]),
        "other white space": OTHER_WHITE[here],
        "line breaks": BREAK[here],
        "spaces before punctuation": space & CLOSING[after],
        "spaces within brackets": space & OPENING[before],
        "spaces around apostrophes": (space & APOSTROPHE[after] & LETTER[before]) | after_apostrophe,
        "spaces within numbers": space & (COMMA[before] | STOP[before]) & DIGIT[before2] & DIGIT[after],
        "no space after punctuation": (COMMA[here] | STOP[here]) & in_word,
        "straight quotes": QUOTE[here] | (APOSTROPHE[here] & ~in_word),
        "special characters": OTHER[here],
        "signs of Latin-1": LATIN[here],
        "curly quotes and dashes": GENERAL[here],
        "commas": COMMA[here] & ~in_number,
        "sentence ends": STOP[here] & ~in_number,
        "lower case after a sentence end": STOP[here] & SPACE[after] & LOWER[after2],
        "lower case after a line break": BREAK[here] & LOWER[after],
        "capitals within words": UPPER[here] & LOWER[before],
        "capitals": UPPER[here],
    }
