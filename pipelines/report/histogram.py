"""Columns over bins of numbers, alone or against those of before."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from pipelines.report.drawing import BOTTOM, GAP, HEIGHT, SMALL, TOP, WIDTH, draw, level_text, thin
from pipelines.report.scales import PERCENT, figure, text_width, ticks


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
    left = max(text_width(level_text(level, y_unit), SMALL) for level in levels) + GAP
    slot = (WIDTH - left - GAP) / max(1, len(lows))
    tall = (HEIGHT - TOP - BOTTOM) / levels[-1]
    labels = [level_text(low, unit if unit == PERCENT else "") for low in lows]
    columns = [
        {
            "x": left + slot * index,
            "height": max(now[index] * tall, 1.0 if now[index] else 0.0),
            "says": f"{labels[index]} and more: {figure(now[index], y_unit)}"
            + (f", before {figure(then[index], y_unit)}" if then else ""),
        }
        for index in range(len(lows))
    ]
    return draw(
        "histogram.svg",
        title,
        HEIGHT,
        columns=columns,
        slot=slot,
        floor=HEIGHT - BOTTOM,
        left=left,
        levels=[{"y": HEIGHT - BOTTOM - level * tall, "text": level_text(level, y_unit)} for level in levels],
        steps=_steps(then, left, slot, tall),
        labels=thin([(left + slot * index, label) for index, label in enumerate(labels)]),
        unit="" if unit == PERCENT else unit,
        right=WIDTH - GAP,
    )


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
