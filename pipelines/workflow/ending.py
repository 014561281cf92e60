"""The last tasks of a run, whose states are that of the run.

None of them is a teardown: Airflow leaves the teardowns of a run that is marked as failed to end, and then judges it by
its other tasks. Those that had not begun count as skipped, and the run as successful.
"""

from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator

from pipelines.workflow.policy import AFTER_ALL, AFTER_SKIPPED


def end_run(published: Any, told: Any) -> Any:
    """Put `told` and the end of the run after `published`, the outputs of notify_people and publish_release.

    The run fails if a task up to publish_release fails. No run fails because a mail server is away: end_notices
    succeeds whatever notify_people does. Both tasks at the end need no worker.
    """
    published >> EmptyOperator(task_id="end_run", trigger_rule=AFTER_SKIPPED)
    published >> told >> EmptyOperator(task_id="end_notices", trigger_rule=AFTER_ALL)
    return published
