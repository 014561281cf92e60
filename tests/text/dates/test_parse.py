"""Dates in many notations, against dateutil as the slow twin, and against the moments that they were written from."""

from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from dateutil import parser as dateutil
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.dates.parse import count_orders, needs_order, parse_dates

MORNING = datetime(2019, 4, 5, 10, 30, tzinfo=UTC)
DAY = datetime(2019, 4, 5, tzinfo=UTC)


def parse(written, order=None):
    """The moment of one date, read beside another one."""
    return parse_dates(pa.array([written, "2020-01-01"], pa.string()), pa.array([order, None], pa.string()))[0].as_py()


READ = [
    # ISO 8601, RFC 3339, SQL and their relatives
    ("2004-11-05", datetime(2004, 11, 5, tzinfo=UTC)),
    (" 2004-11-05 ", datetime(2004, 11, 5, tzinfo=UTC)),
    ("2004-11-05T10:30:00Z", datetime(2004, 11, 5, 10, 30, tzinfo=UTC)),
    ("2004-11-05 10:30:00.250+02:00", datetime(2004, 11, 5, 8, 30, 0, 250_000, tzinfo=UTC)),
    ("2019-04-05t10:30:00z", MORNING),
    ("2019-04-05T10:30Z", MORNING),
    ("2019-04-05T10", DAY.replace(hour=10)),
    ("2019-04-05T12:30:00+02", MORNING),
    ("2019-04-05T12:30:00+0200", MORNING),
    ("2019-04-05T05:30:00\u221205:00", MORNING),
    ("2019-04-05T10:30:00-00:00", MORNING),
    ("2019-04-05T11:30:00+01:00[Europe/Paris]", MORNING),
    ("2019-04-05 10:30:00 UTC", MORNING),
    ("2019-04-05 12:30:00 +0200", MORNING),
    ("2019-04-05T10:30:00,5Z", MORNING.replace(microsecond=500_000)),
    ("2019-04-05T10:30:00.123456789Z", MORNING.replace(microsecond=123_456)),
    ("2019-04-05T24:00:00Z", DAY + timedelta(days=1)),
    ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ("2019-04-05Z", DAY),
    ("2019/4/5", DAY),
    ("2019.04.05 10:30", MORNING),
    ("20190405", DAY),
    ("20190405T103000Z", MORNING),
    ("20190405T1230+0200", MORNING),
    ("20190405103000", MORNING),
    ("20190405 10:30", MORNING),
    # RFC 822, 850, 5322
    ("Fri, 05 Nov 2004 10:30:00 GMT", datetime(2004, 11, 5, 10, 30, tzinfo=UTC)),
    ("Fri, 05 Nov 2004 10:30:00 -0500", datetime(2004, 11, 5, 15, 30, tzinfo=UTC)),
    ("Fri, 05 Apr 2019 06:30:00 EDT", MORNING),
    ("Fri, 05 Apr 2019 05:30:00 EST", MORNING),
    ("Fri, 05 Apr 2019 05:30 CDT", MORNING),
    ("Fri, 05 Apr 2019 04:30 CST", MORNING),
    ("Fri, 05 Apr 2019 04:30 MDT", MORNING),
    ("Fri, 05 Apr 2019 03:30 MST", MORNING),
    ("Fri, 05 Apr 2019 03:30 PDT", MORNING),
    ("Fri, 05 Apr 2019 02:30 PST", MORNING),
    ("Fri, 05 Apr 2019 10:30:00 UT", MORNING),
    ("Fri, 05 Apr 2019 10:30:00 Z", MORNING),
    ("Fri, 05 Apr 2019 10:30:00 R", MORNING),
    ("05 Apr 2019 10:30:00 +0000", MORNING),
    ("5 Apr 19 10:30 ut", MORNING),
    ("fri, 05 apr 2019 10:30:00 gmt", MORNING),
    ("Fri,  5 Apr 2019 03:30:00 -0700 (PDT)", MORNING),
    ("Fri (a day), 05 Apr 2019 10:30 GMT", MORNING),
    ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
    ("5 Apr 49", DAY.replace(year=2049)),
    ("5 Apr 50", DAY.replace(year=1950)),
    # Names of months
    ("April 5, 2019 10:30 AM", MORNING),
    ("April 5, 2019 at 10:30 p.m.", MORNING + timedelta(hours=12)),
    ("April 5, 2019, 12:30am", DAY.replace(minute=30)),
    ("5 Apr 2019", DAY),
    ("Apr. 5th, 2019", DAY),
    ("Friday, 5 April 2019", DAY),
    ("Thurs. 4 Sept. 2019", datetime(2019, 9, 4, tzinfo=UTC)),
    ("5th of April 2019", DAY),
    ("05-APR-2019", DAY),
    ("05APR2019", DAY),
    ("2019-Apr-05", DAY),
    ("5. April 2019", DAY),
    ("06:30 AM EDT, Fri April 5, 2019", MORNING),
    ("10:30, 5 April 2019", MORNING),
    ("Fri Apr  5 10:30:00 2019", MORNING),
    ("Fri Apr 05 10:30:00 +0000 2019", MORNING),
    ("Fri Apr  5 06:30:00 EDT 2019", MORNING),
    ("Fri Apr 05 2019 11:30:00 GMT+0100 (British Summer Time)", MORNING),
    ("05/Apr/2019:11:30:00 +0100", MORNING),
    # Digits whose order the date itself decides
    ("04-19-2019", datetime(2019, 4, 19, tzinfo=UTC)),
    ("19.04.2019", datetime(2019, 4, 19, tzinfo=UTC)),
    ("4/19/2019, 10:30:00\u202fAM", datetime(2019, 4, 19, 10, 30, tzinfo=UTC)),
    ("05/05/2019", datetime(2019, 5, 5, tzinfo=UTC)),
    # Numbers since 1970
    ("1554460200", MORNING),
    ("1554460200.0", MORNING),
    ("1.5544602e9", MORNING),
    ("1.5544602E+09", MORNING),
    ("1554460200000", MORNING),
    ("1554460200000000", MORNING),
    ("1554460200000000000", MORNING),
]
NULL = [
    *("", None, "now", "today", "yesterday", "Now", "tomorrow", "2 hours ago", "n/a", "nan", "None"),
    *("10:30", "10:30:00 GMT", "10:30 PM", "noon", "Friday", "Fri", "fri 10:30"),
    *("5 April", "April 5", "Apr 5 10:30", "5 Apr 10:30", "April 2019", "2019-04", "2019", "04/2019", "04/05", "1/2"),
    *("20", "0", "-1", "-1554460200", "12345678", "99999999", "5e9", "9999999999999999999", "99999999999999999999999"),
    *("2019-02-30", "30 Feb 2019", "February 29, 2019", "2019-13-01", "2019-00-10", "02/30/2019", "31.04.2019"),
    *("0000-00-00 00:00:00", "99999-01-01", "+012019-04-05", "-2019-04-05", "2019-04/05", "1/2.2019"),
    *("2019-04-05T25:00:00", "2019-04-05T10:60", "2019-04-05T10:30:61", "2019-04-05T10:59:60Z", "2019-04-05T24:30"),
    *("5 April 2019 13:30 PM", "5 April 2019 0:30 am", "5 April 2019 10"),
    *("Fri, 05 Apr 2019 10:30:00 IST", "Fri, 05 Apr 2019 10:30:00 BST", "Fri, 05 Apr 2019 10:30:00 J"),
    *("2019-04-05 10:30 Europe/Paris", "2019-04-05T10:30:00+25:00", "2019-04-05-05", "5 Apr 2019 -05:00"),
    *("04/05/2019", "4-5-2019", "04.05.2019 10:30", "1/2/17", "25/04/19", "10.30.45", "201904051030"),
    *("5 avril 2019", "2019-W14-5", "published 5 April 2019", "2019-04-05 and 2019-04-06"),
]


