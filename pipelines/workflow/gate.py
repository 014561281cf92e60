"""The gate of DAGs that run after a release: its verdict decides whether their tasks run or are skipped.

    @dag(schedule=dataset_asset("news"))
    def train_on_news():
        train(require_passed("news"))

With Airflow's data-quality provider, `require_quality(dataset_asset("news"), min_score=1)` does the same: an event of a
release carries the summary that it reads.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import task

from pipelines.quality.suites.verdict import PASSED, WARNED
from pipelines.workflow.assets import dataset_asset

log = logging.getLogger(__name__)


def require_passed(dataset: str, *, warnings: bool = False) -> Any:
    """Return a task whose value is the path of the release that the run was triggered by.

    All tasks after it are skipped unless the verdict is "passed" or, with `warnings`, "passed with warnings".
    """
    asset, verdicts = dataset_asset(dataset), (PASSED, WARNED) if warnings else (PASSED,)

    @task.short_circuit(task_id=f"require_passed_{dataset}")
    def gate(triggering_asset_events: Any = None) -> str:
        return passed_release(dataset, (triggering_asset_events or {}).get(asset, []), verdicts)

    return gate()


def passed_release(dataset: str, events: Sequence[Any], verdicts: Sequence[str]) -> str:
    """Return the path in the newest event if its verdict is one of some; else "", and log why.

    events  of the asset of the dataset, oldest first
    """
    extra = events[-1].extra if events else None
    if not isinstance(extra, Mapping) or not extra.get("path"):
        log.warning("no release of %s triggered this run, so its tasks are skipped: a new release starts it", dataset)
        return ""
    if extra.get("verdict") not in verdicts:
        attention = "; ".join(map(str, extra.get("attention") or ())) or "see its report"
        log.warning(
            "%s %s is %s, expected %s, so the tasks are skipped: %s",
            *(dataset, extra.get("version"), extra.get("verdict"), " or ".join(verdicts), attention),
        )
        return ""
    return str(extra["path"])
