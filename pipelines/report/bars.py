"""Horizontal bars with names and numbers, and where they are asked for, a limit for each."""

from collections.abc import Mapping

from markupsafe import Markup

from pipelines.report.drawing import GAP, LABELS, TOP, WIDTH, draw
from pipelines.report.scales import figure, shorten, text_width

ROW = 24
BAR = 14

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
    return draw("bars.svg", title, TOP + ROW * max(1, len(rows)) + 2, rows=rows, left=left, bar=BAR, legend=legend)


def _limit(limits: Numbers, label: str, name: str, unit: str) -> str:
    return f", {name} {figure(limits[label], unit)}" if label in limits else ""
