"""Scored rows, written as they came: Parquet as Parquet, JSON lines as JSON lines; visible only when they are whole."""

import fnmatch
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConfigError, SchemaError
from pipelines.scoring.inputs import LINE, LINES, RowInput
from pipelines.scoring.job import SCORE, SHARE
from pipelines.sources.find import compression_of, format_of
from pipelines.storage.addresses import is_remote
from pipelines.storage.files import replacing
from pipelines.storage.places import Place, is_below, open_place
from pipelines.storage.tables import TableWriter

ENDINGS = {"parquet": ".parquet", LINES: ".jsonl, .jsonl.gz or .jsonl.zst"}
COMPRESSIONS = {"", "gzip", "zstd"}


def check_scored(output: str, source: RowInput, uri: str) -> Place:
    """Return the place of the output; raise ConfigError if it is unfit for these rows, or among the input."""
    place = open_place(output)
    ending, compression = format_of(place.name), compression_of(place.name)
    if ending != source.kind or compression not in (COMPRESSIONS if source.kind == LINES else {""}):
        raise ConfigError(
            f"expected an output that ends in {ENDINGS[source.kind]}, since the rows are kept as they come, got "
            f"{place.name[:60]!r}: change the ending"
        )
    if place.is_dir():
        raise ConfigError(f"expected a file to write to, but {place} is a folder: give the name of a file in it")
    if _is_among(place, source, uri):
        raise ConfigError(f"expected an output apart from the input, got {place}: choose another name")
    return place


def _is_among(place: Place, source: RowInput, uri: str) -> bool:
    """Return True if a place is a file of the input, or would be one of it the next time."""
    if str(place) in {file.path for file in source.files}:
        return True
    if is_remote(uri):
        return fnmatch.fnmatchcase(str(place), uri) or str(place).startswith(f"{uri.rstrip('/')}/")
    root = open_place(uri)
    return (root.is_dir() and is_below(place, root)) or fnmatch.fnmatchcase(str(place), str(root))


@contextmanager
def writing(place: Place, schema: pa.Schema | None) -> Iterator[Callable[[pa.Table, str], None]]:
    """Yield the function that writes scored rows of a file of this name.

    schema  columns of the input, for Parquet; None for JSON lines
    """
    with replacing(place) as temporary:
        if schema is None:
            with pa.output_stream(str(temporary), compression=compression_of(place.name) or None) as stream:
                yield lambda rows, _name: stream.write(_join(rows))
            return
        columns = scored_schema(schema)
        with TableWriter(temporary, columns) as writer:
            yield lambda rows, name: writer.write(_fit(rows, columns, name))


def scored_schema(schema: pa.Schema) -> pa.Schema:
    """The columns of scored rows: those of the input, and the two scores at the end."""
    kept = [field for field in schema if field.name not in (SCORE, SHARE)]
    return pa.schema([*kept, *(pa.field(name, pa.float32()) for name in (SCORE, SHARE))], schema.metadata)


def _join(rows: pa.Table) -> pa.Buffer | bytes:
    lines = rows[LINE].combine_chunks()
    if not len(lines):
        return b""
    ended = pc.binary_join_element_wise(lines, "", "\n")
    return pc.binary_join(pa.ListArray.from_arrays([0, len(ended)], ended), "")[0].as_buffer()


def _fit(rows: pa.Table, columns: pa.Schema, name: str) -> pa.Table:
    """Return rows with the columns of the first file; raise SchemaError if they have others."""
    if rows.schema.names == columns.names:
        try:
            return rows.cast(columns)
        except pa.ArrowException:
            pass
    there = {field.name: field.type for field in rows.schema}
    wanted = {field.name: field.type for field in columns}
    odd = sorted(each for each in {*there, *wanted} if there.get(each) != wanted.get(each)) or ["their order"]
    raise SchemaError(
        f"expected the columns of the first file in {name}, but these differ: {', '.join(odd)[:200]}: "
        "score the files one by one"
    )
