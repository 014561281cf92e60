"""Counts of the rows of a release, taken from its files, for the card and the manifest.

Only narrow columns are read, those of some row groups of a few files at a time; each table leaves its counts alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.parts.rejects import add_up
from pipelines.release.layout import split_of
from pipelines.storage.parallel import map_at_once
from pipelines.storage.places import Place
from pipelines.storage.tables import open_table, read_tables

NARROW = ["profile", "n_words", "n_swaps", "swap_rate", "asked_rate", "source", "license", "language", "published_at"]
NUMBERS = ["n_words", "n_swaps", "swap_rate", "asked_rate"]
COUNTED = ("kind", "source", "license", "language")
# Path of a nested column: about one byte for each edit, dictionary-encoded.
KIND = "edits.list.element.kind"


@dataclass(frozen=True)
class Tally:
    """Sums over pairs."""

    rows: int = 0
    words: int = 0
    swaps: int = 0
    swapped_words: int = 0
    asked_words: float = 0.0
    bytes: int = 0
    file_bytes: int = 0

    @property
    def swap_rate(self) -> float:
        """Swapped words / words, 0-1."""
        return self.swapped_words / max(1, self.words)

    @property
    def asked_rate(self) -> float:
        """Words asked to be swapped / words, 0-1."""
        return self.asked_words / max(1, self.words)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True)
class Contents:
    """The contents of a release.

    splits, profiles           name -> Tally; only splits have `bytes` (uncompressed) and `file_bytes`
    file_rows                  path in the release -> rows
    kinds                      kind of edit -> edits
    sources, licenses, languages  value -> rows, most frequent first; "" for rows without a value
    ranges                     each of NUMBERS -> its minimum, mean and maximum over all rows
    other_licenses             licences of rows that are no pairs; "" for rows without one
    first, last                earliest and latest published_at (ISO 8601), None if no row has one
    """

    splits: dict[str, Tally] = field(default_factory=dict)
    profiles: dict[str, Tally] = field(default_factory=dict)
    file_rows: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    licenses: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    other_licenses: Sequence[str] = ()

    @property
    def total(self) -> Tally:
        return sum(self.splits.values(), Tally())


def count_contents(files: Mapping[str, Place]) -> Contents:
    """Count the pairs in `files`: path in the release -> place of the Parquet file."""
    # Arrow reads and counts without the interpreter's lock.
    counted = dict(zip(files, map_at_once(_count_file, files.values()), strict=True))
    splits: dict[str, Tally] = {}
    profiles: dict[str, Tally] = {}
    for name, file in counted.items():
        splits[split_of(name)] = splits.get(split_of(name), Tally()) + file.tally
        for table in file.tables:
            for profile, tally in table.profiles.items():
                profiles[profile] = profiles.get(profile, Tally()) + tally
    file_rows = {name: file.tally.rows for name, file in counted.items()}
    tables = [table for file in counted.values() for table in file.tables]
    times = [time for table in tables for time in table.times if time is not None]
    kinds, sources, licenses, languages = (add_up([table.counts[name] for table in tables]) for name in COUNTED)
    return Contents(
        splits=splits,
        profiles=dict(sorted(profiles.items())),
        file_rows=file_rows,
        kinds=kinds,
        sources=sources,
        licenses=licenses,
        languages=languages,
        ranges=_join_numbers([table.numbers for table in tables], sum(file_rows.values())),
        first=min(times).isoformat() if times else None,
        last=max(times).isoformat() if times else None,
    )


@dataclass(frozen=True)
class _TableCounts:
    """Counts of the pairs of a table.

    tally     of all rows, and `profiles` of those of each profile
    counts    of COUNTED: value -> rows or edits
    numbers   each of NUMBERS -> its minimum, sum and maximum; empty without rows
    times     earliest and latest published_at, None if no row has one
    """

    tally: Tally
    profiles: dict[str, Tally]
    counts: dict[str, dict[str, int]]
    numbers: dict[str, tuple[float, float, float]]
    times: Sequence[Any]


@dataclass(frozen=True)
class _FileCounts:
    tally: Tally
    tables: Sequence[_TableCounts]


def _count_file(place: Place) -> _FileCounts:
    tables = [_count_table(table) for table in read_tables(place, columns=[*NARROW, KIND])]
    return _FileCounts(sum((table.tally for table in tables), _measure_file(place)), tables)


def _count_table(table: pa.Table) -> _TableCounts:
    profiles, counted = pc.unique(table["profile"]).to_pylist(), table.select(NUMBERS)
    kinds = pc.struct_field(pc.list_flatten(table["edits"]), "kind")
    columns = {"kind": kinds} | {name: table[name] for name in COUNTED if name != "kind"}
    return _TableCounts(
        tally=_tally(table),
        profiles={name: _tally(counted.filter(pc.equal(table["profile"], name))) for name in profiles},
        counts={name: _count_values(column) for name, column in columns.items()},
        numbers={name: _measure_numbers(table[name]) for name in NUMBERS if len(table)},
        times=tuple(pc.min_max(table["published_at"]).as_py().values()),
    )


def _tally(table: pa.Table) -> Tally:
    words = table["n_words"].to_numpy().astype(np.float64)
    return Tally(
        rows=table.num_rows,
        words=int(words.sum()),
        swaps=int(pc.sum(table["n_swaps"]).as_py() or 0),
        swapped_words=int(np.rint(words * table["swap_rate"].to_numpy()).sum()),
        asked_words=float((words * table["asked_rate"].to_numpy()).sum()),
    )


def _measure_numbers(column: pa.ChunkedArray) -> tuple[float, float, float]:
    """Minimum, sum and maximum."""
    values = column.to_numpy().astype(np.float64)
    return float(values.min()), math.fsum(values), float(values.max())


def _join_numbers(
    tables: Sequence[Mapping[str, tuple[float, float, float]]], rows: int
) -> dict[str, tuple[float, float, float]]:
    """Column -> minimum, mean and maximum; columns without rows are left out."""
    found = {name: [numbers[name] for numbers in tables if numbers] for name in NUMBERS}
    return {
        name: (min(low for low, _, _ in each), sum(total for _, total, _ in each) / rows, max(top for *_, top in each))
        for name, each in found.items()
        if each
    }


def _count_values(column: pa.ChunkedArray) -> dict[str, int]:
    pairs = pc.value_counts(column).to_pylist()  # distinct values, not rows
    return {entry["values"] or "": entry["counts"] for entry in pairs}


def _measure_file(place: Place) -> Tally:
    with open_table(place) as file:
        metadata = file.metadata
    sizes = (metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    return Tally(bytes=sum(sizes), file_bytes=place.stat().st_size)
