"""A run of the DAG watched to its end, and disturbed: a worker killed, the broker stopped, the scheduler restarted."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cluster.api import Api
from cluster.components import Components
from cluster.processes import ClusterError, ancestors
from cluster.services import Broker

POLL = 0.5
# Nothing waits for the moment in a calm run, and each look costs the API server time that the workers lack.
CALM_POLL = 5.0
SHOW_SECONDS = 15
DOWN_SECONDS = 10
N_DISTURBANCES = 3
MAPPED = ("ingest_articles", "spin_articles", "validate_pairs")
ENDED = ("success", "failed")


@dataclass
class Progress:
    """Task instances of a run, as last seen."""

    tasks: list[dict[str, Any]] = field(default_factory=list)

    def counts(self, task: str) -> Counter[str]:
        """State -> number of instances of a task."""
        return Counter(str(each["state"]) for each in self.tasks if each["task_id"] == task)

    def share(self, task: str) -> float:
        """Share of a mapped task's instances that have succeeded."""
        counts = self.counts(task)
        return counts["success"] / counts.total() if counts else 0.0

    def running(self, task: str) -> list[dict[str, Any]]:
        """Instances of a task that run in a process."""
        return [each for each in self.tasks if each["task_id"] == task and each["state"] == "running" and each["pid"]]

    def describe(self) -> str:
        """One line: what is done of each mapped task, and what else runs.

        >>> Progress([{"task_id": "spin_articles", "state": state} for state in ("success", "running")]).describe()
        'spin_articles 1/2'
        """
        parts = [f"{task} {counts['success']}/{counts.total()}" for task in MAPPED if (counts := self.counts(task))]
        others = [
            each["task_id"] for each in self.tasks if each["state"] == "running" and each["task_id"] not in MAPPED
        ]
        return ", ".join([*parts, *sorted(others)]) or "nothing has begun"


@dataclass
class Run:
    """A run of the DAG in a cluster.

    killed  (task, index) of the instances whose worker was killed
    made    the disturbances made so far
    """

    api: Api
    components: Components
    broker: Broker
    say: Callable[[str], None]
    killed: list[tuple[str, int]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def watch(self, run: str, seconds: float, *, disturbed: bool) -> dict[str, Any]:
        """Wait for the end of a run; return it. Raise ClusterError if time is up, or a process ends by itself."""
        end, shown = time.monotonic() + seconds, 0.0
        progress = Progress()
        left = self.disturb(progress) if disturbed else iter(())
        while (found := self.api.read_run(run))["state"] not in ENDED:
            progress.tasks = self.api.read_tasks(run)
            next(left, None)
            if time.monotonic() > shown + SHOW_SECONDS:
                shown = time.monotonic()
                self.say(progress.describe())
            if time.monotonic() > end:
                raise ClusterError(f"expected the run to end within {seconds:.0f} s: {progress.describe()}")
            self.components.processes.check()
            time.sleep(POLL if disturbed else CALM_POLL)
        if disturbed and len(self.made) < N_DISTURBANCES:
            raise ClusterError(
                f"expected a run that lasts until {N_DISTURBANCES} disturbances are made, "
                f"it ended after {len(self.made)}: give it more --articles"
            )
        return found

    def disturb(self, progress: Progress) -> Iterator[None]:
        """Make the disturbances, each when the run has come so far; yield between two looks at it."""
        while not (progress.share("spin_articles") >= 0.2 and self.kill_spinning(progress)):
            yield
        # A worker that finds no broker when it starts ends, and waits for none.
        while progress.share("spin_articles") < 0.5 or not self.components.all_workers_answer():
            yield
        self.note(f"Redis stops for {DOWN_SECONDS} s")
        self.broker.stop()
        time.sleep(DOWN_SECONDS)
        self.broker.start()
        self.say("Redis runs again")
        while progress.share("validate_pairs") < 0.2:
            yield
        self.note("the scheduler is killed with -9 and started again")
        self.components.restart_scheduler()

    def note(self, disturbance: str) -> None:
        """Take down a disturbance, and say it."""
        self.made.append(disturbance)
        self.say(disturbance)

    def kill_spinning(self, progress: Progress) -> bool:
        """Kill a worker while it spins a part, start another; return False if none spins now."""
        for task in progress.running("spin_articles"):
            above = ancestors(task["pid"])
            for name, process in self.components.processes.running.items():
                if process.pid in above:
                    self.components.kill_worker(name)
                    self.killed.append((task["task_id"], task["map_index"]))
                    new = self.components.add_worker()
                    part = task["map_index"]
                    self.note(f"{name} is killed with -9 while it spins part {part}, and {new} starts")
                    return True
        return False
