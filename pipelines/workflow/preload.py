"""The code of the stages and tasks, imported once per worker of Airflow, before it forks the process of each task.

Airflow forks the process of a task from a worker of its executor (LocalExecutor, CeleryExecutor; on Linux), and a
worker has none of our modules: each task spends more than a second of CPU on imports and the fingerprint of its stage.
Call `preload_stages` in `airflow_local_settings.py`, which every process of Airflow imports:
deploy/airflow_local_settings.py does it, and `make up` uses that file.

Tasks that they fork multiply matrices on one thread, as the workers of `spindle build` do, unless OPENBLAS_NUM_THREADS
says otherwise: there is a task for each core already.

A worker that has preloaded the stages keeps their code until it is restarted, as it keeps Airflow's own.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from pipelines.fingerprint import code_fingerprint
from pipelines.workers import BLAS_THREADS

# Commands of Airflow whose processes fork tasks: `airflow scheduler` (LocalExecutor) and `airflow celery worker`.
COMMANDS = frozenset({"scheduler", "worker"})
# They import all others that dags/build_corpus.py needs; the last is that of `@task`.
TASK_MODULES = (
    *("pipelines.workflow.notify", "pipelines.workflow.approve", "pipelines.workflow.standing"),
    "airflow.providers.standard.decorators.python",
)


def preload_stages(command: Sequence[str] = tuple(sys.argv)) -> bool:
    """Import all stages and tasks if `command` is one of Airflow's that fork tasks; return whether it is.

    Nothing is computed, so that no library has a thread or a lock to leave to a fork. The fingerprint of each stage is
    taken here too: that of files which change later would name the parts of the code that was preloaded.
    """
    if not COMMANDS.intersection(command[1:]):
        return False
    os.environ.setdefault(BLAS_THREADS, "1")  # read when numpy is imported
    from pipelines import run  # noqa: PLC0415 - takes 1 s, and other commands do without
    from pipelines.probe.models import train_models  # noqa: PLC0415

    for name in TASK_MODULES:
        import_module(name)
    for stage in (*run.STAGES.values(), train_models):
        code_fingerprint(stage.__module__)
    return True
