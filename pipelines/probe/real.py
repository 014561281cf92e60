"""A user's own samples of real spun text, read from a file.

A row is {text, label}, label 0 or 1, "clean" or "spun", true or false; {text}, a spun text; or {original, spun}. A
`family` names the spinner; other columns are ignored. Files are of any format that news are read in, also compressed.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.errors import InputError, quote
from pipelines.probe.real_sources import shortest_names
from pipelines.sources.raw.columns import list_names
from pipelines.sources.rows import NamedRow, read_rows
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place
from pipelines.strings.surrogates import mend_surrogates

# With 1.0 and 0.0: pandas turns a column of 1 and 0 that lacks a value into these.
CLEAN, SPUN = ("0", "0.0", "clean", "false"), ("1", "1.0", "spun", "true")
LABELS = dict.fromkeys(CLEAN, False) | dict.fromkeys(SPUN, True)
COLUMNS = ("text", "label", "original", "spun", "family")
SHAPES = 'rows of {"text", "label"}, {"text"} or {"original", "spun"}'


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
    for number, row in enumerate(_fetch_rows(file)):
        place = f"{row.place} of {file.name}"
        if row.reason:
            raise InputError(f"{row.fault}: correct or leave out the row")
        _add_row(samples, row.content, row.columns, number, place)
    if not samples.texts:
        raise InputError(f"expected {SHAPES} in {file.name}, but it has no rows: check the file")
    return samples


def _fetch_rows(file: RealFile) -> Iterator[NamedRow]:
    try:
        path = fetch(file.place)
    except OSError as error:
        raise InputError(
            f"expected {SHAPES} in {file.name}, but {error.strerror or error}: correct the path"
        ) from error
    yield from read_rows(path, file.name, COLUMNS)


def _add_row(samples: RealSamples, row: Any, columns: Sequence[str], number: int, place: str) -> None:
    if not isinstance(row, Mapping):
        raise InputError(f"expected an object in {place}, got {quote(row)}: give {SHAPES}")
    values = {name: row.get(name) for name in COLUMNS}
    family = None if values["family"] in (None, "") else str(values["family"])
    if values["text"] is not None:
        label = values["label"] in (None, "") or _is_nan(values["label"]) or _read_label(values["label"], place)
        samples.add(_read_text(values["text"], "text", place), is_spun=label, pair=-1, family=family)
        return
    if values["original"] is None or values["spun"] is None:
        _check_filled(values, columns, place)
        raise InputError(
            f"expected {SHAPES} in {place}, got the columns {list_names(columns[:8])}: rename or add columns"
        )
    for name, label in (("original", False), ("spun", True)):
        samples.add(_read_text(values[name], name, place), is_spun=label, pair=number, family=family)


def _check_filled(values: Mapping[str, Any], columns: Sequence[str], place: str) -> None:
    """Raise InputError for a row that has the columns asked for, and no value in one of them."""
    asked = ["original", "spun"] if {"original", "spun"} <= {*columns} else ["text"]
    empty = [name for name in asked if name in columns and values[name] is None]
    if empty:
        raise InputError(f"expected a text as {empty[0]!r} in {place}, got no value: fill it, or leave the row out")


def _read_label(value: Any, place: str) -> bool:
    found = LABELS.get(str(value).strip().lower()) if isinstance(value, str | int | float) else None
    if found is None:
        raise InputError(
            f"expected the label 0 or 1, clean or spun, false or true in {place}, got {quote(value)}: correct it"
        )
    return found


def _is_nan(value: Any) -> bool:
    """True for the number that stands for a missing value in tables of pandas."""
    return isinstance(value, float) and math.isnan(value)


def _read_text(value: Any, name: str, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"expected a text as {name!r} in {place}, got {quote(value)}: correct or leave out the row")
    return mend_surrogates(value).strip()
