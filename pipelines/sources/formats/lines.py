"""JSON lines: they stay text, so that a broken line costs one row; `ingest_articles` parses them."""

import codecs
import io
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import IngestArticles
from pipelines.sources.formats.json_shape import FIRST_LINES
from pipelines.sources.formats.json_tables import check_articles
from pipelines.sources.raw.columns import check_first_lines, number_places, to_raw
from pipelines.sources.raw.files import MAX_ROW_BYTES, UTF8, InputFile, open_bytes
from pipelines.strings.buffers import cut_bytes

FORMATS = {".jsonl": "lines", ".ndjson": "lines", ".jl": "lines", ".jsonlines": "lines"}
# Bytes or characters to read at once.
BLOCK_SIZE = 1 << 20
# Half of a surrogate pair, which no decoder lets through: stands for bytes that are invalid in the encoding, where
# lines that have some are told from lines in which somebody wrote U+FFFD.
INVALID = "\udcff"
INVALID_BYTES = INVALID.encode("utf-8", "surrogatepass")
# Name of the handler of errors that puts it there.
MARKING = "spindle_marks_invalid"
codecs.register_error(MARKING, lambda error: (INVALID, error.end))  # type: ignore[attr-defined]


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row a line, without blank lines."""
    n_before = 0
    for lines in read_lines(file):
        if not n_before:
            first = [line for line in lines.slice(0, FIRST_LINES).to_pylist() if line.strip()]
            check_first_lines(first, file.name)
            # Blocks have a megabyte, so one line is the only one, or very long.
            check_articles(first, file.name, settings)
        rows = to_raw({"line": lines}, number_places(f"{file.name} line", n_before, len(lines)))
        is_filled = pc.match_substring_regex(lines, r"\S")
        yield rows if pc.all(is_filled).as_py() else rows.filter(is_filled)
        n_before += len(lines)


def read_lines(file: InputFile, *, strict: bool = False) -> Iterator[pa.StringArray]:
    r"""Yield many whole lines at a time; of a line that is too long, only as much as makes it too long.

    A line ends with "\n", "\r\n" or "\r".
    strict  lines with bytes that are invalid in the encoding are null; else such bytes become U+FFFD
    """
    with open_bytes(file) as stream:
        left, encoding = b"", file.encoding
        if encoding == UTF8:
            left, is_begun = yield from _read_plain(stream)
            encoding = "utf-8" if is_begun else UTF8
        rest = io.BufferedReader(_Joined(left, stream))
        with io.TextIOWrapper(rest, encoding=encoding, errors=MARKING if strict else "replace") as text:
            yield from _read_text(text)


def _read_plain(stream: BinaryIO) -> Generator[pa.StringArray, None, tuple[bytes, bool]]:
    r"""Yield lines while they are valid UTF-8, end with "\n" and are not too long: in half the time of decoding them.

    Return the bytes that were read and not yielded, and whether others were yielded.
    """
    left, is_begun = b"", False
    while block := stream.read(BLOCK_SIZE):
        left += block
        end = left.rfind(b"\n") + 1
        lines = _split(left[: end - 1] if is_begun else left[: end - 1].removeprefix(codecs.BOM_UTF8)) if end else None
        if len(left) - end > MAX_ROW_BYTES or (end and lines is None):
            break
        if lines is not None:
            yield lines
            left, is_begun = left[end:], True
    return left, is_begun


def _split(block: bytes) -> pa.StringArray | None:
    """The lines of a block; None if they are not plain."""
    if b"\r" in block:
        return None
    text = cut_bytes(np.frombuffer(block, np.uint8), np.array([0, len(block)]))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return None
    return pc.split_pattern(text, "\n").flatten()


def _read_text(stream: TextIO) -> Iterator[pa.StringArray]:
    while block := stream.read(BLOCK_SIZE):
        rest = stream.readline(MAX_ROW_BYTES + 1)
        yield _split_text((block + rest).removesuffix("\n"))
        if len(rest) > MAX_ROW_BYTES:
            _skip_line(stream)


def _split_text(text: str) -> pa.StringArray:
    """The lines of a text; null for those with INVALID."""
    if INVALID not in text:
        return pc.split_pattern(pa.array([text], pa.string()), "\n").flatten()
    lines = pc.split_pattern(pa.array([text.encode("utf-8", "surrogatepass")], pa.binary()), b"\n").flatten()
    return pc.if_else(pc.match_substring(lines, INVALID_BYTES), None, lines).cast(pa.string())


def _skip_line(stream: TextIO) -> None:
    while (more := stream.readline(BLOCK_SIZE)) and not more.endswith("\n"):
        pass


class _Joined(io.RawIOBase):
    """Some bytes, and those of a stream behind them."""

    def __init__(self, begun: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._begun = memoryview(begun)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if self._begun:
            found, self._begun = self._begun[: len(buffer)], self._begun[len(buffer) :]
        else:
            found = memoryview(self._stream.read(len(buffer)))
        buffer[: len(found)] = found
        return len(found)