@pytest.mark.parametrize(("written", "meant"), READ)
def test_a_date_is_read(written, meant):
    assert parse(written) == meant
    assert count_orders(pa.array([written])) in ((0, 0), (1, 0), (0, 1))
    assert not needs_order(pa.array([written]))[0]


@pytest.mark.parametrize("written", NULL)
def test_no_date_is_invented(written):
    assert parse(written) is None


@pytest.mark.parametrize("written", ["04/05/2019", "4-5-2019", "04.05.2019", "4/5/19", "Fri 04/05/2019"])
def test_an_order_decides_what_is_ambiguous(written):
    assert needs_order(pa.array([written]))[0]
    assert (parse(written), parse(written, "month_first"), parse(written, "day_first")) == (
        None,
        DAY,
        datetime(2019, 5, 4, tzinfo=UTC),
    )


@pytest.mark.parametrize("written", ["04/05/2019 10:30", "4/5/2019, 10:30 AM", "10:30 04/05/2019"])
def test_an_ambiguous_date_has_its_time(written):
    assert parse(written, "month_first") == MORNING


def test_each_row_has_its_own_order():
    dates = pa.array(["04/05/2019"] * 3 + [None, "25/04/2019", "2019-04-05"])
    orders = pa.array(["month_first", "day_first", None, "day_first", "month_first", "day_first"])
    days = [None if date is None else (date.month, date.day) for date in parse_dates(dates, orders).to_pylist()]
    assert days == [(4, 5), (5, 4), None, None, (4, 25), (4, 5)]


