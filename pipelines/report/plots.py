"""Numbers as inline SVG that takes its colours from the page's style sheet, light or dark.

Each function returns one <svg role="img"> with the title that is drawn and read aloud, and the numbers as its
description; each mark says on hover what it is. No script, no style attribute, nothing loaded: they may stand in a
page with the strictest content security policy. Same input, same SVG. A drawing grows and shrinks with its
column.
"""

from pipelines.report.bars import bars
from pipelines.report.histogram import histogram
from pipelines.report.trend import trend

__all__ = ["bars", "histogram", "trend"]
