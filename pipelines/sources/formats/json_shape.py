"""The shape of JSON in a file, told by its beginning: an object on each line, or documents that span lines.

An array, indented objects, and objects that follow each other without ends of lines are documents.
"""

import json
import re
from typing import Any, Literal

Shape = Literal["lines", "json", ""]
# Characters between documents: white space, the commas of an array that has lost its brackets, the record separator of
# RFC 7464, and byte order marks of files that were joined.
BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
RECORD = "\x1e"
# Nothing is done with the numbers; float takes any number of digits.
DECODER = json.JSONDecoder(parse_int=float)
# Accepts ends of lines and tabs within strings, as careless writers leave them.
LENIENT = json.JSONDecoder(strict=False)
# A file of which none of so many first lines is an object has not its first lines broken: it holds something else.
FIRST_LINES = 20
_BEGINNING = re.compile(r'\s*\[?\s*\{\s*"(?:[^"\\\n]|\\.){1,100}"\s*:\s*["\[{\dtfnN-]')
# Characters that a word or an escape sequence cut off at the end may have.
_CUT = 12


def is_cut_off(error: json.JSONDecodeError) -> bool:
    """Return True if a document may go on behind the end of the text."""
    return error.msg.startswith("Unterminated string") or error.pos >= len(error.doc) - _CUT


def is_lenient(error: json.JSONDecodeError) -> bool:
    """Return True for an error that LENIENT does not raise."""
    return error.msg.startswith("Invalid control character")


def is_like_json(text: str) -> bool:
    """Return True for a text that begins as JSON objects do, and as no article or table does.

    >>> is_like_json('[{"id": 7, '), is_like_json("[Editor's note] {not} "), is_like_json("{{Infobox")
    (True, False, False)
    """
    return _BEGINNING.match(text) is not None


def has_object_first(text: str) -> bool:
    """Return True if the first line that is not blank is an object, to its end."""
    first, end, _ = text.lstrip("\ufeff \t\r\n").partition("\n")
    return bool(end) and isinstance(_load(first), dict)


def find_shape(text: str, *, is_whole: bool) -> Shape:
    """Return "lines" for an object on each line, "json" for documents, and "" for a file without objects.

    text      beginning of the file
    is_whole  True if nothing follows
    """
    before = BETWEEN.match(text)[0]  # type: ignore[index]  # it matches an empty text too
    start = text[len(before) :]
    if not start:
        return "lines"
    if RECORD in before:
        return "json"
    lines = _first_lines(start, is_whole=is_whole)
    if start.startswith("{"):
        return _shape_of_objects(start, lines)
    if start.startswith("["):
        return _shape_of_array(start, lines)
    return "lines" if _has_object(lines) or not lines else ""


def _first_lines(text: str, *, is_whole: bool) -> list[str]:
    """Return the first lines that are not blank and are known to their end."""
    lines = text.split("\n")
    return [line for line in (lines if is_whole else lines[:-1]) if line.strip()][:FIRST_LINES]


def _shape_of_objects(start: str, lines: list[str]) -> Shape:
    try:
        _, end = DECODER.raw_decode(start)
    except json.JSONDecodeError as error:
        if is_cut_off(error) and "\n" in start.strip():
            return "json"  # no string holds the end of a line, so the object does
        if _has_object(lines) or not lines:
            return "lines"
        return "json" if is_lenient(error) and _begins_with_object(start, LENIENT) else ""
    except (ValueError, RecursionError):
        return "lines"
    rest = start[end:].partition("\n")[0].strip()
    is_first_whole = not rest or (len(lines) > 1 and _has_object(lines[1:2]))
    is_followed = rest.lstrip(",\x1e \t")[:1] in {"", "{"}
    return "json" if "\n" in start[:end] or (not is_first_whole and is_followed) else "lines"


def _shape_of_array(start: str, lines: list[str]) -> Shape:
    if len(lines) > 1 and isinstance(_load(lines[0]), list) and _has_object(lines[1:2]):
        return "lines"
    first = start[1:].lstrip()
    if first[:1] in {"", "]"}:
        return "json"
    if _begins_with_object(first, DECODER) or _begins_with_object(first, LENIENT):
        return "json"
    return "lines" if _has_object(lines) else ""


def _begins_with_object(text: str, decoder: json.JSONDecoder) -> bool:
    """Return True for a text that begins with an object, or with the beginning of one."""
    try:
        return isinstance(decoder.raw_decode(text)[0], dict)
    except json.JSONDecodeError as error:
        return re.match(r'\{\s*("|$)', text) is not None and is_cut_off(error)
    except (ValueError, RecursionError):
        return text.startswith("{")


def _has_object(lines: list[str]) -> bool:
    return any(isinstance(_load(line), dict) for line in lines)


def _load(line: str) -> Any:
    try:
        return DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
