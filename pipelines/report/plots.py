"""Numbers as inline SVG that takes its colours from the page's style sheet, light or dark.

Each function returns one <svg role="img"> with the title that is drawn and read aloud, and the numbers as its
description; each mark says on hover what it is. No script, no style attribute, nothing loaded: they may stand in a
page with the strictest content security policy. Same input, same SVG. Coordinates are pixels of a drawing that is
WIDTH wide and grows or shrinks with its column.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from jinja2 import Environment
from markupsafe import Markup

from pipelines.report.environment import environment
from pipelines.report.scales import PERCENT, figure, number, shorten, text_width, ticks

WIDTH = 560
TOP = 34  # below the title
ROW = 24
BAR = 14
# A label takes at most this part of the width, and is shortened beyond it.
LABELS = 0.42
GAP = 8
HEIGHT = 220
BOTTOM = 26
LINE = 15  # from one line of small text to the next
# As many lines of a trend have a colour and a mark of their own.
COLOURS = 6

Numbers = Mapping[str, float]


def bars(
    title: str,
    counts: Numbers,
    *,
    unit: str = "",
    limits: Numbers | None = None,
    limit_name: str = "limit",
    classes: Mapping[str, str] | None = None,
    start: float = 0,
    legend: str = "",
) -> Markup:
    """Horizontal bars, one a row in the order given, each with its number.

    unit     of the numbers; "%" shows shares (0-1) as percentages, "s" times
    limits   label -> a number that is marked by a line across the bar's row; limit_name says what it is
    classes  label -> CSS class of its bar, such as "k-phrase", the colour of a kind of edit
    start    where all bars begin; what lies below has no length
    """
    limits = limits or {}
    texts = {label: figure(value, unit) for label, value in counts.items()}
    left = min(LABELS * WIDTH, max(map(text_width, counts), default=0)) + GAP
    right = max(map(text_width, texts.values()), default=0) + GAP
    end = max([*counts.values(), *(limits[label] for label in counts if label in limits)], default=start)
    scale = (WIDTH - left - right) / (end - start) if end > start else 0.0
    rows = [
        {
            "label": shorten(label, left - GAP),
            "y": TOP + ROW * index,
            "length": max(0.0, value - start) * scale,
            "text": texts[label],
            "class": (classes or {}).get(label, "bar"),
            "limit": left + max(0.0, limits[label] - start) * scale if label in limits else None,
            "says": f"{label}: {texts[label]}" + _limit(limits, label, limit_name, unit),
        }
        for index, (label, value) in enumerate(counts.items())
    ]
    return _draw("bars.svg", title, TOP + ROW * max(1, len(rows)) + 2, rows=rows, left=left, bar=BAR, legend=legend)


def histogram(
    title: str,
    counts: Mapping[str, int],
    *,
    before: Mapping[str, int] | None = None,
    unit: str = "",
    borders: Sequence[float] = (),
) -> Markup:
    """Columns over bins that are named by their lower borders; `before` is drawn as a line of steps over them.

    With `before` the columns are shares, so that corpora of different sizes compare; else counts.

    unit     of the borders; "%" shows them as percentages
    borders  of all bins, ascending, so that empty ones between others leave a gap; else the bins of both mappings
    """
    names = {float(name): name for name in [*(before or {}), *counts]}
    known = [border for border in borders or names if min(names, default=0) <= border <= max(names, default=0)]
    lows = sorted({*known, *names})
    now = _column(counts, lows, shares=before is not None)
    then = _column(before, lows, shares=True) if before is not None else []
    high = max([*now, *then, 0])
    levels = ticks(0, high) if high else [0, 1]
    y_unit = PERCENT if before is not None else ""
    left = max(text_width(_level(level, y_unit), 11) for level in levels) + GAP
    slot = (WIDTH - left - GAP) / max(1, len(lows))
    tall = (HEIGHT - TOP - BOTTOM) / levels[-1]
    labels = [_level(low, unit if unit == PERCENT else "") for low in lows]
    columns = [
        {
            "x": left + slot * index,
            "height": now[index] * tall,
            "says": f"{labels[index]} and more: {figure(now[index], y_unit)}"
            + (f", before {figure(then[index], y_unit)}" if then else ""),
        }
        for index in range(len(lows))
    ]
    return _draw(
        "histogram.svg",
        title,
        HEIGHT,
        columns=columns,
        slot=slot,
        floor=HEIGHT - BOTTOM,
        left=left,
        levels=[{"y": HEIGHT - BOTTOM - level * tall, "text": _level(level, y_unit)} for level in levels],
        steps=_steps(then, left, slot, tall),
        labels=_thin([(left + slot * index, label) for index, label in enumerate(labels)]),
        unit="" if unit == PERCENT else unit,
        right=WIDTH - GAP,
    )


def trend(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]], *, unit: str = "") -> Markup:
    """One line for each of `series` over `labels`, oldest first, named at its end; None leaves a gap.

    The vertical scale holds the numbers there are and does not begin at nothing.
    """
    found = [value for values in series.values() for value in values if value is not None]
    levels = ticks(min(found, default=0), max(found, default=1), 4)
    left = max(text_width(_level(level, unit), 11) for level in levels) + GAP
    ends = {name: next((v for v in reversed(values) if v is not None), None) for name, values in series.items()}
    names = {name: f"{name} {figure(end, unit)}" for name, end in ends.items() if end is not None}
    right = min(LABELS * WIDTH, max(map(text_width, names.values()), default=0)) + 2 * GAP
    step = (WIDTH - left - right) / max(1, len(labels) - 1)
    tall = (HEIGHT - TOP - BOTTOM) / (levels[-1] - levels[0])

    def place(index: int, value: float) -> tuple[float, float]:
        return left + step * index, HEIGHT - BOTTOM - (value - levels[0]) * tall

    lines = [
        {
            "class": f"series-{number_of % COLOURS}",
            "runs": _runs([None if value is None else place(i, value) for i, value in enumerate(values)]),
            "dots": [
                (*place(i, value), f"{labels[i]}, {name}: {figure(value, unit)}")
                for i, value in enumerate(values)
                if value is not None
            ],
        }
        for number_of, (name, values) in enumerate(series.items())
    ]
    spots = [
        (place(0, end)[1], names[name], index) for index, (name, end) in enumerate(ends.items()) if end is not None
    ]
    return _draw(
        "trend.svg",
        title,
        HEIGHT,
        lines=lines,
        left=left,
        right=WIDTH - right,
        floor=HEIGHT - BOTTOM,
        levels=[{"y": place(0, level)[1], "text": _level(level, unit)} for level in levels],
        labels=_thin([(left + step * index, label) for index, label in enumerate(labels)], WIDTH - right / 2),
        names=[(y, shorten(text, right - GAP), f"series-{i % COLOURS}") for y, text, i in _apart(spots)],
        name_x=WIDTH - right + GAP,
    )


def _draw(template: str, title: str, height: float, **values: object) -> Markup:
    drawn = _environment().get_template(template).render(title=title, width=WIDTH, height=height, **values)
    return Markup(drawn)  # noqa: S704 - the template escapes


@lru_cache
def _environment() -> Environment:
    return environment()


def _limit(limits: Numbers, label: str, name: str, unit: str) -> str:
    return f", {name} {figure(limits[label], unit)}" if label in limits else ""


def _level(value: float, unit: str) -> str:
    """A number on a scale, as short as it may be."""
    if unit == PERCENT:
        return f"{100 * value:.3g}%"
    return figure(value, unit) if unit == "s" else number(value)


def _column(counts: Mapping[str, int] | None, lows: Sequence[float], *, shares: bool) -> list[float]:
    by_low = {float(name): value for name, value in (counts or {}).items()}
    total = (sum(by_low.values()) or 1) if shares else 1
    return [by_low.get(low, 0) / total for low in lows]


def _steps(values: Sequence[float], left: float, slot: float, tall: float) -> list[tuple[float, float]]:
    floor = HEIGHT - BOTTOM
    corners = [
        (left + slot * (index + side), floor - value * tall) for index, value in enumerate(values) for side in (0, 1)
    ]
    return [(left, floor), *corners, (left + slot * len(values), floor)] if corners else []


def _thin(labels: Sequence[tuple[float, str]], end: float = WIDTH) -> list[tuple[float, str]]:
    """Every n-th of the labels, so that none touches the next."""
    widest = max((text_width(label, 11) for _, label in labels), default=0) + GAP
    gap = min((b[0] - a[0] for a, b in pairwise(labels)), default=float(WIDTH)) or WIDTH
    every = max(1, -(-widest // gap))
    return [place for index, place in enumerate(labels) if index % every == 0 and place[0] <= end]


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Stretches of a line between the gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


def _apart(spots: Sequence[tuple[float, str, int]]) -> list[tuple[float, str, int]]:
    """The names at the ends of lines, moved down where they would lie on each other."""
    placed: list[tuple[float, str, int]] = []
    for y, text, index in sorted(spots):
        placed.append((max(y, placed[-1][0] + LINE) if placed else y, text, index))
    return placed
