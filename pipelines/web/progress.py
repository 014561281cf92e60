"""The progress of a run of build_corpus, task by task and part by part, from Airflow's task instances and their XComs.

A task leaves an XCom of a few figures (`summary`), or of the reason why it failed (`stopped`); see
pipelines.workflow.xcoms. A mapped task works through a batch of parts: each of them is an instance here, with a state
of its own. This module only counts; pipelines.web.run reads the database.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pipelines.workflow.handed import TAKES

Json = Mapping[str, Any]
# Tasks of build_corpus in order; tasks of other DAGs follow by name.
TASKS = (
    *("check_run", "split_input", "ingest_articles", "drop_copies", "link_duplicates", "group_duplicates"),
    *("spin_articles", "validate_pairs"),
    *("audit_corpus", "train_models", "probe_corpus", "approve_release", "publish_release"),
    *("notify_people", "end_run", "end_notices"),
)
# Tasks that work through batches of parts: the batch of an index has the same parts in each of them.
BATCHED = tuple(TAKES)
# Airflow's state -> kind shown; all other states are waiting.
KINDS = {
    "success": "done",
    "running": "running",
    "restarting": "running",
    "failed": "failed",
    "upstream_failed": "unreached",
    "skipped": "skipped",
    "removed": "skipped",
}
WORDS = {
    "queued": "queued",
    "up_for_retry": "tries again",
    "awaiting_input": "waits for approval",
    "upstream_failed": "not reached",
}
ORDER = ("failed", "running", "waiting", "unreached", "done", "skipped")


@dataclass(frozen=True)
class Instance:
    """One task instance, or one part of its batch.

    label    its name in Airflow: the part's label for a mapped task
    summary  its figures; empty unless it succeeded
    number   of the part in its batch
    """

    task: str
    index: int
    state: str | None
    label: str = ""
    start: datetime | None = None
    end: datetime | None = None
    summary: Json = field(default_factory=dict)
    number: int = 0

    @property
    def kind(self) -> str:
        return KINDS.get(self.state or "", "waiting")

    @property
    def word(self) -> str:
        """The state in a word or two."""
        if self.kind == "done" and self.summary.get("reused"):
            return "reused"
        return WORDS.get(self.state or "", self.kind)

    @property
    def rows(self) -> int | None:
        return self.summary.get("rows")

    @property
    def took(self) -> float | None:
        """Seconds that it took, if it has ended."""
        if "seconds" in self.summary:
            return float(self.summary["seconds"])
        return (self.end - self.start).total_seconds() if self.start and self.end else None

    @property
    def row(self) -> tuple[bool, int, int]:
        """The row that it shares with the same part of other tasks; jobs of other mapped tasks have their own."""
        return self.task not in BATCHED, self.index, self.number

    @property
    def rejected(self) -> int:
        return sum((self.summary.get("rejected") or {}).values())


@dataclass(frozen=True)
class Step:
    """A task with all of its instances."""

    task: str
    instances: tuple[Instance, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Kind -> number of instances, in the order of a bar."""
        counts = Counter(instance.kind for instance in self.instances)
        return {
            kind: counts[kind]
            for kind in ("done", "skipped", "running", "failed", "unreached", "waiting")
            if counts[kind]
        }

    @property
    def total(self) -> int:
        return len(self.instances)

    @property
    def is_mapped(self) -> bool:
        return any(instance.index >= 0 for instance in self.instances)

    @property
    def word(self) -> str:
        """The step in a few words: the state of its only instance, or the number of instances in each state."""
        if not self.is_mapped:
            return self.instances[0].word
        again = sum(instance.state == "up_for_retry" for instance in self.instances)
        counts = {**self.counts, "waiting": self.counts.get("waiting", 0) - again, WORDS["up_for_retry"]: again}
        return ", ".join(f"{number:,} {kind}" for kind, number in counts.items() if number)

    @property
    def rows(self) -> int | None:
        known = [instance.rows for instance in self.instances if instance.rows is not None]
        return sum(known) if known else None

    @property
    def rejected(self) -> dict[str, int]:
        """Reason -> rows, most first."""
        total: Counter[str] = Counter()
        for instance in self.instances:
            total.update(instance.summary.get("rejected") or {})
        return dict(total.most_common())

    @property
    def seconds(self) -> float | None:
        """Seconds from the first start to the last end, or to now while it runs."""
        ran = [instance for instance in self.instances if instance.start and instance.kind != "unreached"]
        starts = [instance.start for instance in ran if instance.start]
        if not starts:
            return None
        ends = [instance.end or datetime.now(UTC) for instance in ran]
        return max(0.0, (max(ends) - min(starts)).total_seconds())

    @property
    def finished(self) -> dict[str, int]:
        """Kind -> number of the instances that have come to an end by running: the filled part of a bar."""
        return {kind: number for kind, number in self.counts.items() if kind in ("done", "failed")}

    @property
    def left(self) -> str:
        """The time that the rest of the parts will take, in words; empty while it cannot be told.

        From the mean time of the parts computed so far, with as many at once as now; those that run are half done.
        """
        computed = [instance for instance in self.instances if instance.kind == "done" and instance.word != "reused"]
        took = [instance.took for instance in computed if instance.took is not None]
        running, waiting = self.counts.get("running", 0), self.counts.get("waiting", 0)
        if not (self.is_mapped and took and running):
            return ""
        seconds = sum(took) / len(took) * (waiting + running / 2) / running
        if seconds < 60:
            return "less than a minute left"
        minutes = round(seconds / 60)
        return f"about {minutes} min left" if minutes < 60 else f"about {minutes // 60} h {minutes % 60} min left"

    @property
    def share(self) -> float:
        """Share of the instances that have come to an end, 0-1; a running one counts half."""
        ended = sum(
            number for kind, number in self.counts.items() if kind in ("done", "skipped", "failed", "unreached")
        )
        return (ended + self.counts.get("running", 0) / 2) / self.total

    @property
    def rejected_share(self) -> float | None:
        """Share of the rows read so far that were rejected; None before the first."""
        dropped = sum(self.rejected.values())
        return dropped / (dropped + self.rows) if self.rows is not None and dropped + self.rows else None

    @property
    def throughput(self) -> float | None:
        """Words per second of all workers, over the time since the first part began."""
        words = sum(i.summary.get("n_words", 0) for i in self.instances if not i.summary.get("reused"))
        return words / self.seconds if words and self.seconds else None

    @property
    def speed(self) -> float | None:
        """Words per second of one worker, over the parts that were computed and not reused."""
        made = [i.summary for i in self.instances if i.summary.get("n_words") and not i.summary.get("reused")]
        seconds = sum(summary["seconds"] for summary in made)
        return sum(summary["n_words"] for summary in made) / seconds if seconds else None


