"""The size, the vertical scale and the template that all plots share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from jinja2 import Environment
from markupsafe import Markup

from pipelines.report.environment import environment
from pipelines.report.scales import PERCENT, figure, number, text_width

# In pixels: the width of all drawings; where a scale begins, below the title, and ends; the height of its drawing.
WIDTH = 560
TOP = 34
FLOOR = 194
HEIGHT = 228
GAP = 8
SMALL = 11
# Greatest share of the width for a label; longer labels are shortened.
LABELS = 0.42

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """A vertical scale from the first to the last of its levels."""

    levels: Sequence[float]
    unit: str = ""

    @property
    def left(self) -> float:
        """Left edge of the drawing, to the right of the texts of the levels."""
        return max(text_width(short(level, self.unit), SMALL) for level in self.levels) + GAP

    def y(self, value: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        return FLOOR - (value - low) / (high - low) * (FLOOR - TOP)

    def marks(self) -> list[tuple[float, str]]:
        return [(self.y(level), short(level, self.unit)) for level in self.levels]


def draw(template: str, title: str, height: float, **values: object) -> Markup:
    """Render a plot from a template and `values`."""
    drawn = _environment().get_template(template).render(title=title, width=WIDTH, height=height, **values)
    return Markup(drawn)  # noqa: S704 - the template escapes


def short(value: float, unit: str) -> str:
    """Format a number on a scale as short as possible."""
    if unit == PERCENT:
        return f"{100 * value:.3g}%"
    return figure(value, unit) if unit == "s" else number(value)


def widest(texts: Iterable[str], size: float = 12) -> float:
    return max((text_width(text, size) for text in texts), default=0)


def thin(labels: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Every n-th of the labels (position, text), so that none touches the next or the left border."""
    room = widest((text for _, text in labels), SMALL) + GAP
    apart = min((after[0] - before[0] for before, after in pairwise(labels)), default=room)
    every = max(1, -(-room // apart))
    chosen = [place for index, place in enumerate(reversed(labels)) if index % every == 0]
    return [(max(x, text_width(text, SMALL) / 2), text) for x, text in reversed(chosen)]


@lru_cache
def _environment() -> Environment:
    return environment()
