"""Dates in the notations of news feeds, converted to UTC."""

import pandas as pd
import pyarrow as pa

# RFC 2822, as in RSS; ISO 8601 (with or without a time, an offset or a "Z") is tried first.
RSS = "%a, %d %b %Y %H:%M:%S %z"


def parse_dates(dates: pa.StringArray) -> pa.TimestampArray:
    """timestamp[us, UTC] [n]; a date without an offset is treated as UTC, an unreadable one is null.

    >>> dates = parse_dates(pa.array(["2004-11-05", "Fri, 05 Nov 2004 10:30:00 +0100", "yesterday"]))
    >>> dates.to_string(indent=0, skip_new_lines=True)
    '[2004-11-05 00:00:00.000000Z,2004-11-05 09:30:00.000000Z,null]'
    """
    if dates.null_count == len(dates):
        return pa.nulls(len(dates), pa.timestamp("us", tz="UTC"))
    strings = pd.Series(dates.to_numpy(zero_copy_only=False), dtype=object).str.strip()
    found = pd.to_datetime(strings, format="ISO8601", utc=True, errors="coerce")
    if (left := found.isna() & strings.notna()).any():
        found = found.fillna(
            pd.to_datetime(strings.where(left).str.replace("GMT", "+0000"), format=RSS, utc=True, errors="coerce")
        )
    return pa.array(found.astype("datetime64[us, UTC]"))
