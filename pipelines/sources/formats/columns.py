"""The columns of the input: checked before the rows are read, renamed to ours, cast to strings."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from pipelines.config.stages import COLUMNS
from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats.partitions import read_partitions

SETTING = "ingest_articles.columns"
# Limits of what a message quotes: characters of a name, and number of names.
MAX_QUOTED, MAX_NAMES = 60, 20
# A name that YAML reads as this string without quotes; y, n, yes, no, on, off, true, false and null are other values.
PLAIN = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z_][A-Za-z0-9_.-]*")
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


def find_columns(schema: pa.Schema, name: str, columns: Mapping[str, str]) -> dict[str, str]:
    """Return our name -> the input's name, for the columns that the table `name` has.

    Raises SchemaError if `text` or a column named by the configuration is missing, or if a column does not hold
    strings, numbers or dates.
    """
    found = {
        ours: columns.get(ours, ours) for ours in COLUMNS if ours == "text" or ours in columns or ours in schema.names
    }
    by_folder = read_partitions(name).keys() - {"text", *schema.names}
    found = {ours: theirs for ours, theirs in found.items() if theirs not in by_folder}
    for ours, theirs in found.items():
        if theirs not in schema.names:
            raise SchemaError(_missing(ours, theirs, schema.names, name))
        kind = schema.field(theirs).type
        if not (_is_string(kind) or (ours not in ("text", "title") and _is_plain(kind))):
            raise SchemaError(
                f"expected the column {theirs!r} of {name} to hold strings, got {kind}: "
                f"convert it, or name another column with {SETTING}={{{ours}: ...}}"
            )
    return found


def check_first_lines(lines: Sequence[str], name: str, columns: Mapping[str, str]) -> None:
    """Raise InputError or SchemaError for a file that does not hold articles as JSON lines; ignores broken lines."""
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("["):
        raise InputError(
            f"expected one JSON object a line in {name}, got a JSON array: "
            "convert it, for example with jq -c '.[]' news.json > news.jsonl"
        )
    rows = [row for line in lines if isinstance(row := _load(line), dict)]
    text = columns.get("text", "text")
    if rows and not any(text in row for row in rows):
        raise SchemaError(_missing("text", text, sorted({key for row in rows for key in row}), name))


def to_raw(columns: Mapping[str, pa.ChunkedArray], place: pa.Array) -> pa.Table:
    """Return a table of RAW from the given columns; the others are null."""
    n_rows = len(place)
    values = {"place": place, **columns}
    return pa.table(
        [pc.cast(values[name], pa.string()) if name in values else pa.nulls(n_rows, pa.string()) for name in RAW.names],
        schema=RAW,
    )


def read_content(table: pa.Table) -> list[pa.ChunkedArray]:
    """Return the columns of raw rows that hold their content."""
    return [table[name] for name in table.column_names if name not in ABOUT]


def number_rows(tables: Iterable[pa.Table], name: str, found: Mapping[str, str]) -> Iterator[pa.Table]:
    """Yield tables of RAW from the tables of the file `name`; `found` maps our column names to the file's."""
    n_before = 0
    for table in tables:
        place = number_places(f"{name} row", n_before, table.num_rows)
        yield to_raw({ours: table[theirs] for ours, theirs in found.items()}, place)
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


def _missing(ours: str, theirs: str, there: Sequence[str], name: str) -> str:
    near = difflib.get_close_matches(theirs, [each for each in there[:1_000] if len(each) <= MAX_QUOTED], n=1)
    hint = hint_column(ours, near[0] if near else "NAME")
    return f"expected a column {quote_name(theirs)} in {name}, found {list_names(there)}: name it with {hint}"


def _load(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _is_string(kind: pa.DataType) -> bool:
    kind = kind.value_type if pt.is_dictionary(kind) else kind
    return bool(pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind) or pt.is_null(kind))


def _is_plain(kind: pa.DataType) -> bool:
    return bool(pt.is_integer(kind) or pt.is_floating(kind) or pt.is_boolean(kind) or pt.is_temporal(kind))