def steps_of(instances: Sequence[Instance]) -> list[Step]:
    """Return the tasks in order, each with its instances by index; a batch is an instance for each of its parts."""
    names = sorted({instance.task for instance in instances}, key=lambda name: (_place(name), name))
    labels = {each.index: each.summary["labels"] for each in instances if "labels" in each.summary}
    by_index = sorted(instances, key=lambda instance: instance.index)
    parts = [
        part
        for instance in by_index
        for part in (
            _split_batch(instance, labels[instance.index])
            if instance.task in BATCHED and instance.index in labels
            else [instance]
        )
    ]
    return [Step(name, tuple(part for part in parts if part.task == name)) for name in names]


def _split_batch(instance: Instance, labels: Sequence[str]) -> list[Instance]:
    """The parts of a batch: done where there are figures; the next has the state of the task, the rest none yet."""
    figures = instance.summary.get("parts", [])
    rest = {"running": None, "failed": "upstream_failed"}.get(instance.kind, instance.state)
    rest = None if instance.state == "up_for_retry" else rest
    states = ["success"] * len(figures) + [instance.state] + [rest] * len(labels)
    summaries = [*figures, *([{}] * (len(labels) - len(figures)))]
    return [
        replace(instance, state=state, label=label, summary=summary, number=number)
        for number, (label, state, summary) in enumerate(zip(labels, states, summaries, strict=False))
    ]


def share_done(steps: Sequence[Step]) -> float:
    """Share of a run that is done, 0-1: the mean over its tasks, since the parts of later ones are not known yet."""
    return sum(step.share for step in steps) / len(steps) if steps else 0.0


def time_left(steps: Sequence[Step]) -> str:
    """The time that the running tasks will take, in words; empty while it cannot be told."""
    return "; ".join(f"{step.left} of {step.task}" for step in steps if step.left)


def parts_of(steps: Sequence[Step]) -> list[tuple[str, list[Instance | None]]]:
    """Return each part with its instance of every mapped task, or None; failed and running parts come first."""
    mapped = [step for step in steps if step.is_mapped]
    found = [{instance.row: instance for instance in step.instances if instance.index >= 0} for step in mapped]
    rows = []
    for row in sorted(set().union(*found)):
        cells = [instances.get(row) for instances in found]
        label = next((cell.label for cell in cells if cell and cell.label), f"part {row[1]}")
        rows.append((label, cells))
    return sorted(
        rows, key=lambda row: min(ORDER.index(cell.kind) if cell else ORDER.index("waiting") for cell in row[1])
    )


def _place(name: str) -> int:
    return TASKS.index(name) if name in TASKS else len(TASKS)
