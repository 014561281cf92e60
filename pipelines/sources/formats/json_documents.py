"""JSON that spans lines: an array, indented objects, or objects that follow each other in any way.

Each object becomes a JSON line. The file is read piece by piece, so an array may be larger than the memory.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import TextIO

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.formats.json_shape import (
    BETWEEN,
    DECODER,
    FIRST_LINES,
    LENIENT,
    is_cut_off,
    is_lenient,
)
from pipelines.sources.formats.json_tables import check_articles
from pipelines.sources.raw.columns import check_first_lines, number_places, to_raw
from pipelines.sources.raw.excerpt import excerpt
from pipelines.sources.raw.files import InputFile, open_text

FORMATS = {".json": "json"}
BATCH_ROWS = 1_000
# Characters of a piece of the file, and of the longest object.
PIECE, LONGEST = 1 << 20, 64 << 20
# Finds the end of a document that may have control characters within strings.
FINDER = json.JSONDecoder(strict=False, parse_int=float)
CONTROLS = re.compile(r"[\x00-\x1f]")


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row an object; a value that is no object becomes a row too, which the stage rejects."""
    n_before = 0
    with open_text(file) as stream:
        documents = read_documents(stream, file.name)
        while rows := list(itertools.islice(documents, BATCH_ROWS)):
            if not n_before:
                check_first_lines(rows[:FIRST_LINES], file.name)
                check_articles(rows[:FIRST_LINES], file.name, settings)
            places = number_places(f"{file.name} object", n_before, len(rows))
            yield to_raw({"line": pa.array(rows, pa.string())}, places)
            n_before += len(rows)


def read_documents(stream: TextIO, name: str) -> Iterator[str]:
    """Yield each object of a text, or of its arrays, as JSON on one line; raise InputError where it is no JSON."""
    return _Documents(stream, name).read()


class _Documents:
    """The documents of a text, in order, and the elements of its arrays.

    Python's own decoder finds the end of each: it stops there, or fails where the piece ends.
    """

    def __init__(self, stream: TextIO, name: str) -> None:
        self.name = name
        self._stream = stream
        self._text, self._at = "", 0
        self._n_lines = 1
        self._is_whole = self._in_array = self._has_controls = False

    def read(self) -> Iterator[str]:
        """Yield each document on one line; raise InputError at the first place that is no JSON."""
        while self._skip():
            sign = self._text[self._at]
            if sign == "[" and not self._in_array:
                self._in_array = True
                self._at += 1
            elif sign == "]" and self._in_array:
                self._in_array = False
                self._at += 1
            else:
                yield self._take()
        if self._in_array:
            raise self._error("found the end of the file before the end of the array: fetch the whole file again")

    def _skip(self) -> bool:
        """Go to the next document; return False at the end of the file."""
        while True:
            self._at = BETWEEN.match(self._text, self._at).end()  # type: ignore[union-attr]  # it always matches
            if self._at < len(self._text):
                return True
            if not self._read_piece():
                return False

    def _read_piece(self) -> bool:
        """Read on, twice as much each time while a document is not complete; return False at the end of the file."""
        piece = self._stream.read(max(PIECE, len(self._text) - self._at))
        self._is_whole = not piece
        if piece:
            self._n_lines += self._text.count("\n", 0, self._at)
            self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def _take(self) -> str:
        start = self._at
        while True:
            try:
                _, end = (FINDER if self._has_controls else DECODER).raw_decode(self._text, start)
            except json.JSONDecodeError as error:
                if is_lenient(error):
                    # For all of the file: each such error counts the lines of the whole piece.
                    self._has_controls = True
                elif is_cut_off(error) and self._read_piece():
                    start = self._at
                    self._check_length()
                else:
                    raise self._broken(error) from error
                continue
            if end == len(self._text) and not self._is_whole and self._text[start] not in "{[":
                self._read_piece()  # a number may go on
                start = self._at
                continue
            self._at = end
            found = self._text[start:end]
            return _mend(found) if self._has_controls and CONTROLS.search(found) else _on_one_line(found)

    def _check_length(self) -> None:
        if len(self._text) > LONGEST + PIECE:
            raise self._error(
                f"found an object of more than {LONGEST >> 20} MB: give one object for each article, for example "
                "with jq -c '.articles[]' OLD.json > NEW.jsonl if they are in a list of that name"
            )

    def _broken(self, error: json.JSONDecodeError) -> InputError:
        if is_cut_off(error) and self._text[self._at] in '{["':
            return self._error("found the end of the file within an object: fetch the whole file again")
        self._n_lines += self._text.count("\n", self._at, error.pos)
        near = excerpt(self._text[max(self._at, error.pos - 10) : error.pos + 30])
        return self._error(f"found {near!r} ({error.msg}): repair the file or leave it out")

    def _error(self, found: str) -> InputError:
        line = self._n_lines + self._text.count("\n", 0, self._at)
        return InputError(f"expected JSON objects in {self.name}, but near line {line:,} {found}")


def _mend(text: str) -> str:
    r"""Return JSON on one line, with control characters within strings as escapes; else as it is written.

    >>> _mend('{"text": "Rain\n", "n": 1e2}'), _mend('{"text": "Rain",\n"n": 1e2}')
    ('{"text": "Rain\\n", "n": 100.0}', '{"text": "Rain", "n": 1e2}')
    """
    try:
        DECODER.decode(text)
    except json.JSONDecodeError:
        return json.dumps(LENIENT.decode(text))
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    r"""Return JSON without ends of lines, which stand between its values only.

    >>> _on_one_line('{\n  "text": "Rain"\n}')
    '{ "text": "Rain" }'
    """
    return re.sub(r"\n\s*", " ", text) if "\n" in text else text
