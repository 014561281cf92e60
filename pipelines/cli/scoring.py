"""The progress of a crawl that is scored, and its summary."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from pipelines.scoring.crawl import ScoringSummary
from pipelines.storage.places import Place

# In a log file: a line every so many seconds.
LOG_SECONDS = 15.0
# Share of the work from which on the time that is left can be estimated.
ENOUGH = 0.02


@contextmanager
def show_scoring(console: Console) -> Iterator[Callable[[float, ScoringSummary], None]]:
    """Yield the function that takes the share that is done and the counts: a bar, or a line from time to time."""
    if not console.is_terminal:
        said = time.monotonic()

        def say(share: float, summary: ScoringSummary) -> None:
            nonlocal said
            if time.monotonic() - said > LOG_SECONDS:
                said = time.monotonic()
                console.print(f"{share:.0%} scored, {describe_rate(summary, share)}", soft_wrap=True)

        yield say
        return
    columns = (TextColumn("scoring"), BarColumn(bar_width=16), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TextColumn("{task.fields[notes]}"), console=console, transient=True) as bar:
        task = bar.add_task("scoring", total=1.0, notes="")

        def tell(share: float, summary: ScoringSummary) -> None:
            bar.update(task, completed=share, notes=describe_rate(summary, share))

        yield tell


def describe_rate(summary: ScoringSummary, share: float) -> str:
    """Describe rows, speed and the time that is left in one line."""
    seconds = summary.seconds
    notes = [f"{summary.rows:,} rows", f"{summary.words / max(seconds, 1e-3):,.0f} words/s"]
    if ENOUGH <= share < 1:
        notes.append(f"about {clock(seconds * (1 - share) / share)} left")
    return ", ".join(notes)


def clock(seconds: float) -> str:
    """Seconds, from a minute on with minutes, from an hour on with hours.

    >>> clock(7.25), clock(75.2), clock(7_265)
    ('7.2 s', '1:15 min', '2:01 h')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02} h"


def summary_lines(summary: ScoringSummary, output: Place) -> list[tuple[str, str]]:
    """Names and values of the summary."""
    lines = [("output", str(output)), ("rows", f"{summary.rows:,}, of which {summary.kept:,} kept")]
    if summary.dropped:
        lines.append(("dropped", f"{summary.dropped:,} that look spun"))
    if summary.broken:
        places = ", ".join(summary.places)
        lines.append(("left out", f"{summary.broken:,} lines that are not JSON objects: {places}"))
    if summary.no_text:
        lines.append(("no text", f"{summary.no_text:,} of the rows; they are kept without a score"))
    seconds = summary.seconds
    speed = summary.words / max(seconds, 1e-3)
    return [*lines, ("time", f"{clock(seconds)}, {summary.words:,} words, {speed:,.0f} words/s")]
