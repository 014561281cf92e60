"""A run of build_corpus by a real LocalExecutor, as `make up` sets it up: its seconds, and those of its tasks."""

import re
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT), str(ROOT / "tests")]  # in this order: there is tests/schemas, too

from web import live  # noqa: E402 - the tests' own way to start Airflow, found by the line above

# As `make up` sets it.
SETTINGS = dict(re.findall(r"(AIRFLOW__(?:SCHEDULER|WORKERS)__\w+)=(\S+)", (ROOT / "Makefile").read_text()))
# Seconds until Airflow's servers are idle after their start.
SETTLE = 15
RUN_ID = "measured"


def measure_dag(news: Path, *, workers: int) -> dict[str, Any]:
    """Run the DAG once on `news` with the configuration `news`; return its figures.

    seconds  from the start of the run to its end, by Airflow's database
    tasks    number of its task instances
    stages   task id -> seconds from its first start to its last end
    """
    with TemporaryDirectory() as folder:
        home, output = Path(folder, "home"), Path(folder, "out")
        (home / "config").mkdir(parents=True)
        shutil.copy(ROOT / "deploy" / "airflow_local_settings.py", home / "config")
        settings = SETTINGS | {"AIRFLOW__CORE__PARALLELISM": str(workers)}
        env = live.airflow_env(home, [output], settings.items())
        live.set_up(env)
        with live.run_airflow(env, "standalone") as address:
            time.sleep(SETTLE)
            form = {"config": "news", "input": str(news), "output": str(output), "dataset": "news"}
            _call(address, "", {"dag_run_id": RUN_ID, "logical_date": None, "conf": form})
            run = _wait(address)
            tasks = _call(address, f"/{RUN_ID}/taskInstances?limit=1000")
    if run["state"] != "success":
        raise SystemExit(f"the DAG on {news} ended with {run['state']}")
    ran = [task for task in tasks["task_instances"] if task["start_date"] and task["end_date"]]
    return {
        "workers": workers,
        "seconds": _seconds(run["start_date"], run["end_date"]),
        "tasks": len(tasks["task_instances"]),
        "stages": {
            name: _seconds(min(task["start_date"] for task in of_it), max(task["end_date"] for task in of_it))
            for name in dict.fromkeys(task["task_id"] for task in ran)
            if (of_it := [task for task in ran if task["task_id"] == name])
        },
    }


def _wait(address: str) -> dict[str, Any]:
    while (run := _call(address, f"/{RUN_ID}"))["state"] not in {"success", "failed"}:
        time.sleep(1)
    return run


def _call(address: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Call Airflow's API on the runs of the DAG."""
    answer: dict[str, Any] = live.call(address, f"/api/v2/dags/build_corpus/dagRuns{path}", body, live.log_in(address))
    return answer


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
