"""The progress of a build: a bar for each stage and one for all on a terminal, a line from time to time elsewhere."""

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
TOTAL = "total"
# Share of each stage in the time of a build: 10,000 articles of news under the default configuration on two cores.
COSTS = {
    "ingest_articles": 0.104,
    "group_duplicates": 0.008,
    "spin_articles": 0.201,
    "validate_pairs": 0.064,
    "audit_corpus": 0.132,
    "probe_corpus": 0.475,
    "publish_release": 0.016,
}
# Share of the work from which on the time that is left can be estimated.
ENOUGH = 0.02
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
    step: str = ""

    def add(self, step: Step) -> None:
        self.done, self.total, self.step = step.done, step.total, step.step
        if step.part is not None:
            self.rows += step.part.n_rows
            self.reused += step.part.reused
            self.words += 0 if step.part.reused else step.part.n_words

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    def parts(self) -> str:
        return f"{self.done:,}/{self.total:,}"

    def notes(self) -> str:
        """The step within a part, speed and reuse."""
        speed = f"{self.words / max(self.seconds, 1e-3):,.0f} words/s" if self.words else ""
        reused = f"{self.reused:,} reused" if self.reused else ""
        return ", ".join(note for note in (self.step, speed, reused) if note)


@dataclass
class TotalProgress:
    """The progress of all stages together: shares of the work, by what each stage costs.

    computed  share of this run
    within    share of the part that is at work, which its steps tell
    reused    share that earlier runs had computed, which took no time
    end       estimated time of the end, by the clock of `began`; None while there is too little to go by
    """

    began: float = field(default_factory=time.monotonic)
    computed: float = 0.0
    reused: float = 0.0
    end: float | None = None
    within: float = 0.0

    def add(self, step: Step, now: float | None = None) -> None:
        self.within = COSTS[step.stage] * step.share / step.total
        if step.step:
            self.advance(self.computed, now)
        if step.step or not step.done:
            return
        share = COSTS[step.stage] / step.total
        if step.part is not None and step.part.reused:
            self.reused += share
            self.advance(self.computed, now)
        else:
            self.advance(self.computed + share, now)

    def advance(self, computed: float, now: float | None = None) -> None:
        """Set the share that this run has computed, and estimate the end anew."""
        self.computed = computed
        seconds = (time.monotonic() if now is None else now) - self.began
        if (computed := self.computed + self.within) >= ENOUGH:
            self.end = self.began + seconds * (1 + (1 - self.done) / computed)

    @property
    def done(self) -> float:
        return min(1.0, self.computed + self.within + self.reused)

    def notes(self, now: float | None = None) -> str:
        """The time that is left, counting down between two estimates."""
        left = 0.0 if self.end is None else self.end - (time.monotonic() if now is None else now)
        return f"about {clock(left)} left" if left >= 1 else ""


def clock(seconds: float) -> str:
    """Minutes and seconds.

    >>> clock(75.2)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


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
        return Text("" if seconds is None else clock(seconds))


class _Notes(ProgressColumn):
    """Speed and reuse of a stage, and the time that all of them still need."""

    def render(self, task: Task) -> Text:
        return Text(task.fields["notes"](), style="dim")


class _Bars:
    """A bar for each stage and one for all, shown from the first step on, so that an early error stands alone."""

    def __init__(self, console: Console, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[parts]}", justify="right"),
            _Clock(),
            _Notes(),
            console=console,
        )
        self._tallies: dict[str, StageProgress] = {}
        self._total = TotalProgress()
        self._tasks: dict[str, TaskID] = {
            stage: self._bars.add_task(stage, start=False, total=1, parts="", notes=str) for stage in (*STAGES, TOTAL)
        }

    def __call__(self, step: Step) -> None:
        if not self._tallies:
            self._begin()
            self._bars.start()
            self._total = TotalProgress()
            self._bars.start_task(self._tasks[TOTAL])
        task = self._tasks[step.stage]
        if step.stage not in self._tallies:
            self._tallies[step.stage] = StageProgress(step.stage)
            self._bars.start_task(task)
        tally = self._tallies[step.stage]
        tally.add(step)
        done = step.done + step.share
        self._bars.update(task, completed=done, total=step.total, parts=tally.parts(), notes=tally.notes)
        self._total.add(step)
        done = self._total.done
        self._bars.update(self._tasks[TOTAL], completed=done, parts=f"{done:.0%}", notes=self._total.notes)

    def stop(self) -> None:
        self._bars.stop()


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._tallies: dict[str, StageProgress] = {}
        self._before = StageProgress(BEFORE)
        self._total = TotalProgress()
        self._said = 0.0

    def __call__(self, step: Step) -> None:
        if not self._tallies:
            self._say(f"{BEFORE:<17} {step.total:>7,} parts, {self._before.seconds:.1f} s")
            self._total = TotalProgress()
        tally = self._tallies.setdefault(step.stage, StageProgress(step.stage))
        tally.add(step)
        self._total.add(step)
        if tally.is_done or time.monotonic() - self._said > LOG_SECONDS:
            notes = "".join(f", {note}" for note in (tally.notes(), self._total.notes()) if note)
            self._say(f"{tally.stage:<17} {tally.parts():>7} parts, {tally.seconds:.1f} s{notes}")

    def _say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)
        self._said = time.monotonic()


@contextmanager
def show_steps(console: Console) -> Iterator[tuple[Callable[[str], None], Callable[[float], None]]]:
    """Yield two functions, for the name of a step as it begins and for the share of all work that is done."""
    total = TotalProgress()
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=12), TextColumn("{task.percentage:>3.0f}%"))
        with Progress(*columns, _Clock(), _Notes(), console=console, transient=True) as bar:
            task = bar.add_task("starting", total=1.0, notes=total.notes)

            def tell(share: float) -> None:
                total.advance(share)
                bar.update(task, completed=share)

            yield lambda step: bar.update(task, description=step), tell
        return
    said = time.monotonic()

    def say(text: str) -> None:
        nonlocal said
        said = time.monotonic()
        notes = "".join(f", {note}" for note in (f"{total.done:.0%} done" if total.done else "", total.notes()) if note)
        console.print(f"{text}{notes}", soft_wrap=True)

    def tell_from_time_to_time(share: float) -> None:
        total.advance(share)
        if time.monotonic() - said > LOG_SECONDS:
            say("learning")

    yield say, tell_from_time_to_time
