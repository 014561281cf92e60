"""Numbers for people: formatted for templates, and placed in plots."""

import math
import unicodedata
from datetime import UTC, datetime

# Widths of characters in parts of the font's size, rounded up from DejaVu Sans, the widest that a system calls
# sans-serif; in others a label has room to spare.
NARROW, USUAL, WIDE, FULL = 0.42, 0.64, 0.98, 1.1
# A unit without a space, which turns a share (0-1) into a percentage.
PERCENT = "%"


def number(value: float) -> str:
    """Format a number: thousands separated, four digits of a fraction.

    >>> number(1234567), number(0.123456), number(98765.4), number(2.0)
    ('1,234,567', '0.1235', '98,765', '2')
    """
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) >= 0.0001 or not value else f"{value:.1e}"


def percent(share: float) -> str:
    """Format a share (0-1) as a percentage; only 0 is shown as 0.

    >>> percent(0.12345), percent(0.00004), percent(0), percent(1)
    ('12.3%', '<0.1%', '0.0%', '100.0%')
    """
    return "<0.1%" if 0 < share < 0.0005 else f"{share:.1%}"


def seconds(value: float) -> str:
    """Format a duration.

    >>> seconds(0.0043), seconds(0.043), seconds(3.21), seconds(75), seconds(4000)
    ('<0.01 s', '0.04 s', '3.2 s', '1 min 15 s', '1 h 6 min')
    """
    if 0 < value < 0.005:
        return "<0.01 s"
    if value < 60:
        return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def when(moment: str | datetime) -> str:
    """Format a time in UTC, to the minute, from ISO 8601 or a datetime; without a zone it is UTC.

    >>> when("2026-11-24T09:30:59+01:00")
    '2026-11-24 08:30 UTC'
    """
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return f"{found:%Y-%m-%d %H:%M} UTC"


def figure(value: float, unit: str = "") -> str:
    """Format a number with its unit; "%" takes shares, "s" a duration.

    >>> figure(1200, "words/s"), figure(0.25, "%"), figure(90, "s"), figure(3)
    ('1,200 words/s', '25.0%', '1 min 30 s', '3')
    """
    if unit == PERCENT:
        return percent(value)
    if unit == "s":
        return seconds(value)
    return f"{number(value)} {unit}".rstrip()


def text_width(text: str, size: float = 12) -> float:
    """Return an upper estimate of the width of `text` in pixels.

    >>> text_width("word") < text_width("phrase") < text_width("漢字漢字")
    True
    """
    return size * sum(map(_width, text))


def shorten(text: str, width: float) -> str:
    """Return `text`, or its beginning and an ellipsis if it is wider than `width` pixels.

    >>> shorten("a very long reason", 60)
    'a very …'
    """
    if text_width(text) <= width:
        return text
    while text and text_width(text + "…") > width:
        text = text[:-1]
    return text + "…"


def ticks(low: float, high: float, most: int = 5, least: float = 0, top: float = math.inf) -> list[float]:
    """Return about `most` round numbers (1, 2 or 5 times a power of ten apart) from below `low` to above `high`.

    They are at least `least` apart, so that their texts differ. The room above a single number ends at `top`.

    >>> ticks(0, 0.42), ticks(7, 7), ticks(0.2521, 0.2538, least=0.001)
    ([0.0, 0.1, 0.2, 0.3, 0.4, 0.5], [6.6, 6.8, 7.0, 7.2, 7.4], [0.252, 0.253, 0.254])
    >>> ticks(1, 1), ticks(1, 1, top=1)
    ([0.94, 0.96, 0.98, 1.0, 1.02, 1.04, 1.06], [0.95, 0.96, 0.97, 0.98, 0.99, 1.0])
    """
    if high <= low:
        half = abs(low) * 0.05
        low, high = (low - half, max(high, min(high + half, top))) if half else (0, 1)
    rough = max((high - low) / most, least)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, 1 - math.floor(math.log10(step)))
    return [round(index * step, digits) for index in range(first, last + 1)]


def _width(character: str) -> float:
    if character in "fijlrtI.,:;!|'()[]/ ":
        return NARROW
    if character in "mwMW%@—→…":
        return WIDE
    return FULL if unicodedata.east_asian_width(character) in "WF" else USUAL + 0.1 * character.isupper()
