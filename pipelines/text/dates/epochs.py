"""Numbers of seconds, milliseconds, microseconds or nanoseconds since 1970, recognised by their size."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.text.dates.fields import Moments, read_fraction, read_numbers

# Numbers from 3 March 1973 (100,000,000 s) to the end of the year 2099: these ranges are far apart for the four units,
# and neither 2019 nor 20190405 is in one. Unit -> units in a second.
FIRST, END = 100_000_000, 4_102_444_800
UNITS = (1, 10**3, 10**6, 10**9)
# 201904051030 may be a calendar date, and is no date of news in milliseconds but one in 1976: it is left out.
CALENDAR_MINUTES = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9]$"
PLAIN = r"^(?P<whole>[0-9]{9,19})(?:\.(?P<rest>[0-9]*))?$"
SCIENTIFIC = r"^[1-9](?:\.[0-9]*)?e\+?[0-9]{1,2}$"


def read_epochs(written: pa.StringArray) -> Moments:
    """Return the moments of the strings that are such numbers: "1512086400", "1512086400.0", "1.5120864e9".

    Digits beyond a microsecond are cut off.

    >>> found = read_epochs(pa.array(["1512086400", "1512086400123", "1.5120864e9", "2019", "-1512086400"]))
    >>> found.microseconds.astype("datetime64[us]")[found.is_valid].tolist()[1].isoformat(), found.is_valid.tolist()
    ('2017-12-01T00:00:00.123000', [True, True, True, False, False])
    """
    is_calendar = pc.match_substring_regex(written, CALENDAR_MINUTES)
    parts = pc.extract_regex(pc.if_else(is_calendar, "", written), PLAIN)
    whole, rest = (pc.fill_null(pc.struct_field(parts, name), "") for name in ("whole", "rest"))
    is_scientific = pc.match_substring_regex(written, SCIENTIFIC)
    floats = pc.if_else(is_scientific, written, "0").cast(pa.float64()).to_numpy()
    numbers = np.where(np.asarray(is_scientific), np.rint(np.minimum(floats, 9e18)).astype(np.int64), _numbers(whole))
    found = Moments(np.zeros(len(written), np.int64), np.zeros(len(written), bool))
    for unit in UNITS:
        is_unit = (numbers >= FIRST * unit) & (numbers < END * unit)
        found = found.otherwise(Moments(_to_microseconds(numbers, rest, unit), is_unit))
    return found


def _numbers(digits: pa.StringArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    is_too_large = pc.and_(pc.equal(pc.utf8_length(digits), 19), pc.greater(digits, str(2**63 - 1)))
    return read_numbers(pc.if_else(is_too_large, "0", digits))


def _to_microseconds(
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]], rest: pa.StringArray, unit: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if unit >= 10**6:
        return numbers // (unit // 10**6)
    places = 6 if unit == 1 else 3
    return numbers * (10**6 // unit) + read_fraction(rest, places)
