"""An input in which no row has a text: noticed while it is read, and reported with the columns that may hold it."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import IngestArticles
from pipelines.errors import SchemaError
from pipelines.sources.input_table import FIRST_ROWS, InputTable, find_long_columns, list_columns, sort_long
from pipelines.sources.raw.columns import NO_TEXT, WRONG_TYPE, hint_columns, list_names, name_columns, quote_name
from pipelines.sources.raw.json_lines import load_object, parse_json_lines
from pipelines.sources.raw.paths import STEP, list_paths

# Levels of nested objects that are searched for long strings.
MAX_STEPS = 3
# Rows without text are held back up to this size, so that a small input fails before anything is written.
HELD_BYTES = 64 << 20


def require_text(
    tables: Iterable[pa.Table], read: Sequence[InputTable], settings: IngestArticles
) -> Iterator[pa.Table]:
    """Yield the tables of RAW; raise SchemaError at their end if none has a text and most lack its column.

    read  all files and splits that the tables come from
    """
    held: list[pa.Table] = []
    lines: list[str] = []
    n_held = n_textless = n_rows = 0
    remaining = iter(tables)
    for table in remaining:
        n_here = count_textless(table, settings)
        if n_here is None:
            yield from (*held, table)
            yield from remaining
            return
        n_textless, n_rows, n_held = n_textless + n_here, n_rows + table.num_rows, n_held + table.nbytes
        lines += table["line"].drop_null().slice(0, max(0, FIRST_ROWS - len(lines))).to_pylist()
        held.append(table)
        if n_held > HELD_BYTES:
            yield from held
            held, n_held = [], 0
    if 2 * n_textless > n_rows and (error := explain_textless(lines, read, settings)):
        raise error
    yield from held


def count_textless(table: pa.Table, settings: IngestArticles) -> int | None:
    """Return the number of rows that lack a text for want of a column of strings; None if any row has a text.

    Other rows without text, such as broken lines, do not count.
    """
    if _has_content(table["text"]):
        return None
    parsed = parse_json_lines(
        table["line"].drop_null().combine_chunks(), {"text": name_columns(settings.columns)["text"]}
    )
    if _has_content(parsed.columns["text"]):
        return None
    n_lines = len(parsed.reason) - pc.sum(pc.equal(parsed.reason, "broken_json"), min_count=0).as_py()
    reason = table.filter(table["line"].is_null())["reason"]
    is_for_text = pc.or_(reason.is_null(), pc.is_in(reason, pa.array([NO_TEXT, WRONG_TYPE])))
    return int(n_lines + pc.sum(is_for_text, min_count=0).as_py())


def find_long_strings(objects: Sequence[dict[str, Any]]) -> list[str]:
    """Return the names of fields, and paths to nested ones, that hold long strings, longest first.

    >>> find_long_strings([{"maintext": "Rain fell. " * 90, "meta": {"about": "Snow fell. " * 40}, "title": "Rain"}])
    ['maintext', 'meta.about']
    """
    lengths: dict[str, int] = {}
    for each in objects:
        for name, length in _measure(each, "", 1):
            lengths[name] = lengths.get(name, 0) + length
    return sort_long({name: length / len(objects) for name, length in lengths.items()})


def explain_textless(lines: Sequence[str], read: Sequence[InputTable], settings: IngestArticles) -> SchemaError | None:
    """Return the error for an input without text; None if it has no columns, such as plain text.

    lines  the first lines of JSON; empty for an input of tables
    read   all files and splits of the input
    """
    theirs = name_columns(settings.columns)["text"]
    objects = list(_load(lines))
    there = sorted({key for row in objects for key in row}) if lines else list_columns(read[0], settings)
    if not there and not objects:
        return None
    long = find_long_strings(objects) if lines else find_long_columns(read[0], settings, there)
    name = read[0].name + (f" and {len(read) - 1:,} more" if len(read) > 1 else "")
    if any(path[0] in there for path in list_paths(theirs)):
        message = f"expected text in the column {quote_name(theirs)} of {name}, but no row has a string there"
    else:
        message = f"expected a column {quote_name(theirs)} in {name}"
    message += f", found {list_names(there)}" + (f" (long strings in {list_names(long)})" if long else "")
    near = difflib.get_close_matches(theirs, there[:1_000], n=1)
    hint = next((each for each in (*long, *near) if each != theirs), "NAME")
    message += f": name it with {hint_columns(settings.columns, 'text', hint)}"
    return SchemaError(message + (f", or choose another preset than {settings.preset}" if settings.preset else ""))


def _has_content(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, r"\S")).as_py())


def _load(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield load_object(line)
        except ValueError:  # a broken line has a reason of its own
            continue


def _measure(value: Any, name: str, n_steps: int) -> Iterator[tuple[str, int]]:
    if isinstance(value, dict) and n_steps <= MAX_STEPS:
        for key, each in value.items():
            yield from _measure(each, f"{name}{STEP}{key}" if name else key, n_steps + (1 if name else 0))
    elif isinstance(value, list):
        yield name, sum(len(item) for item in value if isinstance(item, str))
    elif isinstance(value, str):
        yield name, len(value)
