"""The tasks of a run on any number of workers: a discrete simulation of greedy scheduling.

A task is ready when all that it needs has ended. The scheduler starts ready tasks in their order, no more than so many
a second, on slots that are free; a task holds its slot from its start to its end, and starting costs time of its own.
"""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scaling.dag import Task


@dataclass(frozen=True)
class Cluster:
    """Workers, and the cost of starting a task.

    slots             tasks at the same time
    start_seconds     from the moment a task is taken up to its first line of work
    tasks_per_second  tasks that the scheduler starts in a second, whatever the slots
    """

    slots: int
    start_seconds: float
    tasks_per_second: float


@dataclass(frozen=True)
class Outcome:
    """A simulated run: its wall time, the time that slots were held, and the end of each stage, in seconds."""

    seconds: float
    busy_seconds: float
    ends: dict[str, float]


def simulate(tasks: Sequence[Task], cluster: Cluster) -> Outcome:
    """Run the tasks, whose needs come before them; raise ValueError if a task can never start."""
    waiting = [len(task.needs) for task in tasks]
    followers: dict[int, list[int]] = defaultdict(list)
    for number, task in enumerate(tasks):
        for needed in task.needs:
            followers[needed].append(number)
    ready = [number for number, n_needs in enumerate(waiting) if not n_needs]
    running: list[tuple[float, int]] = []
    ends: dict[str, float] = {}
    now = next_start = busy = 0.0
    n_done = 0
    while ready or running:
        if ready and len(running) < cluster.slots:
            begin = max(now, next_start)
            if not running or begin < running[0][0]:  # what ends now may make an earlier task ready
                number = heapq.heappop(ready)
                held = cluster.start_seconds + tasks[number].seconds
                next_start, busy = begin + 1 / cluster.tasks_per_second, busy + held
                heapq.heappush(running, (begin + held, number))
                continue
        now, number = heapq.heappop(running)
        n_done += 1
        ends[tasks[number].stage] = now
        for follower in followers[number]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, follower)
    if n_done < len(tasks):
        raise ValueError(f"expected needs without circles, but {len(tasks) - n_done} tasks never became ready")
    return Outcome(now, busy, ends)
