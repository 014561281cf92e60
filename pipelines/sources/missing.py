"""Columns that a file of the input lacks: they cost its rows, and the run only if no file has them; and empty files."""

import logging
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import IngestArticles
from pipelines.config.presets import PRESETS
from pipelines.sources.input_table import InputTable, without_columns
from pipelines.sources.raw.columns import NO_TEXT, RAW, MissingColumnError
from pipelines.sources.raw.excerpt import list_few
from pipelines.sources.textless import explain_textless

log = logging.getLogger(__name__)


def read_tables(read: Sequence[InputTable], settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield the rows of all files and splits in order; the rows of those without text are rejected.

    Warns at the end of those without any row.
    Raises SchemaError if all of them lack a column that the configuration names: at once for a single one, else at the
    end. Optional columns that only the preset names are not required. `require_text` judges several files without text.
    """
    lacking: dict[str, list[MissingColumnError]] = {}
    empty: list[str] = []
    for each in read:
        try:
            yield from note_empty(each.read(settings), each.name, empty)
        except MissingColumnError as error:
            if len(read) == 1:
                _check_single(error, read, settings)
            for ours in error.columns:
                lacking.setdefault(ours, []).append(error)
            yield from _read_without(each, settings, error)
    warn_of_empty(empty)
    for ours, errors in lacking.items():
        if len(errors) == len(read) and _is_required(ours, settings) and ours != "text":
            raise next((error for error in errors if next(iter(error.columns)) == ours), errors[0])


def read_member(member: InputTable, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield the rows of one file of an archive, of whose other files some rows may have been read."""
    try:
        yield from member.read(settings)
    except MissingColumnError as error:
        yield from _read_without(member, settings, error)


def note_empty(tables: Iterable[pa.Table], name: str, empty: list[str]) -> Iterator[pa.Table]:
    """Yield the tables; add the name of what they come from to `empty` if they have no rows."""
    n_rows = 0
    for table in tables:
        n_rows += table.num_rows
        yield table
    if not n_rows:
        empty.append(name)


def warn_of_empty(names: list[str]) -> None:
    """Say which files have no rows, if any: a file that is read wrongly would vanish without a word."""
    if names:
        log.warning("found no rows in %s: check that they hold more than the names of columns", list_few(names))


def _check_single(error: MissingColumnError, read: Sequence[InputTable], settings: IngestArticles) -> None:
    if "text" in error.columns and error.reason == NO_TEXT:
        raise explain_textless([], read, settings) or error from error
    if any(_is_required(ours, settings) for ours in error.columns):
        raise error


def _read_without(table: InputTable, settings: IngestArticles, error: MissingColumnError) -> Iterator[pa.Table]:
    for rows in table.read(without_columns(settings, list(error.columns))):
        yield _reject(rows, error) if "text" in error.columns else rows


def _reject(rows: pa.Table, error: MissingColumnError) -> pa.Table:
    """Reject the rows that the reader has not rejected; their text is that of any other column."""
    is_new = rows["reason"].is_null()
    for name, value in {"text": None, "detail": error.detail, "reason": error.reason}.items():
        column = pc.if_else(is_new, pa.scalar(value, pa.string()), rows[name])
        rows = rows.set_column(rows.column_names.index(name), RAW.field(name), column)
    return rows


def _is_required(ours: str, settings: IngestArticles) -> bool:
    preset = PRESETS.get(settings.preset or "", {})
    return ours == "text" or ours not in preset or settings.columns.get(ours) != preset[ours]
