"""Lines over time, each named at its end."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from pipelines.report.drawing import BOTTOM, GAP, HEIGHT, LABELS, SMALL, TOP, WIDTH, draw, level_text, thin
from pipelines.report.scales import figure, shorten, text_width, ticks

# From one name to the next, in pixels.
LINE = 15
# As many lines have a colour of their own.
COLOURS = 6


def trend(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]], *, unit: str = "") -> Markup:
    """One line for each of `series` over `labels`, oldest first, named at its end; None leaves a gap.

    The vertical scale holds the numbers there are and does not begin at nothing.
    """
    found = [value for values in series.values() for value in values if value is not None]
    levels = ticks(min(found, default=0), max(found, default=1), 4)
    left = max(text_width(level_text(level, unit), SMALL) for level in levels) + GAP
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
    return draw(
        "trend.svg",
        title,
        HEIGHT,
        lines=lines,
        left=left,
        right=WIDTH - right,
        floor=HEIGHT - BOTTOM,
        levels=[{"y": place(0, level)[1], "text": level_text(level, unit)} for level in levels],
        labels=thin([(left + step * index, label) for index, label in enumerate(labels)], WIDTH - right / 2),
        names=[(y, shorten(text, right - GAP), f"series-{i % COLOURS}") for y, text, i in _apart(spots)],
        name_x=WIDTH - right + GAP,
    )


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
