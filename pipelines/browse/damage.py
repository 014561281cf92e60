"""A file that cannot be read is named, with the reason, whatever the library that read it makes of the damage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from pipelines.errors import StorageError
from pipelines.release.damage import GONE
from pipelines.storage.places import Place

# Raised by pyarrow for damaged pages, footers, schemas and texts, and by Python for values out of its range.
DAMAGED = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, OverflowError, TypeError, MemoryError)


class DamagedFileError(StorageError):
    """A file that cannot be read.

    place   of the file
    reason  of the library that read it
    """

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(
            f"expected {place} to be as it was written, but {reason[:160]}: the file is damaged or gone; "
            "`spindle verify` reports every fault of a release"
        )
        self.place, self.reason = place, reason[:160]


@contextmanager
def naming_damage(place: Place) -> Iterator[None]:
    """Raise DamagedFileError instead of any error that a damaged file may cause."""
    try:
        yield
    except DAMAGED as error:
        says = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise DamagedFileError(place, GONE if isinstance(error, FileNotFoundError) else says) from error


def check_columns(found: pa.Schema, expected: pa.Schema, place: Place) -> None:
    """Raise DamagedFileError unless a file has the columns of a schema, with their types."""
    for field in expected:
        at = found.get_field_index(field.name)
        if at < 0 or not found.field(at).type.equals(field.type):
            there = "no such column" if at < 0 else str(found.field(at).type)
            raise DamagedFileError(place, f"its column {field.name} is to be {field.type}, and is {there}")


def to_rows(table: pa.Table, place: Place) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values; raise DamagedFileError if one of them is no value of its type."""
    with naming_damage(place):
        table.validate(full=True)
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows
