from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.dates.fields import DateFields, Moments, read_fraction, read_moments


def read(**groups):
    """The moment of one date, or None."""
    moments = read_moments(DateFields({name: pa.array([value]) for name, value in groups.items()}, 1))
    if not moments.is_valid[0]:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(moments.microseconds[0]))


@given(st.integers(0, 10_000), st.integers(0, 13), st.integers(0, 32))
def test_the_calendar_is_that_of_python(year, month, day):
    try:
        expected = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        expected = None
    assert read(y=f"{year:04}", m=str(month), d=str(day)) == expected


@pytest.mark.parametrize(
    ("groups", "meant"),
    [
        ({"h": "10", "i": "30", "s": "15", "f": "5"}, datetime(2019, 4, 5, 10, 30, 15, 500_000, tzinfo=UTC)),
        ({"h": "12", "i": "", "p": "a"}, datetime(2019, 4, 5, tzinfo=UTC)),
        ({"h": "12", "i": "", "p": "p"}, datetime(2019, 4, 5, 12, tzinfo=UTC)),
        ({"h": "10", "i": "30", "z": "-0130"}, datetime(2019, 4, 5, 12, tzinfo=UTC)),
        ({"h": "10", "i": "30", "z": "gmt+2"}, datetime(2019, 4, 5, 8, 30, tzinfo=UTC)),
        ({"h": "10", "i": "30", "z": "est"}, datetime(2019, 4, 5, 15, 30, tzinfo=UTC)),
        ({"h": "10", "i": "", "p": ""}, None),
        ({"h": "13", "i": "00", "p": "p"}, None),
        ({"h": "0", "i": "00", "p": "a"}, None),
        ({"h": "24", "i": "00"}, datetime(2019, 4, 6, tzinfo=UTC)),
        ({"h": "24", "i": "01"}, None),
        ({"e": "-", "g": "/"}, None),
    ],
)
def test_a_time_and_a_zone_are_read(groups, meant):
    assert read(y="2019", b="april", d="5", **groups) == meant


def test_a_moment_outside_the_years_of_python_is_none():
    assert read(y="0001", m="1", d="1", h="0", i="0", z="+0100") is None
    assert read(y="9999", m="12", d="31", h="23", i="0", z="-0100") is None


def test_the_first_valid_moment_is_taken():
    some = Moments(np.array([1, 2]), np.array([True, False]))
    others = Moments(np.array([3, 4]), np.array([True, True]))
    assert some.otherwise(others).microseconds.tolist() == [1, 4]
    assert others.where(np.array([False, True])).is_valid.tolist() == [False, True]


def test_a_fraction_has_places():
    assert read_fraction(pa.array(["", "5", "0000009"]), 3).tolist() == [0, 500, 0]
