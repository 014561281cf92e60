"""Lines of JSON to the columns of articles, with a reason for each line that is no article.

Arrow parses a whole block of lines at once but rejects all of it for one bad line, or for one value of another type, so
a block that fails is halved until such lines are alone. Python's own parser then reads them, or reports their faults.
Both give the same for each line, whatever the lines beside it.
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
import pyarrow.types as pt

from pipelines.sources.raw.arrow_values import ReadValues, name_unread, read_array, read_text_array
from pipelines.sources.raw.columns import MAX_QUOTED, NO_TEXT, WRONG_TYPE, quote_name
from pipelines.sources.raw.json_shapes import FIRST_LINES, shape_rows
from pipelines.sources.raw.json_values import MAX_WHOLE, read_text, read_value
from pipelines.sources.raw.paths import Path, find_in_object, list_paths
from pipelines.strings.surrogates import mend_surrogates

# Smaller blocks are not halved any further. 13,732 articles whose `source` is an object in every other row took 1.3 s
# with 16, 0.4 s with 128 and 0.36 s with 256; with 128, one bad line costs 1.5 ms in Python.
FEW = 128
# Bytes of a line that no column's type is taken from.
LONG_LINE = 1 << 20
# Python's parser recurses, up to 1,000 calls below all callers; Arrow's does not.
MAX_DEPTH = 500
# Python parses longer integers only after a change of its settings.
MAX_DIGITS = 4_000
BOM = "\ufeff"
OBJECT = r"^\s*\{(?s:.*)\}\s*$"
TOO_DEEP = f"expected objects and lists at most {MAX_DEPTH} deep in each other"
# A string with escapes, or the rest of a line behind an open quote.
STRING = r'"(?:[^"\\]|\\.)*(?:"|$)'


@dataclass(frozen=True)
class Parsed:
    """n rows for n lines.

    columns  strings by our names
    unread   names of the columns, joined by commas, whose value has no sensible reading; null for none
    reason   of rejected lines, and `detail`; else null
    """

    columns: pa.Table
    unread: pa.ChunkedArray
    reason: pa.ChunkedArray
    detail: pa.ChunkedArray


def parse_json_lines(lines: pa.StringArray, names: Mapping[str, str]) -> Parsed:
    """Return the columns of each line's object as strings; other fields are ignored.

    names  our name -> name of the field, or path to it, see `pipelines.sources.raw.paths`
    A line that is no object is rejected as `broken_json`; one whose text is neither a string nor a list of strings as
    `wrong_type`; one without it as `no_text`. Other columns are null if they have no reading.
    """
    schema = _result_schema(names)
    if pc.any(pc.starts_with(lines, BOM)).as_py():
        lines = pc.utf8_ltrim(lines, BOM)
    is_deep = _is_deep(lines)
    shallow = lines.filter(pc.invert(is_deep)) if is_deep is not None else lines
    table = pa.concat_tables([schema.empty_table(), *_parse(shallow, _is_object(shallow), names)])
    if is_deep is not None:
        table = _insert_deep(table, is_deep)
    about = {name: table[name] for name in ("unread", "reason", "detail")}
    return Parsed(table.select(list(names)), **about)


def load_object(line: str) -> dict[str, Any]:
    """Return the object of a line; raises ValueError that tells what is wrong with it.

    Integers that are too long for Python are Decimals.
    """
    if _depth(line) > MAX_DEPTH:
        raise ValueError(TOO_DEEP)
    row = json.loads(line.lstrip(BOM), parse_int=_parse_integer)
    if not isinstance(row, dict):
        raise ValueError(f"expected an object in braces, got a {type(row).__name__}")  # noqa: TRY004 - as for any line
    return row


def _result_schema(names: Mapping[str, str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in (*names, "unread", "reason", "detail")])


def _is_object(lines: pa.StringArray) -> pa.BooleanArray:
    """Mark the lines that begin and end with braces, and white space around them."""
    is_plain = pc.and_(pc.starts_with(lines, "{"), pc.ends_with(lines, "}"))
    return is_plain if pc.all(is_plain).as_py() else pc.match_substring_regex(lines, OBJECT)


def _parse(lines: pa.StringArray, is_object: pa.BooleanArray, names: Mapping[str, str]) -> list[pa.Table]:
    """Return tables of the result schema."""
    if not len(lines):
        return []
    # Lines that begin and end with braces cannot form one object together, so if Arrow finds as many objects as lines,
    # each line was one.
    whole = _parse_block(lines, names) if pc.all(is_object).as_py() else None
    if whole is not None:
        return [whole]
    if len(lines) <= FEW:
        return [_parse_slowly(lines, names)]
    middle = len(lines) // 2
    halves = [slice(0, middle), slice(middle, len(lines))]
    return [table for half in halves for table in _parse(lines[half], is_object[half], names)]


def _parse_block(lines: pa.StringArray, names: Mapping[str, str]) -> pa.Table | None:
    """Parse all lines at once; None if one of them is faulty, or of other types than the first ones."""
    try:
        rows = [load_object(line) for line in _first_short(lines).to_pylist()]
    except ValueError:
        return None
    paths = [path for name in names.values() for path in list_paths(name)]
    table = _read_block(lines, shape_rows(rows, paths))
    return None if table is None or any(map(_is_inexact, table.columns)) else _to_result(table, names)


def _first_short(lines: pa.StringArray) -> pa.StringArray:
    """The first lines, without those whose copies in Python would take much memory."""
    lines = lines.slice(0, FIRST_LINES)
    return lines.filter(pc.less(pc.binary_length(lines), LONG_LINE))


def _read_block(lines: pa.StringArray, schema: pa.Schema) -> pa.Table | None:
    block = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n").buffers()[2]
    try:
        table = pj.read_json(
            pa.BufferReader(block),
            read_options=pj.ReadOptions(use_threads=False, block_size=block.size + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows == len(lines) else None


def _is_inexact(column: pa.ChunkedArray | pa.Array) -> bool:
    """True if a column of doubles may hold an integer that no double is equal to."""
    kind = column.type
    if pt.is_floating(kind):
        return bool(pc.any(pc.greater_equal(pc.abs(column), float(MAX_WHOLE))).as_py())
    if pt.is_list(kind):
        return _is_inexact(pc.list_flatten(column))
    if pt.is_struct(kind):
        return any(_is_inexact(pc.struct_field(column, index)) for index in range(kind.num_fields))
    return False


def _to_result(table: pa.Table, names: Mapping[str, str]) -> pa.Table | None:
    """Return a table of the result schema; None if a text is of another type, which the detail then quotes."""
    found = {ours: _read_column(table, ours, name) for ours, name in names.items()}
    text = found.pop("text") if "text" in found else None
    if text is not None and pc.any(text.is_unread).as_py():
        return None
    columns = {ours: each.texts for ours, each in found.items()}
    nothing = pa.nulls(table.num_rows, pa.string())
    about = {"unread": name_unread({ours: each.is_unread for ours, each in found.items()}, table.num_rows)}
    about |= {"reason": nothing, "detail": nothing}
    if text is not None:
        columns["text"], is_missing = text.texts, text.texts.is_null()
        about["reason"] = pc.if_else(is_missing, NO_TEXT, nothing)
        about["detail"] = pc.if_else(is_missing, describe_no_text(names["text"]), nothing)
    return pa.table(columns | about).select(_result_schema(names).names)


def _read_column(table: pa.Table, ours: str, name: str) -> ReadValues:
    read = read_text_array if ours == "text" else read_array
    found = [_read_path(table, path, read) for path in list_paths(name)]
    texts = pc.coalesce(*(each.texts for each in found)) if len(found) > 1 else found[0].texts
    is_unread = functools.reduce(pc.or_, (each.is_unread for each in found))
    return ReadValues(texts, pc.and_(is_unread, texts.is_null()))


def _read_path(table: pa.Table, path: Path, read: Callable[[pa.Array], ReadValues]) -> ReadValues:
    array = table[path[0]].combine_chunks()
    for step in path[1:]:
        if not pt.is_struct(array.type):  # a value that is no object
            return ReadValues(pa.nulls(len(array), pa.string()), array.is_valid())
        array = pc.struct_field(array, array.type.get_field_index(step))
    if pt.is_string(array.type):  # Arrow's JSON parser has checked that it is UTF-8
        return ReadValues(array, pa.repeat(pa.scalar(False), len(array)))
    return read(array)


def _parse_slowly(lines: pa.StringArray, names: Mapping[str, str]) -> pa.Table:
    return pa.Table.from_pylist([_parse_line(line, names) for line in lines.to_pylist()], schema=_result_schema(names))


def _parse_line(line: str, names: Mapping[str, str]) -> dict[str, str | None]:
    """Return one row of the result; keys that are missing are null."""
    try:
        row = load_object(line)
    except ValueError as error:
        return {"reason": "broken_json", "detail": str(error)}
    found = {ours: _read_field(row, ours, name) for ours, name in names.items()}
    text, is_wrong = found.get("text", ("", False))
    if is_wrong:
        return {"reason": WRONG_TYPE, "detail": _describe_wrong(row, names["text"])}
    texts = {ours: text and mend_surrogates(text) for ours, (text, _) in found.items()}
    about = {"unread": ",".join(ours for ours, (_, is_unread) in found.items() if is_unread) or None}
    return texts | about | ({"reason": NO_TEXT, "detail": describe_no_text(names["text"])} if text is None else {})


def _read_field(row: dict[str, Any], ours: str, name: str) -> tuple[str | None, bool]:
    read = read_text if ours == "text" else read_value
    is_any_unread = False
    for path in list_paths(name):
        value, is_blocked = find_in_object(row, path)
        text, is_unread = (None, True) if is_blocked else read(value)
        if text is not None:
            return text, False
        is_any_unread |= is_unread
    return None, is_any_unread


def describe_no_text(name: str) -> str:
    return f"no column {quote_name(name)}, or null in it"


def _describe_wrong(row: dict[str, Any], name: str) -> str:
    values = (find_in_object(row, path)[0] for path in list_paths(name))
    value = json.dumps(next(value for value in values if value is not None), default=str)
    return f"expected {quote_name(name)} to be a string, got {value[:MAX_QUOTED]}"


def _parse_integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MAX_DIGITS else Decimal(digits)


def _is_deep(lines: pa.StringArray) -> pa.BooleanArray | None:
    """Mark the lines that are nested more than MAX_DEPTH deep; None if no line is."""
    if not len(lines):
        return None
    offsets = np.frombuffer(lines.buffers()[1], np.int32)[lines.offset : lines.offset + len(lines) + 1]
    content = np.frombuffer(lines.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    places = np.flatnonzero((content == ord("{")) | (content == ord("[")))
    if len(places) <= MAX_DEPTH:
        return None
    counts = np.bincount(np.searchsorted(offsets, places + offsets[0], side="right") - 1, minlength=len(lines))
    suspects = pa.array(counts > MAX_DEPTH)
    depths = pa.array([_depth(line) for line in lines.filter(suspects).to_pylist()], pa.int64())
    is_deep = pc.replace_with_mask(suspects, suspects, pc.greater(depths, MAX_DEPTH))
    return is_deep if pc.any(is_deep).as_py() else None


def _depth(line: str) -> int:
    """Return how deep a line is nested at most, without what is in its strings."""
    if line.count("{") + line.count("[") <= MAX_DEPTH:
        return 0
    signs = np.frombuffer(re.sub(STRING, "", line).encode("utf-8", "replace"), np.uint8)
    steps = np.isin(signs, list(b"{[")).astype(np.int64) - np.isin(signs, list(b"}]"))
    return int(np.cumsum(steps).max(initial=0))


def _insert_deep(table: pa.Table, is_deep: pa.BooleanArray) -> pa.Table:
    """Put the lines that are too deep back in their places, rejected."""
    nothing = pa.nulls(len(is_deep), pa.string())
    is_shallow = pc.invert(is_deep)
    columns = {
        name: pc.replace_with_mask(nothing, is_shallow, table[name].combine_chunks()) for name in table.column_names
    }
    columns["reason"] = pc.if_else(is_deep, "broken_json", columns["reason"])
    columns["detail"] = pc.if_else(is_deep, TOO_DEEP, columns["detail"])
    return pa.table(columns)
