"""The columns of the input: checked before the rows are read, renamed to ours, cast to strings."""

import difflib
import functools
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from pipelines.config.ingest import COLUMNS
from pipelines.errors import InputError, SchemaError
from pipelines.sources.raw.arrow_values import holds_text, name_unread, read_array, read_text_array
from pipelines.sources.raw.classes import name_classes
from pipelines.sources.raw.files import MAX_ROW_BYTES
from pipelines.sources.raw.partitions import read_partitions
from pipelines.sources.raw.paths import find_in_schema, find_path, find_type, take_column

SETTING = "ingest_articles.columns"
# Limits of what a message quotes: characters of a name, and number of names.
MAX_QUOTED, MAX_NAMES = 60, 20
# A name that YAML reads as this string without quotes; y, n, yes, no, on, off, true, false and null are other values.
PLAIN = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z_][A-Za-z0-9_.-]*")
# Reasons of rows whose text cannot be read for want of a column of strings.
NO_TEXT, WRONG_TYPE = "no_text", "wrong_type"
# Columns of a raw row beside its content (a JSON line unchanged, or COLUMNS).
#   place           file and line or row
#   reason, detail  why the reader could not use the row; null for all others
#   unread          names of optional columns, joined by commas, whose values have no sensible reading; null for none
#   date_order      month_first or day_first, for dates such as 04/05/2019; null if neither is known
ABOUT = ("place", "reason", "detail", "unread", "date_order")
RAW = pa.schema(
    [
        pa.field("place", pa.string(), nullable=False),
        *(pa.field(name, pa.string()) for name in (*ABOUT[1:], "line", *COLUMNS)),
    ]
)


class MissingColumnError(SchemaError):
    """A table lacks columns of an article, or its text is of no readable type.

    columns  our name -> the name that the configuration gives the column
    there    names of the columns that the table has
    reason   of the rejects that rows without text become, and `detail`
    """

    def __init__(
        self, message: str, *, columns: Mapping[str, str], there: Sequence[str], reason: str, detail: str
    ) -> None:
        super().__init__(message)
        self.columns, self.there, self.reason, self.detail = dict(columns), list(there), reason, detail


def name_columns(columns: Mapping[str, str | None]) -> dict[str, str]:
    """Return our name -> name or path in the input, without the columns that are switched off.

    >>> name_columns({"text": "content.body", "id": None})
    {'text': 'content.body', 'title': 'title', 'source': 'source', 'url': 'url', 'license': 'license', \
'published_at': 'published_at'}
    """
    names = {ours: columns.get(ours, ours) for ours in COLUMNS}
    return {ours: theirs for ours, theirs in names.items() if theirs is not None}


def find_columns(schema: pa.Schema, name: str, columns: Mapping[str, str | None]) -> dict[str, str]:
    """Return our name -> the input's name, for the columns that the table `name` has.

    columns  the setting: names and paths, see `pipelines.sources.raw.paths`; None: the column is switched off. For
             `text`, which a configuration cannot switch off, any column is then returned, to count the rows by.
    Raises MissingColumnError if `text` or a column named by the configuration is missing, or if `text` cannot be read
    as strings; SchemaError if one of the columns is there twice.
    """
    names = name_columns(columns)
    found = {ours: find_in_schema(schema, theirs) for ours, theirs in names.items()}
    if "text" in names:
        found["text"] = find_in_schema(schema, names["text"], prefer=holds_text)
    else:  # of a table that lacks its text: readers need some column to count the rows by
        found["text"] = next((theirs for theirs in schema.names if schema.names.count(theirs) == 1), None)
        names["text"] = ""
    there = {ours: theirs for ours, theirs in found.items() if theirs is not None}
    _check_once(schema, name, there.values())
    wanted = {ours for ours in names if columns.get(ours) or (ours == "text" and names[ours])}
    by_folder = read_partitions(name).keys()
    wanted -= {ours for ours in wanted if ours != "text" and names[ours] in by_folder}
    if missing := {ours: names[ours] for ours in names if ours in wanted and ours not in there}:
        ours, theirs = next(iter(missing.items()))
        raise MissingColumnError(
            _missing(ours, {**columns, ours: theirs}, schema.names, name),
            columns=missing,
            there=schema.names,
            reason=NO_TEXT,
            detail=f"no column {quote_name(theirs)}",
        )
    if names["text"]:
        _check_text(schema, name, there["text"], columns)
    return there


def check_first_lines(lines: Sequence[str], name: str) -> None:
    """Raise InputError if the first value of a file is an array, and so no article."""
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("["):
        raise InputError(
            f"expected one JSON object a line in {name}, got a JSON array: "
            "convert it, for example with jq -c '.[]' news.json > news.jsonl"
        )


def to_raw(columns: Mapping[str, pa.ChunkedArray | pa.Array], place: pa.Array) -> pa.Table:
    """Return a table of RAW from the given columns; the others are null.

    A row of more than MAX_ROW_BYTES loses its content and gets the reason `too_large`.
    """
    values, missing = {"place": place, **columns}, pa.nulls(len(place), pa.string())
    raw = pa.table([_as_strings(values.get(name, missing)) for name in RAW.names], schema=RAW)
    return raw if raw.nbytes <= MAX_ROW_BYTES else _drop_large(raw)


def read_content(table: pa.Table) -> list[pa.ChunkedArray]:
    """Return the columns of raw rows that hold their content."""
    return [table[name] for name in table.column_names if name not in ABOUT]


