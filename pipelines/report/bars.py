"""Horizontal bars with names and numbers, and optional limits."""

from collections.abc import Mapping

from markupsafe import Markup

from pipelines.report.drawing import GAP, LABELS, TOP, WIDTH, draw, widest
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
    full: float = 0,
    legend: str = "",
) -> Markup:
    """Draw horizontal bars, one for each label in the order given, each with its number.

    unit     of the numbers; "%" shows shares (0-1) as percentages, "s" times
    limits   label -> number marked by a line across the bar; limit_name is its name
    classes  label -> CSS class of its bar, such as "k-phrase", the colour of a kind of edit
    start    number at which all bars begin; smaller ones have no length
    full     number whose bar fills the drawing, unless another is greater
    """
    marked = {label: limit for label, limit in (limits or {}).items() if label in counts}
    texts = {label: figure(value, unit) for label, value in counts.items()}
    left = min(LABELS * WIDTH, widest(counts)) + GAP
    end = max([*counts.values(), *marked.values(), full], default=start)
    scale = (WIDTH - left - widest(texts.values()) - GAP) / (end - start) if end > start else 0.0
    says = {label: f"{label}: {text}" for label, text in texts.items()}
    says |= {label: f"{says[label]}, {limit_name} {figure(limit, unit)}" for label, limit in marked.items()}
    ends = {label: left + max(0.0, value - start) * scale for label, value in counts.items()}
    lines = {label: left + max(0.0, limit - start) * scale for label, limit in marked.items()}
    rows = [
        {
            "label": shorten(label, left - GAP),
            "y": TOP + ROW * index,
            "length": ends[label] - left,
            "text": texts[label],
            "text_x": _beside(ends[label], lines.get(label), texts[label]),
            "class": (classes or {}).get(label, "bar"),
            "limit": lines.get(label),
            "says": says[label],
        }
        for index, label in enumerate(counts)
    ]
    return draw("bars.svg", title, TOP + ROW * max(1, len(rows)) + 2, rows=rows, left=left, bar=BAR, legend=legend)


def _beside(end: float, limit: float | None, text: str) -> float:
    """Position of the number: after the bar, or after the limit's line if it would reach the line."""
    if limit is None or limit <= end or end + 2 * GAP + text_width(text) < limit:
        return end + GAP - 2
    return limit + GAP - 2
