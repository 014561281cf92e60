from datetime import UTC, datetime

import pyarrow as pa
import pytest

from pipelines.text.dates import parse_dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2004-11-05", datetime(2004, 11, 5, tzinfo=UTC)),
        ("2004-11-05T10:30:00Z", datetime(2004, 11, 5, 10, 30, tzinfo=UTC)),
        ("2004-11-05 10:30:00.250+02:00", datetime(2004, 11, 5, 8, 30, 0, 250_000, tzinfo=UTC)),
        ("Fri, 05 Nov 2004 10:30:00 GMT", datetime(2004, 11, 5, 10, 30, tzinfo=UTC)),
        ("Fri, 05 Nov 2004 10:30:00 -0500", datetime(2004, 11, 5, 15, 30, tzinfo=UTC)),
        (" 2004-11-05 ", datetime(2004, 11, 5, tzinfo=UTC)),
        ("yesterday", None),
        ("05/11/2004", None),
        ("", None),
        (None, None),
    ],
)
def test_date(written, meant):
    assert parse_dates(pa.array([written, "2020-01-01"], pa.string())).to_pylist()[0] == meant


def test_dates_are_microseconds_in_utc():
    assert parse_dates(pa.array(["2004-11-05"])).type == pa.timestamp("us", tz="UTC")
    assert parse_dates(pa.array([None, None], pa.string())).type == pa.timestamp("us", tz="UTC")
