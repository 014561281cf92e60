"""The layouts of dates as regular expressions with named groups, for dates in lower case with single spaces.

Groups: y (year), m (month in digits) or b (month's name), d (day), h, i, s, f (time and its fraction), p (am or pm),
z (zone), e and g (the two separators of a date in digits).

No layout lacks a year, a month or a day: "10:30", "Friday", "5 April" and "2019-04" match none, because a reader would
have to invent the rest. A zone must be an offset or a name of RFC 5322, which has one meaning only; "IST" has three.
"""

ZONE_NAMES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt"), 0),
    "edt": -4,
    "est": -5,
    "cdt": -5,
    "cst": -6,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
    # Military zones count as -0000 (RFC 5322, 4.3), since RFC 822 defined them with the wrong sign; "j" is none.
    **dict.fromkeys("abcdefghiklmnopqrstuvwxy", 0),
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_OFFSET = r"[+-][0-9]{2}(?::?[0-9]{2})?"
# "Z[Europe/Paris]" and "+01:00[Europe/Paris]" are of RFC 9557; the offset says it all.
_REGION = r"(?:\[[a-z0-9_/+-]+\])?"
_NAMED = r"utc?|gmt|[ecmp][sd]t"
_ZONE = rf"(?: ?(?P<z>(?:utc?|gmt)[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?|{_OFFSET}|z|{_NAMED}){_REGION})?"
_MAIL_ZONE = _ZONE.replace("|z|", "|[a-ik-z]|")
_DAY_ZONE = r"(?P<z>z|[+-][0-9]{2}:[0-9]{2})?"  # XML Schema's dates: 2019-04-05Z

_SECONDS = r"(?P<s>[0-9]{2})(?:[.,](?P<f>[0-9]+))?"
# "10:30", "10:30:00.25", "10:30 a.m.", "10 pm"; an hour alone needs am or pm.
_TIME = rf"(?P<h>[0-9]{{1,2}})(?::(?P<i>[0-9]{{2}})(?::{_SECONDS})?)?(?: ?(?P<p>[ap])\.?m\.?)?"
_BASIC_TIME = rf"(?P<h>[0-9]{{2}})(?:(?P<i>[0-9]{{2}})(?:{_SECONDS})?)?"
_AT = r"(?:,? (?:at )?|,? [-\x{2013}|] )"
_LATER = rf"(?:{_AT}{_TIME}{_ZONE})?"
_MAIL_LATER = rf"(?:(?:{_AT}|:){_TIME}{_MAIL_ZONE})?"
_EARLIER = rf"{_TIME}{_ZONE}(?:,? on |, ?| | [-\x{2013}|] )"

_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?(?:, ?| ))?"
_MONTH = (
    r"(?P<b>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>[0-9]{4})"
_BETWEEN = r"(?:, ?|[ /-]| of )"
_DAY_MONTH = rf"{_WEEKDAY}{_DAY}(?:\. ?|{_BETWEEN})?{_MONTH}{_BETWEEN}?"
_MONTH_DAY = rf"{_WEEKDAY}{_MONTH}{_BETWEEN}?{_DAY}"
_YEAR_FIRST = rf"{_YEAR}(?P<e>[/.-])(?P<m>[0-9]{{1,2}})(?P<g>[/.-])(?P<d>[0-9]{{1,2}})"
_BASIC = rf"{_YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})"
# Here "m" is the first number and "d" the second; the order of a date decides.
_YEAR_LAST = rf"{_WEEKDAY}(?P<m>[0-9]{{1,2}})(?P<e>[/.-])(?P<d>[0-9]{{1,2}})(?P<g>[/.-])(?P<y>[0-9]{{4}}|[0-9]{{2}})"

# Most frequent first. All alternatives of one date give the same result, so that the order only matters for speed.
LAYOUTS = tuple(
    f"^{layout}$"
    for layout in (
        rf"{_YEAR_FIRST}(?:(?:t|{_AT}){_TIME}{_ZONE})?",  # ISO 8601, RFC 3339, SQL
        rf"{_DAY_MONTH}(?P<y>[0-9]{{4}}|'?[0-9]{{2}}){_MAIL_LATER}",  # RFC 822, 850 and 5322; Apache's log
        rf"{_MONTH_DAY}{_BETWEEN}{_YEAR}{_LATER}",  # April 5, 2019 10:30 AM; JavaScript's Date
        rf"{_MONTH_DAY} {_TIME}{_ZONE} {_YEAR}",  # C's asctime, date(1)
        rf"{_BASIC}(?:[t ]{_BASIC_TIME}{_ZONE})?",  # ISO 8601, basic format
        rf"{_BASIC}(?P<h>[0-9]{{2}})(?P<i>[0-9]{{2}}){_SECONDS}{_ZONE}",  # 20190405103000
        rf"{_BASIC}[t ]{_TIME}{_ZONE}",
        rf"{_YEAR_FIRST}[t ]{_BASIC_TIME}{_ZONE}",
        rf"{_YEAR_FIRST}{_DAY_ZONE}",
        rf"{_YEAR}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}{_LATER}",  # 2019-Apr-05
        rf"{_EARLIER}{_DAY_MONTH}{_YEAR}",  # 10:30 AM, 5 April 2019
        rf"{_EARLIER}{_MONTH_DAY}{_BETWEEN}{_YEAR}",
    )
)
AMBIGUOUS_LAYOUTS = (rf"^{_YEAR_LAST}{_LATER}$", rf"^{_EARLIER}{_YEAR_LAST}$")
