"""Lines of JSON to columns, with a reason for each line that is no article.

Arrow parses a whole block of lines at once but rejects all of it for one bad line, so a block that fails is halved
until the bad lines are alone. Python's own parser then reports their faults, or accepts them after all (it allows NaN,
which many tools write).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

# Smaller blocks are not halved any further: a failed attempt costs as much as about 20 lines in Python.
FEW = 16


@dataclass(frozen=True)
class Parsed:
    """n rows for n lines: the columns (strings), and for rejected lines a reason and a detail (else null)."""

    columns: pa.Table
    reason: pa.ChunkedArray
    detail: pa.ChunkedArray


def parse_json_lines(lines: pa.StringArray, names: Sequence[str], number_names: Sequence[str] = ()) -> Parsed:
    """Return the fields `names` of each line's object as strings; other fields are ignored.

    A number instead of a string is rejected as `wrong_type`, except in `number_names`, a line that is not an object as
    `broken_json`. A missing field is null.
    """
    parsed = list(_parse(lines, pa.schema([(name, pa.string()) for name in names]), frozenset(number_names)))
    columns, reasons, details = zip(*parsed, strict=True) if parsed else ((), (), ())
    schema = pa.schema([(name, pa.string()) for name in names])
    return Parsed(
        pa.concat_tables(columns) if columns else schema.empty_table(),
        pa.chunked_array(reasons, pa.string()),
        pa.chunked_array(details, pa.string()),
    )


Block = tuple[pa.Table, pa.Array, pa.Array]


def _parse(lines: pa.StringArray, schema: pa.Schema, number_names: frozenset[str]) -> list[Block]:
    if not len(lines):
        return []
    whole = _parse_block(lines, schema, number_names)
    if whole is not None:
        nothing = pa.nulls(len(lines), pa.string())
        return [(whole, nothing, nothing)]
    if len(lines) <= FEW:
        return [_parse_slowly(lines, schema, number_names)]
    middle = len(lines) // 2
    return [
        *_parse(lines.slice(0, middle), schema, number_names),
        *_parse(lines.slice(middle), schema, number_names),
    ]


def _parse_block(lines: pa.StringArray, schema: pa.Schema, number_names: frozenset[str]) -> pa.Table | None:
    """Parse all lines at once; None if one of them is faulty."""
    # Lines that begin and end with braces cannot form one object together, so if Arrow finds as many objects as lines,
    # each line was one.
    if not pc.all(pc.match_substring_regex(lines, r"^\s*\{(?s:.*)\}\s*$")).as_py():
        return None
    table = _read_block(lines, _with_numbers(schema, lines[0].as_py(), number_names))
    return table and table.cast(schema)


def _with_numbers(schema: pa.Schema, line: str, number_names: frozenset[str]) -> pa.Schema:
    """Return the schema with integers where `line` has them: ids are often numbers, and then in all rows."""
    try:
        row = json.loads(line)
    except ValueError:
        return schema
    numbers = {name for name in number_names if type(row.get(name)) is int}
    return pa.schema([field.with_type(pa.int64()) if field.name in numbers else field for field in schema])


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


def _parse_slowly(lines: pa.StringArray, schema: pa.Schema, number_names: frozenset[str]) -> Block:
    rows = [_parse_line(line, schema.names, number_names) for line in lines.to_pylist()]
    columns = pa.Table.from_pylist([row for row, _, _ in rows], schema=schema)
    return columns, *(pa.array([row[index] for row in rows], pa.string()) for index in (1, 2))


def _parse_line(
    line: str, names: Sequence[str], number_names: frozenset[str]
) -> tuple[dict[str, str | None], str | None, str | None]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {}, "broken_json", str(error)
    if not isinstance(row, dict):
        return {}, "broken_json", f"expected an object in braces, got a {type(row).__name__}"
    values: dict[str, str | None] = {}
    for name in names:
        value = row.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and name in number_names:
            value = str(value)
        if not isinstance(value, str | None):
            return {}, "wrong_type", f"expected {name!r} to be a string, got {json.dumps(value)[:60]}"
        # Half a surrogate pair is no character and has no UTF-8 form.
        values[name] = value and value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return values, None, None
