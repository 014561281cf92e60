import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.dates.epochs import END, FIRST, UNITS, read_epochs


def read(written):
    moments = read_epochs(pa.array([written]))
    return int(moments.microseconds[0]) if moments.is_valid[0] else None


@given(st.integers(FIRST, END - 1), st.integers(0, 999_999))
def test_numbers_of_every_unit_are_read(seconds, fraction):
    moment = seconds * 10**6 + fraction
    assert read(f"{seconds}.{fraction:06}") == moment
    assert read(f"{moment}000") == moment
    assert read(f"{moment}") == moment
    if not str(seconds).startswith(("19", "20")):  # such milliseconds may be a calendar date
        assert read(f"{moment // 1000}.{moment % 1000:03}") == moment


@given(st.integers(-(10**25), 10**25))
def test_all_other_numbers_are_none(number):
    unit = next((unit for unit in UNITS if FIRST * unit <= number < END * unit), None)
    if unit is None:
        assert read(str(number)) is None


@pytest.mark.parametrize("written", ["1.5120864e9", "1.5120864e+09", "1.5120864e12", "1512086400.", "1512086400.0"])
def test_floats_are_read(written):
    assert read(written) == 1_512_086_400 * 10**6


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2019",
        "20",
        "20190405",
        "0",
        "1e3",
        "1e99",
        "9.9e18",
        "1512086400e0",
        "1,512,086,400",
        "9223372036854775808",
    ],
)
def test_other_strings_are_none(written):
    assert read(written) is None


@pytest.mark.parametrize(
    ("written", "is_read"), [("201904051030", False), ("201913051030", True), ("556000000000", True)]
)
def test_what_may_be_a_calendar_date_is_none(written, is_read):
    assert (read(written) is not None) == is_read
