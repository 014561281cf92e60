"""The progress of a crawl that is scored, and its summary."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from pipelines.cli.progress import LOG_SECONDS, TotalProgress, clock
from pipelines.scoring.crawl import ScoringSummary
from pipelines.storage.places import Place


@contextmanager
def show_scoring(console: Console) -> Iterator[Callable[[float, ScoringSummary], None]]:
    """Yield the function that takes the share that is done and the counts: a bar, or a line from time to time."""
    total = TotalProgress()
    if not console.is_terminal:
        said = time.monotonic()

        def say(share: float, summary: ScoringSummary) -> None:
            nonlocal said
            total.advance(share)
            if time.monotonic() - said > LOG_SECONDS:
                said = time.monotonic()
                console.print(f"{share:.0%} scored, {describe_rate(summary, total)}", soft_wrap=True)

        yield say
        return
    columns = (TextColumn("scoring"), BarColumn(bar_width=16), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TextColumn("{task.fields[notes]}"), console=console, transient=True) as bar:
        task = bar.add_task("scoring", total=1.0, notes="")

        def tell(share: float, summary: ScoringSummary) -> None:
            total.advance(share)
            bar.update(task, completed=share, notes=describe_rate(summary, total))

        yield tell


def describe_rate(summary: ScoringSummary, total: TotalProgress) -> str:
    """Describe rows, speed and the time that is left in one line."""
    speed = f"{summary.words / max(summary.seconds, 1e-3):,.0f} words/s"
    return ", ".join(note for note in (f"{summary.rows:,} rows", speed, total.notes()) if note)


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
    took = f"{seconds:.1f} s" if seconds < 60 else f"{clock(seconds)} min"
    return [*lines, ("time", f"{took}, {summary.words:,} words, {summary.words / max(seconds, 1e-3):,.0f} words/s")]
