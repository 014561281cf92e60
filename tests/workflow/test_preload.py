import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A worker that forks a task, as Airflow's supervisor does: the task has the modules already, and can compute with them.
FORKS = """
import os, sys
from pipelines.workflow.preload import preload_stages
assert preload_stages(["airflow", "scheduler"])
task = os.fork()
if not task:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    from pipelines.fingerprint import code_fingerprint
    stages = [name for name in sys.modules if name.startswith("pipelines.stages.")]
    table = pa.table({"x": np.arange(100_000) % 7}).group_by("x").aggregate([("x", "count")])
    dags = {"pipelines.workflow.tasks", "pipelines.workflow.xcoms", "pipelines.workflow.approve"}
    assert dags <= set(sys.modules) and os.environ["OPENBLAS_NUM_THREADS"] == os.environ.get("GIVEN", "1")
    known = code_fingerprint.cache_info().currsize
    code_fingerprint("pipelines.stages.validate_pairs")
    assert len(stages) == 7 and len(table) == 7 and code_fingerprint.cache_info().currsize == known
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(task, 0)[1]))
"""
KEEPS = """
import sys
from pipelines.workflow.preload import preload_stages
assert not preload_stages(sys.argv[1:])
assert not [name for name in sys.modules if name.startswith("pipelines.stages.")]
"""


def run(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="Airflow forks tasks on Linux")
def test_preload_stages_leaves_them_to_a_forked_task(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    done = run(FORKS)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="Airflow forks tasks on Linux")
def test_preload_stages_keeps_a_given_number_of_threads(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    monkeypatch.setenv("GIVEN", "2")
    done = run(FORKS)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [["airflow", "api-server"], ["airflow", "dags", "list"], ["spindle", "build"]])
def test_preload_stages_leaves_other_commands_alone(command):
    done = run(KEEPS, *command)
    assert (done.returncode, done.stderr) == (0, "")
