"""jinja2 for all pages: every value escaped, an unknown name an error, the same filters everywhere."""

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipelines.quality.suites.results import count_checks
from pipelines.report import scales
from pipelines.report.verdict import expected

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
# Words in backticks, and their HTML.
TICKED, CODE = re.compile(r"`([^`]+)`"), Markup("<code>{}</code>")


def environment(*folders: Path) -> Environment:
    """Return an environment that searches templates in `folders`, then in those of the report.

    Filters: number "1,234", percent "12.3%", seconds "3.2 s", when "2026-11-24 14:00 UTC", figure(unit);
    expected: the expectation of a check; count_checks: how many of a list hold; code: words in backticks as code.
    `style` is the style sheet, to be put between <style> tags.
    """
    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": scales.number,
        "percent": scales.percent,
        "seconds": scales.seconds,
        "when": scales.when,
        "figure": scales.figure,
        "expected": expected,
        "code": mark_code,
        "count_checks": count_checks,
    }
    made.globals["style"] = read_style()
    return made


def mark_code(text: str) -> Markup:
    """Escape a text, and mark what is between backticks as code.

    >>> mark_code("the column `reasons` <b>")
    Markup('the column <code>reasons</code> &lt;b&gt;')
    """
    pieces = TICKED.split(text)
    return Markup("").join(CODE.format(piece) if index % 2 else piece for index, piece in enumerate(pieces))


@lru_cache
def read_style() -> Markup:
    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
