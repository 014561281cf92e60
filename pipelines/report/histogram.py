"""Columns over bins of numbers, alone or against earlier ones."""

from collections.abc import Mapping, Sequence
from itertools import chain

from markupsafe import Markup

from pipelines.report.bars import bars
from pipelines.report.drawing import FLOOR, GAP, HEIGHT, WIDTH, Point, Scale, draw, short, thin
from pipelines.report.scales import PERCENT, figure, ticks

# Of a column, in pixels.
WIDEST = 90


def histogram(
    title: str,
    counts: Mapping[str, int],
    *,
    before: Mapping[str, int] | None = None,
    unit: str = "",
    borders: Sequence[float] = (),
) -> Markup:
    """Draw columns over bins, named by their lower borders; `before` is drawn as a step line over them.

    With `before` the columns are shares, so that corpora of different sizes compare; else counts.

    unit     of the borders; "%" shows them as percentages
    borders  of all bins, ascending, so that empty bins leave a gap; without it, the bins of both mappings
    """
    is_share = before is not None
    lows = _bins([*counts, *(before or {})], borders)
    if not lows:
        return bars(title, {})
    now, then = _heights(counts, lows, is_share), _heights(before, lows, is_share) if before is not None else []
    high = max([*now, *then])
    scale = Scale(ticks(0, high), PERCENT if is_share else "")
    slot = min(WIDEST, (WIDTH - scale.left - GAP) / len(lows))
    x_unit = unit if unit == PERCENT else ""
    labels = [(scale.left + slot * index, short(low, x_unit)) for index, low in enumerate(lows)]
    said = [f"{label} and more: {figure(n, scale.unit)}" for (_, label), n in zip(labels, now, strict=True)]
    if is_share:
        said = [f"{says}, before {figure(n, scale.unit)}" for says, n in zip(said, then, strict=True)]
    tops = [min(scale.y(n), FLOOR - 1) if n else FLOOR for n in now]
    return draw(
        "histogram.svg",
        title,
        HEIGHT,
        columns=[(x, top, says) for (x, _), top, says in zip(labels, tops, said, strict=True)],
        slot=slot,
        floor=FLOOR,
        left=scale.left,
        right=WIDTH - GAP,
        levels=scale.marks(),
        steps=_steps([scale.y(n) for n in then], scale.left, slot),
        labels=thin(labels),
        unit="" if unit == PERCENT else unit,
    )


def _bins(names: Sequence[str], borders: Sequence[float]) -> list[float]:
    """Lower borders from the least to the greatest of `names`, with the `borders` between them."""
    found = {float(name) for name in names}
    return sorted(found | {border for border in borders if found and min(found) <= border <= max(found)})


def _heights(counts: Mapping[str, int], lows: Sequence[float], is_share: bool) -> list[float]:
    by_low = {float(name): count for name, count in counts.items()}
    total = (sum(by_low.values()) or 1) if is_share else 1
    return [by_low.get(low, 0) / total for low in lows]


def _steps(heights: Sequence[float], left: float, slot: float) -> list[Point]:
    """The outline of columns."""
    if not heights:
        return []
    corners = chain.from_iterable(
        ((left + slot * index, y), (left + slot * (index + 1), y)) for index, y in enumerate(heights)
    )
    return [(left, FLOOR), *corners, (left + slot * len(heights), FLOOR)]
