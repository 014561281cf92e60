"""`spindle detect --output`: all rows of a crawl scored, with the progress and a summary."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from pipelines.cli import terminal
from pipelines.cli.exits import no_memory
from pipelines.cli.numbers import print_lines
from pipelines.errors import ConfigError
from pipelines.scoring.crawl import ScoringSummary, score_rows
from pipelines.scoring.inputs import open_rows
from pipelines.scoring.job import ScoringJob
from pipelines.scoring.models import find_model, load_model
from pipelines.scoring.outputs import check_scored
from pipelines.scoring.read import FEW_WORDS
from pipelines.storage.folders import ready_file
from pipelines.storage.places import Place
from pipelines.workers import n_cores

# In a log file: a line every so many seconds.
LOG_SECONDS = 15.0
# Share of the work from which on the time that is left can be estimated.
ENOUGH = 0.02


def score_crawl(
    inputs: Sequence[str],
    output: str,
    *,
    model: str,
    column: str,
    keep_below: float | None,
    drop_spun: bool,
    least_words: int | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Score all rows of an input, and write them to `output`."""
    if len(inputs) != 1 or inputs[0] == "-":
        found = "stdin" if [*inputs] == ["-"] else len(inputs)
        raise ConfigError(f"expected one input with --output, got {found}: give a file, a folder, or a glob in quotes")
    if keep_below is not None and drop_spun:
        raise ConfigError("expected one of --keep-below and --drop-spun, got both")
    if least_words is not None and not drop_spun:
        raise ConfigError("expected --drop-spun with --least-words, got --least-words alone: add it")
    least = (FEW_WORDS if least_words is None else least_words) if drop_spun else 0
    file = find_model(model).fetch()
    thresholds = load_model(file).thresholds
    source = open_rows(inputs[0], column)
    place = ready_file(check_scored(output, source, inputs[0]))  # before the scoring, which may take hours
    job = ScoringJob(file, source.kind, column, thresholds["text_1pct"] if drop_spun else keep_below, least)
    n_workers = workers or n_cores()
    try:
        with show_scoring(terminal.stderr()) as tell:
            summary = score_rows(source, job, place, workers=n_workers, tell=tell)
    except (BrokenProcessPool, MemoryError) as error:
        raise no_memory(error, n_workers) from error
    if as_json:
        terminal.write_json({"output": str(place), **summary.to_json(), "broken_at": summary.places})
    else:
        print_lines(terminal.stdout(), summary_lines(summary, place, least))


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


def summary_lines(summary: ScoringSummary, output: Place, least_words: int = 0) -> list[tuple[str, str]]:
    """Names and values of the summary; `least_words` is that of the job."""
    lines = [("output", str(output)), ("rows", f"{summary.rows:,}, of which {summary.kept:,} kept")]
    if summary.dropped:
        lines.append(("dropped", f"{summary.dropped:,} of them, with too high a score"))
    if summary.short:
        lines.append(
            (
                "short",
                f"{summary.short:,} of them, kept with as high a score, since they have less than {least_words} words",
            )
        )
    if summary.broken:
        places = ", ".join(summary.places)
        lines.append(("left out", f"{summary.broken:,} of them, which are not JSON objects in UTF-8: {places}"))
    if summary.no_text:
        lines.append(("no text", f"{summary.no_text:,} of them, kept without a score"))
    seconds = summary.seconds
    speed = summary.words / max(seconds, 1e-3)
    return [*lines, ("time", f"{clock(seconds)}, {summary.words:,} words, {speed:,.0f} words/s")]
