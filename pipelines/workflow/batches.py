"""Batches of parts: a mapped task works through several parts, one after the other.

Starting a task costs a second or two, so a stage gets as many tasks as may run at once, and more of them only for a
large corpus, where workers that differ in speed should not wait long for the slowest. Which parts there are does not
depend on it: each has its own receipt, and a task that is tried again computes only the parts that are not finished.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any

from airflow.configuration import conf

from pipelines.workflow.confine import read_config

Json = dict[str, Any]
# A batch has an item for each of its parts: what a mapped task takes, or what it returns.
Batch = list[Any]
Batches = list[Batch]
# Most mapped tasks of a stage: Airflow refuses 1,024, and its scheduler slows well before that.
MAX_TASKS = 256
# Parts that a task may have before a stage gets more tasks than may run at once: 128 MiB of input and more.
PARTS_PER_TASK = 32


def batch_parts(groups: Sequence[Sequence[Json]], config: Json) -> Batches:
    """Cut groups of raw parts, of which each becomes one part, into consecutive batches of about as many rows."""
    n_tasks = count_tasks(len(groups), find_slots(), read_config(config).ingest_articles.max_tasks)
    rows = [sum(sum(part["rows"].values()) for part in group) for group in groups]
    return [list(groups[batch]) for batch in cut_batches(rows, n_tasks)]


def join_batches(batches: Sequence[Any]) -> list[Any]:
    """Return what the tasks of a stage returned, part by part.

    Of a mapped task group with one task, Airflow gives what that task returned, and no list of it.

    >>> join_batches([[{"n": 0}], [{"n": 1}]]), join_batches([{"n": 0}, {"n": 1}])
    ([{'n': 0}, {'n': 1}], [{'n': 0}, {'n': 1}])
    """
    if len(batches) and isinstance(batches[0], Mapping):
        return list(batches)
    return list(chain.from_iterable(batches))


def label_of(item: Any) -> str:
    """Return the label of the part that an item of a batch is: a group of raw parts, a part, or a chain of parts.

    >>> part = {"label": "part 00003"}
    >>> label_of([part, {"label": "part 00004"}]), label_of(part), label_of({"articles": part, "pairs": part})
    ('part 00003', 'part 00003', 'part 00003')
    """
    if isinstance(item, list):
        item = item[0]
    return str(item["label"] if "label" in item else item["articles"]["label"])


def name_batch(labels: Sequence[str]) -> str:
    """Return the name of a batch in the UI, from the labels of its parts.

    >>> name_batch(["part 00003"]), name_batch(["part 00003", "part 00004", "part 00005"])
    ('part 00003', 'part 00003 to part 00005')
    """
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"


def find_slots() -> int:
    """Return the number of tasks of a DAG that this Airflow may run at once."""
    return min(conf.getint("core", name) for name in ("parallelism", "max_active_tasks_per_dag"))


def count_tasks(n_parts: int, n_slots: int, max_tasks: int | None = None) -> int:
    """Return the number of mapped tasks of a stage.

    n_slots    number of tasks that may run at once
    max_tasks  most tasks, as the configuration says; None: it says nothing

    >>> [count_tasks(n_parts, 2) for n_parts in (1, 3, 64, 65, 180, 100_000)]
    [1, 2, 2, 4, 6, 256]
    >>> [count_tasks(n_parts, 16) for n_parts in (1, 3, 64, 65, 180, 100_000)]
    [1, 3, 16, 16, 16, 256]
    """
    if max_tasks is not None:
        return min(n_parts, max_tasks)
    rounds = -(-n_parts // (n_slots * PARTS_PER_TASK))
    return min(n_parts, n_slots * rounds, MAX_TASKS)


def cut_batches(sizes: Sequence[int], n_batches: int) -> list[slice]:
    """Cut items into exactly `n_batches` consecutive batches of about the same size, none of them empty.

    >>> cut_batches([5, 5, 5, 5, 40], 2)
    [slice(0, 4, None), slice(4, 5, None)]
    """
    weights = [size + 1 for size in sizes]  # an item without rows still takes its place
    middles = [end - weight / 2 for end, weight in zip(accumulate(weights), weights, strict=True)]
    borders = [0]
    for number in range(1, n_batches):
        border = bisect(middles, sum(weights) * number / n_batches)
        borders.append(min(max(border, borders[-1] + 1), len(sizes) - n_batches + number))
    return [slice(start, end) for start, end in pairwise([*borders, len(sizes)])]
