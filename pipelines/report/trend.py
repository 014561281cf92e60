"""Lines over time, each labelled at its end."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pipelines.report.bars import bars
from pipelines.report.drawing import FLOOR, GAP, HEIGHT, LABELS, SMALL, WIDTH, Point, Scale, draw, thin, widest
from pipelines.report.scales import PERCENT, figure, shorten, ticks

Values = Sequence[float | None]

# Distance between names, in pixels.
LINE = 15
# Number of distinct colours of lines.
COLOURS = 6


def trend(
    title: str, labels: Sequence[str], series: Mapping[str, Values], *, unit: str = "", top: float = math.inf
) -> Markup:
    """Draw a line for each of `series` over `labels`, oldest first, labelled at its end; None leaves a gap.

    The vertical scale covers the numbers and need not begin at 0.

    top  greatest number that there can be: the scale ends there at the latest; 1 for shares
    """
    found = [value for values in series.values() for value in values if value is not None]
    if not found:
        return bars(title, {})
    least, top = (0.001, min(top, 1)) if unit == PERCENT else (0, top)
    scale = Scale(ticks(min(found), max(found), 4, least, top), unit)
    ends = {name: last for name, values in series.items() if (last := _last(values)) is not None}
    names = {name: f"{name} {figure(end, unit)}" for name, end in ends.items()}
    right = WIDTH - max(min(LABELS * WIDTH, widest(names.values())) + 2 * GAP, widest(labels, SMALL) / 2)
    step = (right - scale.left) / max(1, len(labels) - 1)
    at = [scale.left + step * index for index in range(len(labels))]
    colours = {name: f"series-{index % COLOURS}" for index, name in enumerate(series)}
    spots = [(scale.y(end), shorten(names[name], WIDTH - right - GAP), colours[name]) for name, end in ends.items()]
    return draw(
        "trend.svg",
        title,
        HEIGHT,
        lines=[_line(name, values, labels, at, scale) | {"class": colours[name]} for name, values in series.items()],
        left=scale.left,
        right=right,
        floor=FLOOR,
        levels=scale.marks(),
        labels=thin(list(zip(at, labels, strict=True))),
        names=_apart(spots),
        name_x=right + GAP,
    )


def _last(values: Values) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _line(name: str, values: Values, labels: Sequence[str], at: Sequence[float], scale: Scale) -> dict[str, Any]:
    """The stretches of a line between its gaps, and a dot with a tooltip for each value."""
    runs: list[list[Point]] = [[]]
    dots = []
    for x, label, value in zip(at, labels, values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x, scale.y(value)))
            dots.append((x, scale.y(value), f"{label}, {name}: {figure(value, scale.unit)}"))
    return {"runs": [run for run in runs if len(run) > 1], "dots": dots}


def _apart(spots: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The names at the ends of lines (y, text, class), moved down where they would overlap."""
    placed: list[tuple[float, str, str]] = []
    for y, text, colour in sorted(spots):
        placed.append((max(y, placed[-1][0] + LINE) if placed else y, text, colour))
    return placed
