"""What all plots share: the size of a drawing, its scale, and the template that writes it."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from jinja2 import Environment
from markupsafe import Markup

from pipelines.report.environment import environment
from pipelines.report.scales import PERCENT, figure, number, text_width

# In pixels: of all drawings, of those with a scale, and what is above (the title) and below (the labels) of it.
WIDTH = 560
HEIGHT = 220
TOP = 34
BOTTOM = 26
GAP = 8
SMALL = 11
# A label takes at most this part of the width, and is shortened beyond it.
LABELS = 0.42


def draw(template: str, title: str, height: float, **values: object) -> Markup:
    """The plot that the template makes of `values`."""
    drawn = _environment().get_template(template).render(title=title, width=WIDTH, height=height, **values)
    return Markup(drawn)  # noqa: S704 - the template escapes


def level_text(value: float, unit: str) -> str:
    """A number on a scale, as short as it may be."""
    if unit == PERCENT:
        return f"{100 * value:.3g}%"
    return figure(value, unit) if unit == "s" else number(value)


def thin(labels: Sequence[tuple[float, str]], end: float = WIDTH) -> list[tuple[float, str]]:
    """Every n-th of the labels, so that none touches the next."""
    widest = max((text_width(label, SMALL) for _, label in labels), default=0) + GAP
    gap = min((b[0] - a[0] for a, b in pairwise(labels)), default=float(WIDTH)) or WIDTH
    every = max(1, -(-widest // gap))
    return [place for index, place in enumerate(labels) if index % every == 0 and place[0] <= end]


@lru_cache
def _environment() -> Environment:
    return environment()