def test_dates_prove_an_order():
    dates = [
        "04/25/2019",
        "04/26/2019 10:30",
        "25.04.2019",
        "04/05/2019",
        "05/05/2019",
        "2019-04-25",
        None,
        "45/04/2019",
    ]
    assert count_orders(pa.array(dates)) == (2, 1)
    assert count_orders(pa.array(["4/25/19", "19/04/05", "10.30.45", "04/25/2019", "04/25/2019"])) == (3, 0)
    assert count_orders(pa.array([None, None], pa.string())) == (0, 0)
    assert count_orders(pa.array([], pa.string())) == (0, 0)


def test_some_dates_need_an_order():
    dates = ["04/05/2019", "04/25/2019", "05/05/2019", "4/25/19", "2019-04-05", "Feb 30 2019", "13/13/2019", None]
    assert needs_order(pa.array(dates)).tolist() == [True, False, False, True, False, False, False, False]


def test_dates_are_microseconds_in_utc():
    assert parse_dates(pa.array(["2004-11-05"])).type == pa.timestamp("us", tz="UTC")
    assert parse_dates(pa.array([None, None], pa.string())).type == pa.timestamp("us", tz="UTC")
    assert parse_dates(pa.array([], pa.string())).type == pa.timestamp("us", tz="UTC")


def test_slices_are_read():
    dates = pa.array(["2019-04-04", "2019-04-05", None, "2019-04-05"]).slice(1)
    assert parse_dates(dates).to_pylist() == [DAY, None, DAY]


ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "GMT": 0, "UT": 0}
# Formats of strftime; %f and %z only where the notation has them.
FORMATS = [
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M:%S,%f %z",
    "%Y%m%dT%H%M%S.%f%z",
    "%Y%m%d%H%M%S.%f%z",
    "%Y/%m/%d %I:%M:%S.%f %p %z",
    "%a, %d %b %Y %H:%M:%S.%f %z",
    "%A, %d-%b-%Y %H:%M:%S.%f %z",
    "%a %b %d %H:%M:%S.%f %z %Y",
    "%a %b %d %Y %H:%M:%S.%f GMT%z",
    "%B %d, %Y at %I:%M:%S.%f %p %z",
    "%d %B %Y, %H:%M:%S.%f %z",
    "%d/%b/%Y:%H:%M:%S.%f %z",
    "%I:%M:%S.%f %p %z, %a %B %d, %Y",
]
START = datetime.fromisoformat("2000-01-01")
moments = st.datetimes(START.replace(1000, 1, 2), START.replace(9999, 12, 30))
offsets = st.integers(-14 * 60, 14 * 60)


@settings(max_examples=40, deadline=None)
@given(moments, offsets, st.sampled_from(FORMATS), st.sampled_from([str, str.lower, str.upper]))
def test_what_is_written_is_read(moment, minutes, layout, case):
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse(case(moment.strftime(layout))) == moment


