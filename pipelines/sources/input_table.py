"""A file of the input, or a split of a dataset, as it is read: with the columns that it has."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import IngestArticles
from pipelines.errors import SchemaError
from pipelines.sources.raw.columns import MAX_QUOTED, MissingColumnError, name_columns

# Rows whose columns are searched for long strings, and the columns that are.
FIRST_ROWS, FIRST_COLUMNS = 20, 50
# Titles, addresses and names are shorter, and few articles are.
LONG_STRING = 200
# A name that no column has.
NO_NAME = "\0"


@dataclass(frozen=True)
class InputTable:
    """A file, or a split of a dataset.

    read  yields tables of RAW; raises MissingColumnError before the first one, if columns are missing
    """

    name: str
    read: Callable[[IngestArticles], Iterator[pa.Table]]


def without_columns(settings: IngestArticles, columns: Sequence[str]) -> IngestArticles:
    """Return settings that switch the given columns off; `text`, too, which a configuration cannot."""
    return settings.model_copy(update={"columns": settings.columns | dict.fromkeys(columns)})


def list_columns(table: InputTable, settings: IngestArticles) -> list[str]:
    """Return the names of all columns; empty for an input without columns, such as plain text."""
    try:
        next(table.read(_with_text(settings, NO_NAME)), None)
    except MissingColumnError as error:
        return error.there
    return []


def find_long_columns(table: InputTable, settings: IngestArticles, names: Sequence[str]) -> list[str]:
    """Return the columns that hold long strings in their first rows, longest first."""
    return sort_long({name: _mean_length(table, settings, name) for name in names[:FIRST_COLUMNS]})


def sort_long(lengths: dict[str, float]) -> list[str]:
    """Return the names whose strings are long on average, longest first.

    >>> sort_long({"title": 40.0, "lead": 250.0, "body": 3000.0})
    ['body', 'lead']
    """
    names = [name for name, length in lengths.items() if length >= LONG_STRING and len(name) <= MAX_QUOTED]
    return sorted(names, key=lambda name: (-lengths[name], name))


def _with_text(settings: IngestArticles, name: str) -> IngestArticles:
    """Return settings that read nothing but the column `name`, as text."""
    return settings.model_copy(update={"columns": {**dict.fromkeys(name_columns({})), "text": name}})


def _mean_length(table: InputTable, settings: IngestArticles, name: str) -> float:
    try:
        first = next(table.read(_with_text(settings, name)), None)
    except SchemaError:  # numbers, or a name that is there twice
        return 0.0
    if first is None:
        return 0.0
    return float(pc.mean(pc.fill_null(pc.binary_length(first["text"].slice(0, FIRST_ROWS)), 0)).as_py() or 0.0)
