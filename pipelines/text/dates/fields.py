"""From the fields of dates, as strings, to microseconds since 1970 in UTC; impossible dates are null."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.text.dates.layouts import MONTHS, ZONE_NAMES

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
# Years that Python's datetime can hold.
FIRST, END = (int(np.datetime64(day, "us").astype(np.int64)) for day in ("0001-01-01", "10000-01-01"))
# Two-digit years below this are of the 2000s, others of the 1900s (RFC 5322, 4.3).
PIVOT = 50


@dataclass(frozen=True, eq=False)
class Moments:
    """n moments.

    microseconds  int64 [n]: since 1970 in UTC
    is_valid      bool [n]: false for a date that is not in the calendar, such as 30 February
    """

    microseconds: Ints
    is_valid: Bools

    def where(self, mask: Bools) -> "Moments":
        """The same moments, valid only where `mask` is true."""
        return Moments(self.microseconds, self.is_valid & mask)

    def otherwise(self, other: "Moments") -> "Moments":
        """These moments where they are valid, else the others."""
        return Moments(np.where(self.is_valid, self.microseconds, other.microseconds), self.is_valid | other.is_valid)


@dataclass(frozen=True)
class DateFields:
    """The groups of one layout in n dates, each matched by the layout: name -> strings, "" for a group without part."""

    groups: dict[str, pa.StringArray]
    n: int

    def strings(self, name: str) -> pa.StringArray:
        return self.groups[name] if name in self.groups else pa.repeat("", self.n)

    def has(self, name: str) -> Bools:
        return np.asarray(pc.not_equal(self.strings(name), ""))

    def numbers(self, name: str) -> Ints:
        """int64 [n]: the digits as a number, 0 for none."""
        return read_numbers(self.strings(name))


def read_numbers(strings: pa.StringArray) -> Ints:
    """int64 [n]: strings of up to 18 digits as numbers, 0 for empty ones."""
    numbers: Ints = pc.if_else(pc.equal(strings, ""), "0", strings).cast(pa.int64()).to_numpy()
    return numbers


def read_fraction(digits: pa.StringArray, n_places: int = 6) -> Ints:
    """int64 [n]: the first `n_places` digits after a point, as a number of that unit.

    >>> read_fraction(pa.array(["25", "", "1234567"])).tolist()
    [250000, 0, 123456]
    """
    return read_numbers(pc.utf8_slice_codeunits(pc.utf8_rpad(digits, n_places, "0"), 0, n_places))


def read_moments(fields: DateFields, *, month: str = "m", day: str = "d") -> Moments:
    """Return the moments of dates; `month` and `day` name the groups of these numbers."""
    months = _read_months(fields, month)
    days, is_day = _read_days(_read_years(fields), months, fields.numbers(day))
    time, is_time = _read_times(fields)
    offsets, is_zone = _read_offsets(fields.strings("z"))
    same_separators = np.asarray(pc.equal(fields.strings("e"), fields.strings("g")))
    found = days * DAY + time - offsets
    is_valid = is_day & is_time & is_zone & same_separators & (found >= FIRST) & (found < END)
    # A 60th second only exists at the end of a day in UTC.
    is_leap = fields.numbers("s") == 60
    return Moments(found, is_valid & (~is_leap | (found % DAY < SECOND)))


def _read_years(fields: DateFields) -> Ints:
    written = pc.utf8_ltrim(fields.strings("y"), "'")
    years = read_numbers(written)
    is_short = np.asarray(pc.equal(pc.utf8_length(written), 2))
    return years + np.where(is_short, np.where(years < PIVOT, 2000, 1900), 0)


def _read_months(fields: DateFields, month: str) -> Ints:
    if "b" not in fields.groups:
        return fields.numbers(month)
    names = pc.utf8_slice_codeunits(fields.strings("b"), 0, 3)
    return pc.index_in(names, pa.array(MONTHS)).to_numpy() + np.int64(1)


def _read_days(years: Ints, months: Ints, days: Ints) -> tuple[Ints, Bools]:
    """Days since 1970, and whether the calendar has them."""
    is_valid = (years >= 1) & (months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)
    month = np.where(is_valid, (years - 1970) * 12 + months - 1, 0).astype("datetime64[M]")
    found = month.astype("datetime64[D]") + np.where(is_valid, days - 1, 0)
    is_valid &= found.astype("datetime64[M]") == month
    return found.astype(np.int64), is_valid


def _read_times(fields: DateFields) -> tuple[Ints, Bools]:
    """Microseconds since midnight, and whether the clock shows them; 24:00 is the midnight after."""
    hours, minutes, seconds = (fields.numbers(name) for name in "his")
    fractions = read_fraction(fields.strings("f"))
    half, has_half = fields.strings("p"), fields.has("p")
    is_valid = (hours <= 23) & (minutes <= 59) & (seconds <= 60)
    is_valid |= (hours == 24) & (minutes == 0) & (seconds == 0) & (fractions == 0)
    is_valid &= ~has_half | ((hours >= 1) & (hours <= 12))
    # "10" is an hour only in ISO 8601, which writes two digits and no am or pm.
    if "p" in fields.groups:
        is_valid &= ~fields.has("h") | fields.has("i") | has_half
    hours = np.where(has_half, hours % 12 + 12 * np.asarray(pc.equal(half, "p")), hours)
    return hours * HOUR + minutes * MINUTE + seconds * SECOND + fractions, is_valid


def _read_offsets(zones: pa.StringArray) -> tuple[Ints, Bools]:
    """Microseconds east of UTC, 0 for no zone, and whether the zone is one."""
    parts = pc.extract_regex(zones, r"^(?:utc?|gmt)?(?P<sign>[+-])(?P<hours>[0-9]{1,2}?):?(?P<minutes>[0-9]{2})?$")
    sign, hours, minutes = (pc.fill_null(pc.struct_field(parts, name), "") for name in ("sign", "hours", "minutes"))
    in_hours, in_minutes = read_numbers(hours), read_numbers(minutes)
    signed = np.where(np.asarray(pc.equal(sign, "-")), -1, 1) * (in_hours * HOUR + in_minutes * MINUTE)
    index = pc.index_in(zones, pa.array(list(ZONE_NAMES)))
    named = pc.fill_null(pa.array(list(ZONE_NAMES.values()), pa.int64()).take(index), 0).to_numpy() * HOUR
    return np.where(np.asarray(index.is_valid()), named, signed), (in_hours <= 23) & (in_minutes <= 59)