@settings(max_examples=40, deadline=None)
@given(moments, st.sampled_from(sorted(ZONES)), st.sampled_from(["%a, %d %b %Y %H:%M", "%d %b %Y %H:%M"]))
def test_named_zones_are_read(moment, zone, layout):
    moment = moment.replace(second=0, microsecond=0, tzinfo=timezone(timedelta(hours=ZONES[zone])))
    assert parse(f"{moment.strftime(layout)} {zone}") == moment


@settings(max_examples=15, deadline=None)
@given(moments, st.sampled_from("/-."), st.sampled_from(["", " %H:%M:%S.%f", ", %I:%M:%S.%f %p"]))
def test_both_orders_are_read(moment, sign, time):
    moment = moment.replace(tzinfo=UTC) if time else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    for order, date in (("month_first", "%m{0}%d{0}%Y"), ("day_first", "%d{0}%m{0}%Y")):
        written = moment.strftime(date.format(sign) + time)
        assert parse(written, order) == moment
        expected = moment if moment.day > 12 or moment.day == moment.month else None
        assert parse(written) == expected
        assert needs_order(pa.array([written])).tolist() == [expected is None]
        counts = (order == "month_first", order == "day_first") if moment.day > 12 else (0, 0)
        assert count_orders(pa.array([written])) == counts


@settings(max_examples=40, deadline=None)
@given(st.datetimes(START.replace(1973, 3, 4), START.replace(2099, 12, 31)), st.sampled_from([1, 10**3, 10**6]))
def test_epochs_are_read(moment, unit):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = int(moment.timestamp())
    is_calendar = unit == 1000 and moment.year == 1976  # 19xxmmddHHMM as milliseconds
    for written in (f"{seconds * unit}", f"{seconds * unit}.0", repr(float(seconds * unit)).replace("e+", "E+")):
        assert parse(written) == moment or (is_calendar and parse(written) is None)


SOME_ZONES = {name: 3600 * hours for name, hours in ZONES.items()} | {"Z": 0, "UTC": 0}
WEEKDAYS = ["", "", "Fri ", "Friday, ", "fri,", "Thurs. "]
DATES = ["2019-04-05", "20190405", "5 Apr 2019", "5 Apr 19", "April 5th, 2019", "05/04/2019", "25.4.2019", "Apr 5"]
DATES += ["2019-Apr-05", "5-APR-2019", "2019/4/31", "April", "5", "2019", "4/25/19", "today", ""]
TIMES = [
    "10:30",
    "23:59:59",
    "10:30:00.5",
    "10:30:00,25",
    "1030",
    "103000",
    "10",
    "12:30 am",
    "11 pm",
    "25:00",
    "now",
    "",
]
ZONE_TEXTS = ["", "", "Z", " EST", " GMT", "+0100", " -05:00", "+01", " IST", " (PDT)", " 2019"]
BETWEEN = ["", "T", " ", " ", ", ", " at ", " - ", "-"]
forwards = st.tuples(*map(st.sampled_from, (WEEKDAYS, DATES, BETWEEN, TIMES, ZONE_TEXTS)))
backwards = st.tuples(*map(st.sampled_from, (TIMES, ZONE_TEXTS, BETWEEN, WEEKDAYS, DATES)))


@settings(max_examples=8, deadline=None)
@given(st.lists((forwards | backwards).map("".join), min_size=60, max_size=60, unique=True))
def test_dateutil_agrees_on_all_that_is_read_and_nothing_comes_from_the_clock(dates):
    for order in ("month_first", "day_first"):
        found = parse_dates(pa.array(dates), pa.repeat(order, len(dates))).to_pylist()
        for written, moment in zip(dates, found, strict=True):
            for clock in (datetime(2001, 1, 1, tzinfo=UTC), datetime(2022, 10, 28, tzinfo=UTC)):
                assert moment is None or slow_parse(written, order, clock) in (moment, None)


def slow_parse(written, order, clock):
    """The moment that dateutil reads, or None if it reads none."""
    day_first = order == "day_first" and not written.strip()[:4].isdigit()
    try:
        found = dateutil.parse(written, default=clock.replace(tzinfo=None), dayfirst=day_first, tzinfos=SOME_ZONES)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
