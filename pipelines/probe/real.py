"""A user's own samples of real spun text, read from a file.

A row is {text, label}, label 0 or 1, "clean" or "spun", true or false; {text}, a spun text; or {original, spun}. A
`family` names the spinner. Files are JSON Lines (also compressed), CSV or Parquet; other columns are ignored.
"""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.errors import InputError
from pipelines.probe.real_sources import shortest_names
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables
from pipelines.strings.surrogates import mend_surrogates

# With 1.0 and 0.0: pandas turns a column of 1 and 0 that lacks a value into these.
CLEAN, SPUN = ("0", "0.0", "clean", "false"), ("1", "1.0", "spun", "true")
LABELS = dict.fromkeys(CLEAN, False) | dict.fromkeys(SPUN, True)
COLUMNS = ("text", "label", "original", "spun", "family")
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}
SHAPES = 'rows of {"text", "label"}, {"text"} or {"original", "spun"}'
# Longest value that an error quotes, and longest field of a CSV file in bytes.
QUOTED, LONGEST_FIELD = 60, 64 << 20


@dataclass(frozen=True)
class RealFile:
    """A file of real samples.

    place  may be a copy under another name
    name   its name in the figures; its ending tells the format
    """

    place: Place
    name: str


@dataclass
class RealSamples:
    """n texts of a file, in order.

    texts     texts without white space at their ends
    is_spun   labels
    pair      number of the row for a text of a pair, else -1; a pair is its original and then its spun text
    families  the spinner of each text; None: not named
    """

    texts: list[str] = field(default_factory=list)
    is_spun: list[bool] = field(default_factory=list)
    pair: list[int] = field(default_factory=list)
    families: list[str | None] = field(default_factory=list)

    def add(self, text: str, *, is_spun: bool, pair: int, family: str | None) -> None:
        self.texts.append(text)
        self.is_spun.append(is_spun)
        self.pair.append(pair)
        self.families.append(family)


def name_files(places: Sequence[Place]) -> list[RealFile]:
    """Name files by the last steps of their paths: as few as tell them apart."""
    names = shortest_names([str(place) for place in places])
    return [RealFile(place, name) for place, name in zip(places, names, strict=True)]


def read_real(file: RealFile) -> RealSamples:
    """Read the samples of a file; raise InputError for the first faulty row, with its number, and for no rows."""
    samples = RealSamples()
    for number, (place, row) in enumerate(_read_rows(file)):
        _add_row(samples, row, number, f"{place} of {file.name}")
    if not samples.texts:
        raise InputError(f"expected {SHAPES} in {file.name}, but it has no rows: check the file")
    return samples


def _add_row(samples: RealSamples, row: Any, number: int, place: str) -> None:
    if not isinstance(row, Mapping):
        raise InputError(f"expected an object in {place}, got {_quote(row)}: give {SHAPES}")
    values = {name: row.get(name) for name in COLUMNS}
    family = None if values["family"] in (None, "") else str(values["family"])
    if values["text"] is not None:
        label = values["label"] in (None, "") or _is_nan(values["label"]) or _read_label(values["label"], place)
        samples.add(_read_text(values["text"], "text", place), is_spun=label, pair=-1, family=family)
        return
    if values["original"] is None or values["spun"] is None:
        known = ", ".join(_quote(str(name)) for name in list(row)[:8]) or "none"
        raise InputError(f"expected {SHAPES} in {place}, got the columns {known}: rename or add columns")
    for name, label in (("original", False), ("spun", True)):
        samples.add(_read_text(values[name], name, place), is_spun=label, pair=number, family=family)


def _read_label(value: Any, place: str) -> bool:
    found = LABELS.get(str(value).strip().lower()) if isinstance(value, str | int | float) else None
    if found is None:
        raise InputError(
            f"expected the label 0 or 1, clean or spun, false or true in {place}, got {_quote(value)}: correct it"
        )
    return found


def _is_nan(value: Any) -> bool:
    """True for the number that stands for a missing value in tables of pandas."""
    return isinstance(value, float) and math.isnan(value)


def _read_text(value: Any, name: str, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"expected a text as {name!r} in {place}, got {_quote(value)}: correct or leave out the row")
    return mend_surrogates(value).strip()


def _read_rows(file: RealFile) -> Iterator[tuple[str, Any]]:
    """Yield the place of each row, as "line 3", and the row."""
    name = file.name.lower()
    try:
        if name.endswith(".parquet"):
            yield from _read_parquet(file)
        elif name.endswith(".csv"):
            yield from _read_csv(file)
        else:
            yield from _read_lines(file)
    except (OSError, pa.ArrowException, csv.Error, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error).split("\n")[0][:120]
        raise InputError(
            f"expected {SHAPES} in {file.name}, but {reason}: give JSON Lines in UTF-8, or .csv or .parquet"
        ) from error


def _read_lines(file: RealFile) -> Iterator[tuple[str, Any]]:
    with pa.input_stream(
        str(fetch(file.place)), compression=COMPRESSIONS.get(Path(file.name).suffix.lower())
    ) as stream:
        for number, line in enumerate(io.TextIOWrapper(stream, "utf-8-sig"), 1):
            if not line.strip():
                continue
            try:
                yield f"line {number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(
                    f"expected an object of JSON in line {number} of {file.name}, got {_quote(line.strip())}: "
                    "give one object a line"
                ) from error


def _read_csv(file: RealFile) -> Iterator[tuple[str, Any]]:
    csv.field_size_limit(LONGEST_FIELD)
    with fetch(file.place).open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        for row in rows:
            yield f"line {rows.line_num}", {name: value or None for name, value in row.items() if name}


def _read_parquet(file: RealFile) -> Iterator[tuple[str, Any]]:
    number = 0
    for table in read_tables(file.place):
        for row in table.select([name for name in table.column_names if name in COLUMNS]).to_pylist():
            number += 1
            yield f"row {number}", row


def _quote(value: Any) -> str:
    """A value as an error quotes it, cut and with control characters escaped."""
    text = repr(value)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
