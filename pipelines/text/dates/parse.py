"""Dates in the notations of feeds, news pages and data sets, converted to UTC.

Read: RFC 822, 850 and 5322 with their own zones, RFC 3339 and ISO 8601, names of months in English, and seconds,
milliseconds, microseconds or nanoseconds since 1970. Null, rather than wrong or invented: a date without a year, a
month or a day ("today", "10:30", "5 April", "2019-04"), an unknown zone ("IST"), a day that no calendar has, and a date
in digits such as 04/05/2019 whose order is unknown.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.text.dates.epochs import read_epochs
from pipelines.text.dates.fields import Bools, DateFields, Moments, read_moments
from pipelines.text.dates.layouts import AMBIGUOUS_LAYOUTS, LAYOUTS

MONTH_FIRST, DAY_FIRST = "month_first", "day_first"
UTC = pa.timestamp("us", tz="UTC")
# Unicode white space; U+202F precedes AM and PM in dates that JavaScript writes.
SPACES = r"[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
INVISIBLE = r"[\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}\x{2066}-\x{2069}\x{feff}]"
COMMENTS = r"\s*\([^()]*\)"


@dataclass(frozen=True)
class DateReadings:
    """n dates read in each order.

    month_first, day_first  the reading of each date if that order holds
    without_order           the reading that needs no order
    decides                 int8 [n]: 1 if the date proves month_first, 2 if day_first, else 0
    """

    month_first: Moments
    day_first: Moments
    without_order: Moments
    decides: np.ndarray[tuple[int], np.dtype[np.int8]]


def parse_dates(dates: pa.StringArray, orders: pa.Array | None = None) -> pa.TimestampArray:
    """timestamp[us, UTC] [n]; a date without a zone is treated as UTC, an unreadable one is null.

    orders  string [n]: "month_first" or "day_first" for each date in digits with the year last; null: unknown, so the
            date is null unless its numbers decide (25/04/2019) or agree (05/05/2019)

    A year of two digits is read in RFC 822's layout, and in digits only if the order is known.

    >>> dates = parse_dates(pa.array(["2004-11-05", "Fri, 05 Nov 2004 10:30:00 EST", "yesterday", "11/05/2004"]))
    >>> dates.to_string(indent=0, skip_new_lines=True)
    '[2004-11-05 00:00:00.000000Z,2004-11-05 15:30:00.000000Z,null,null]'
    """
    if dates.null_count == len(dates):
        return pa.nulls(len(dates), UTC)
    distinct = dates.dictionary_encode()
    read, index = _read(distinct.dictionary), distinct.indices
    found = _to_arrow(read.without_order).take(index)
    if orders is not None:
        for order, moments in ((MONTH_FIRST, read.month_first), (DAY_FIRST, read.day_first)):
            has_order = pc.fill_null(pc.equal(orders, order), False)
            found = pc.if_else(has_order, _to_arrow(moments).take(index), found)
    return found


def count_orders(dates: pa.StringArray) -> tuple[int, int]:
    """Return the numbers of dates that prove month_first, such as 04/25/2019, and day_first, such as 25/04/2019.

    >>> count_orders(pa.array(["04/25/2019", "04/05/2019", "04-30-2019", None, "2019-04-05"]))
    (2, 0)
    """
    distinct = dates.dictionary_encode()
    decides = _read(distinct.dictionary).decides[distinct.indices.drop_null().to_numpy()]
    return int((decides == 1).sum()), int((decides == 2).sum())


def needs_order(dates: pa.StringArray) -> Bools:
    """Return bool [n]: true for a date such as 04/05/2019, another day in each order, that only an order decides.

    >>> needs_order(pa.array(["04/05/2019", "05/05/2019", "25/04/2019", "2019-04-05", None])).tolist()
    [True, False, False, False, False]
    """
    if dates.null_count == len(dates):  # the lines of JSON that have no date in digits
        return np.zeros(len(dates), bool)
    distinct = dates.dictionary_encode()
    read = _read(distinct.dictionary)
    needed = ~read.without_order.is_valid & (read.month_first.is_valid | read.day_first.is_valid)
    return np.asarray(pc.fill_null(pa.array(needed).take(distinct.indices), False))


def _read(written: pa.StringArray) -> DateReadings:
    """Read dates, none of them null."""
    cleaned = _clean(written)
    sure = read_epochs(cleaned)
    for layout in LAYOUTS:
        sure = _fill(sure, cleaned, layout)
    readings = _read_either(cleaned)
    return DateReadings(
        month_first=sure.otherwise(readings.month_first),
        day_first=sure.otherwise(readings.day_first),
        without_order=sure.otherwise(readings.without_order),
        decides=readings.decides,
    )


def _clean(written: pa.StringArray) -> pa.StringArray:
    """Lower case, single spaces, no comments and no invisible characters."""
    visible = pc.replace_substring_regex(pc.replace_substring(written, "\u2212", "-"), INVISIBLE, "")
    spaced = pc.replace_substring_regex(pc.replace_substring_regex(visible, COMMENTS, ""), SPACES, " ")
    return pc.utf8_lower(pc.utf8_trim(spaced, " "))


def _fill(found: Moments, cleaned: pa.StringArray, layout: str) -> Moments:
    """Add the dates of one layout to those found before."""
    left = np.flatnonzero(~found.is_valid)
    rows, fields = _match(cleaned.take(pa.array(left)), layout)
    if not fields.n:
        return found
    return found.otherwise(_spread(read_moments(fields), left[rows], len(cleaned)))


def _match(cleaned: pa.StringArray, layout: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], DateFields]:
    """The rows that a layout matches, and their groups."""
    matches = pc.extract_regex(cleaned, layout)
    matched = matches.drop_null()
    names = [field.name for field in matched.type]
    groups = {name: pc.struct_field(matched, name) for name in names}
    return np.flatnonzero(matches.is_valid()), DateFields(groups, len(matched))


def _spread(moments: Moments, rows: np.ndarray[tuple[int], np.dtype[np.int64]], n: int) -> Moments:
    microseconds, is_valid = np.zeros(n, np.int64), np.zeros(n, bool)
    microseconds[rows], is_valid[rows] = moments.microseconds, moments.is_valid
    return Moments(microseconds, is_valid)


def _read_either(cleaned: pa.StringArray) -> DateReadings:
    """Read the dates in digits with the year last, in both orders."""
    n = len(cleaned)
    none = Moments(np.zeros(n, np.int64), np.zeros(n, bool))
    month_first = day_first = none
    is_long, is_dotted = np.zeros(n, bool), np.zeros(n, bool)
    for layout in AMBIGUOUS_LAYOUTS:
        rows, fields = _match(cleaned, layout)
        if not fields.n:
            continue
        month_first = month_first.otherwise(_spread(read_moments(fields), rows, n))
        day_first = day_first.otherwise(_spread(read_moments(fields, month="d", day="m"), rows, n))
        is_long[rows] = pc.equal(pc.utf8_length(fields.strings("y")), 4)
        is_dotted[rows] = pc.equal(fields.strings("e"), ".")
    only_month_first = month_first.is_valid & ~day_first.is_valid
    only_day_first = day_first.is_valid & ~month_first.is_valid
    decided = month_first.where(only_month_first).otherwise(day_first.where(only_day_first))
    agreed = month_first.where(day_first.is_valid & (month_first.microseconds == day_first.microseconds))
    without_order = decided.otherwise(agreed).where(is_long)
    # 25.04.19 may be a time, 19/04/05 may begin with the year: neither proves an order.
    proves_month_first = only_month_first & (is_long | ~is_dotted)
    return DateReadings(
        month_first=month_first.otherwise(without_order),
        day_first=day_first.otherwise(without_order),
        without_order=without_order,
        decides=np.where(proves_month_first, 1, 2 * (only_day_first & is_long)).astype(np.int8),
    )


def _to_arrow(moments: Moments) -> pa.TimestampArray:
    return pa.array(moments.microseconds, pa.int64(), mask=~moments.is_valid).cast(UTC)
