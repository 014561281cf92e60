"""Numbers as inline SVG, coloured by the page's style sheet, light or dark.

Each function returns one <svg role="img"> with a title, drawn and read aloud, and the numbers as its description; each
mark has a tooltip. No script, no style attribute, nothing loaded: the strictest content security policy allows them.
The same input gives the same SVG. A drawing scales with its column.
"""

from pipelines.report.bars import bars
from pipelines.report.histogram import histogram
from pipelines.report.trend import trend

__all__ = ["bars", "histogram", "trend"]
