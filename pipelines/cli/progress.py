"""The progress of a build: a bar for each stage on a terminal, a line from time to time elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from pipelines.run import STAGES
from pipelines.run import Progress as Step

# The step before the first stage: the input is read once and cut into parts.
BEFORE = "split_input"
# In a log file: a line at the end of a stage, and one every so many seconds before.
LOG_SECONDS = 15.0


@dataclass
class StageProgress:
    """The progress of one stage so far."""

    stage: str
    began: float = field(default_factory=time.monotonic)
    done: int = 0
    total: int = 0
    reused: int = 0
    rows: int = 0
    words: int = 0

    def add(self, step: Step) -> None:
        self.done, self.total = step.done, step.total
        if step.part is not None:
            self.rows += step.part.n_rows
            self.reused += step.part.reused
            self.words += 0 if step.part.reused else int(step.part.statistics.get("n_words", 0))

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    def parts(self) -> str:
        return f"{self.done:,}/{self.total:,}"

    def notes(self) -> str:
        """Speed and reuse."""
        speed = f"{self.words / max(self.seconds, 1e-3):,.0f} words/s" if self.words else ""
        reused = f"{self.reused:,} reused" if self.reused else ""
        return ", ".join(note for note in (speed, reused) if note)


@contextmanager
def show_progress(console: Console) -> Iterator[Callable[[Step], None]]:
    """Yield the function that takes the progress reports of a build."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    with console.status(f"{BEFORE}: reading the input") as waiting:
        bars = _Bars(console, waiting.stop)
        try:
            yield bars
        finally:
            bars.stop()


class _Clock(ProgressColumn):
    """Minutes and seconds since the stage began; empty before."""

    def render(self, task: Task) -> Text:
        seconds = task.finished_time if task.finished else task.elapsed
        return Text("" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}")


class _Bars:
    """A bar for each stage, shown from the first step on, so that an early error stands alone."""

    def __init__(self, console: Console, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[parts]}", justify="right"),
            _Clock(),
            TextColumn("{task.fields[notes]}", style="dim"),
            console=console,
        )
        self._tallies: dict[str, StageProgress] = {}
        self._tasks: dict[str, TaskID] = {
            stage: self._bars.add_task(stage, start=False, total=1, parts="", notes="") for stage in STAGES
        }

    def __call__(self, step: Step) -> None:
        if not self._tallies:
            self._begin()
            self._bars.start()
        task = self._tasks[step.stage]
        if step.stage not in self._tallies:
            self._tallies[step.stage] = StageProgress(step.stage)
            self._bars.start_task(task)
        tally = self._tallies[step.stage]
        tally.add(step)
        self._bars.update(task, completed=step.done, total=step.total, parts=tally.parts(), notes=tally.notes())

    def stop(self) -> None:
        self._bars.stop()


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._tallies: dict[str, StageProgress] = {}
        self._before = StageProgress(BEFORE)
        self._said = 0.0

    def __call__(self, step: Step) -> None:
        if not self._tallies:
            self._say(f"{BEFORE:<17} {step.total:>7,} parts, {self._before.seconds:.1f} s")
        tally = self._tallies.setdefault(step.stage, StageProgress(step.stage))
        tally.add(step)
        if tally.is_done or time.monotonic() - self._said > LOG_SECONDS:
            notes = f", {tally.notes()}" if tally.notes() else ""
            self._say(f"{tally.stage:<17} {tally.parts():>7} parts, {tally.seconds:.1f} s{notes}")

    def _say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)
        self._said = time.monotonic()