def number_rows(tables: Iterable[pa.Table], name: str, found: Mapping[str, str]) -> Iterator[pa.Table]:
    """Yield tables of RAW from the tables of the file `name`; `found` maps our column names to the file's.

    Values are read as `pipelines.sources.raw.json_values` tells; a table whose schema holds the features of
    `datasets` has the names of its classes instead of their numbers.
    """
    n_before = 0
    for table in tables:
        place = number_places(f"{name} row", n_before, table.num_rows)
        yield to_raw(_read_columns(table, found), place)
        n_before += table.num_rows


def number_places(name: str, n_before: int, n_rows: int) -> pa.StringArray:
    """Return `name` with the numbers of `n_rows` rows, which count from 1 and follow `n_before` others."""
    numbers = pa.array(np.arange(n_before + 1, n_before + n_rows + 1)).cast(pa.string())
    return pc.binary_join_element_wise(name, numbers, " ")


def quote_name(name: str) -> str:
    r"""Return the name in quotes for a message: cut, and with control characters escaped.

    >>> quote_name("te\x00xt"), quote_name("Rain fell on the hills " * 9)
    ("'te\\x00xt'", "'Rain fell on the hills Rain fell on the hills Rain fell on t'...")
    """
    return repr(name) if len(name) <= MAX_QUOTED else f"{name[:MAX_QUOTED]!r}..."


def list_names(names: Sequence[str]) -> str:
    """Return the names for a message: the first MAX_NAMES, each in quotes, and the number of the others."""
    listed = ", ".join(map(quote_name, names[:MAX_NAMES]))
    n_left = len(names) - MAX_NAMES
    return f"{listed} and {n_left:,} more" if n_left > 0 else listed or "none"


def hint_column(ours: str, theirs: str) -> str:
    """Return the setting, ready to paste after --set, that names the input's column for ours.

    >>> hint_column("text", "body"), hint_column("text", " text")
    ('ingest_articles.columns={text: body}', 'ingest_articles.columns={text: " text"}')
    """
    name = theirs if PLAIN.fullmatch(theirs) else json.dumps(theirs, ensure_ascii=not theirs.isprintable())
    return f"{SETTING}={{{ours}: {name}}}"


def hint_columns(columns: Mapping[str, str | None], ours: str, theirs: str) -> str:
    """Return the option of a command that names the input's column for ours and keeps the other columns.

    >>> print(hint_columns({"id": None, "text": "text"}, "text", "main text"))
    --set 'ingest_articles.columns={id: null, text: "main text"}'
    """
    start, end = f"{SETTING}={{", "}"
    pairs = [
        f"{name}: null" if value is None else hint_column(name, value).removeprefix(start).removesuffix(end)
        for name, value in ({**columns, ours: theirs}).items()
    ]
    return f"--set {shlex.quote(start + ', '.join(pairs) + end)}"


def _missing(ours: str, columns: Mapping[str, str | None], there: Sequence[str], name: str) -> str:
    theirs = columns[ours] or ours
    near = difflib.get_close_matches(theirs, [each for each in there[:1_000] if len(each) <= MAX_QUOTED], n=1)
    hint = hint_columns(columns, ours, near[0] if near else "NAME")
    return f"expected a column {quote_name(theirs)} in {name}, found {list_names(there)}: name it with {hint}"


def _check_once(schema: pa.Schema, name: str, found: Iterable[str]) -> None:
    for theirs in found:
        column = (find_path(schema, theirs) or (theirs,))[0]
        if (number := schema.names.count(column)) > 1:
            raise SchemaError(
                f"expected each column once in {name}, got {quote_name(column)} {number} times: "
                "rename or remove all but one"
            )


def _check_text(schema: pa.Schema, name: str, text: str, columns: Mapping[str, str | None]) -> None:
    kind = find_type(schema, find_path(schema, text) or ())
    if kind is None or holds_text(kind):
        return
    fields = [kind.field(index) for index in range(kind.num_fields)] if pt.is_struct(kind) else []
    strings = [f"{text}.{field.name}" for field in fields if holds_text(field.type)]
    got = str(kind)[:MAX_QUOTED]
    raise MissingColumnError(
        f"expected the column {quote_name(text)} of {name} to hold strings, got {got}: convert it, or name another "
        f"column with {hint_columns(columns, 'text', next(iter(strings), 'NAME'))}",
        columns={"text": text},
        there=schema.names,
        reason=WRONG_TYPE,
        detail=f"expected {quote_name(text)} to be a string, got {got}",
    )


def _read_columns(table: pa.Table, found: Mapping[str, str]) -> dict[str, pa.Array]:
    """Return columns of RAW by name."""
    table = name_classes(table)
    optional = {ours: read_array(take_column(table, theirs)) for ours, theirs in found.items() if ours != "text"}
    columns = {ours: each.texts for ours, each in optional.items()}
    columns["unread"] = name_unread({ours: each.is_unread for ours, each in optional.items()}, table.num_rows)
    if "text" in found:
        columns["text"] = read_text_array(take_column(table, found["text"])).texts
    return columns


def _as_strings(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """The column itself if it holds strings: a cast of it copies nothing, but takes time for each file's columns."""
    return column if column.type == pa.string() else pc.cast(column, pa.string())


def _drop_large(raw: pa.Table) -> pa.Table:
    lengths = [pc.fill_null(pc.binary_length(column).cast(pa.int64()), 0) for column in read_content(raw)]
    is_large = pc.greater(functools.reduce(pc.add, lengths), MAX_ROW_BYTES)
    detail = f"expected at most {MAX_ROW_BYTES >> 20} MiB in a row"
    for name, value in ({"reason": "too_large", "detail": detail} | dict.fromkeys(("line", *COLUMNS))).items():
        column = pc.if_else(is_large, pa.scalar(value, pa.string()), raw[name])
        raw = raw.set_column(raw.column_names.index(name), RAW.field(name), column)
    return raw
