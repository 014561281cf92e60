"""The tasks of build_corpus with their real dependencies, read from the DAG itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAGS = Path(__file__).resolve().parents[2] / "dags"


@dataclass(frozen=True)
class Stage:
    """A task of the DAG.

    needs   the tasks before it
    mapped  True if it is mapped over parts
    chain   name of its mapped task group: its tasks wait only for their own part within the group
    """

    name: str
    needs: tuple[str, ...]
    mapped: bool
    chain: str | None = None


@dataclass(frozen=True)
class Task:
    """One task of a run: its stage, its seconds of work, and the tasks that it waits for, by their numbers."""

    stage: str
    seconds: float
    needs: tuple[int, ...]


def read_dag() -> list[Stage]:
    """Return the tasks of build_corpus in an order that respects their dependencies."""
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415 - costs seconds

    bag = DagBag(dag_folder=str(DAGS), bundle_name="scaling")
    if bag.import_errors:
        raise SystemExit(f"the DAGs in {DAGS} cannot be read: {bag.import_errors}")
    tasks = bag.dags["build_corpus"].topological_sort()
    return [_stage(task) for task in tasks if task.task_id not in ("notify_people", "end_run", "end_notices")]


def _stage(task: Any) -> Stage:
    group = next(task.iter_mapped_task_groups(), None)
    needs = tuple(sorted(task.upstream_task_ids))
    return Stage(task.task_id, needs, task.is_mapped or group is not None, group.group_id if group else None)


def plan_tasks(stages: list[Stage], sizes: Mapping[str, int], seconds: Callable[[str, int], float]) -> list[Task]:
    """Return the tasks of a run.

    sizes    mapped stage -> number of its tasks; other stages have one
    seconds  seconds of a task by stage and number
    """
    chains = {stage.name: stage.chain for stage in stages}
    tasks: list[Task] = []
    numbers: dict[str, list[int]] = {}
    for stage in stages:
        n_tasks = sizes[stage.name] if stage.mapped else 1
        numbers[stage.name] = list(range(len(tasks), len(tasks) + n_tasks))
        for index in range(n_tasks):
            needs: list[int] = []
            for name in stage.needs:
                alike = stage.chain and chains.get(name) == stage.chain
                needs += [numbers[name][index]] if alike else numbers[name]
            tasks.append(Task(stage.name, seconds(stage.name, index), tuple(needs)))
    return tasks
