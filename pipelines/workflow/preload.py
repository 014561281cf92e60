"""The code of the stages, imported once per worker of Airflow, before it forks the process of each task.

Airflow forks the process of a task from a worker of its executor (LocalExecutor, CeleryExecutor; on Linux), and a
worker has none of our modules: each mapped task spends a second of CPU on imports (validate_pairs: 0.98 s, with its
fingerprint; 0.14 s where they are preloaded). Call `preload_stages` in `airflow_local_settings.py`, which every process
of Airflow imports: deploy/airflow_local_settings.py does it.

A worker that has preloaded the stages keeps their code until it is restarted, as it keeps Airflow's own.
"""

import sys
from collections.abc import Sequence

from pipelines.fingerprint import code_fingerprint

# Commands of Airflow whose processes fork tasks: `airflow scheduler` (LocalExecutor) and `airflow celery worker`.
COMMANDS = frozenset({"scheduler", "worker"})


def preload_stages(command: Sequence[str] = tuple(sys.argv)) -> bool:
    """Import all stages if `command` is one of Airflow's that fork tasks; return whether it is.

    Nothing is computed, so that no library has a thread or a lock to leave to a fork. The fingerprint of each stage is
    taken here too: that of files which change later would name the parts of the code that was preloaded.
    """
    if not COMMANDS.intersection(command[1:]):
        return False
    from pipelines import run  # noqa: PLC0415 - takes 1 s, and other commands do without

    for stage in run.STAGES.values():
        code_fingerprint(stage.__module__)
    return True
