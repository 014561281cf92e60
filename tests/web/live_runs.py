"""Runs of build_corpus in each state that a run may be in, made by the DAG itself in the database of a live Airflow.

`make_runs` starts this file as a program with the settings of that Airflow: they are read once, and a run that is cut
off takes its process along.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path

from web import live

ROOT = Path(__file__).parents[2]
# A run that is cut off ends its process with this code.
CUT_OFF = 70
PARTS = ["ingest_articles.part_bytes=40000", "ingest_articles.max_tasks=2"]
N_ARTICLES = 160
# `dag.test` keeps what it was given before: a field that one form sets, the next one sets too, if it matters to it.
# Run -> changes of the form: a release without warnings, then one that swaps more and misses a limit, a run that a
# check stops, one that ends with an error in a part, and one that is cut off in a part, and so goes on for ever.
FORMS = {
    "passed": {"rate": 0.2, "probe": 0, "settings": [*PARTS, "audit_corpus.min_vocabulary_coverage=0.01"]},
    "warned": {"rate": 0.3, "probe": 2_000_000, "settings": [*PARTS, "validate_pairs.min_rate_reached=1.0"]},
    "stopped": {"rate": 0.3, "seed": 2, "settings": [*PARTS, "validate_pairs.max_function_words_lost=0.02"]},
    "failed": {"rate": 0.3, "seed": 3, "settings": PARTS},
    "running": {"rate": 0.3, "seed": 4, "probe": 0, "settings": PARTS},
}
FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)


def run_id(name):
    """The id of a run: Airflow makes it of the time after which it may run."""
    return f"manual__{(FIRST + timedelta(days=list(FORMS).index(name))).isoformat()}"


def write_input(path):
    """Write articles, and a few rows that are rejected: copies, and one without words."""
    live.write_news(path, N_ARTICLES)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, *lines[:5], json.dumps({"text": "Too short."})]) + "\n", encoding="utf-8")
    return path


@contextmanager
def show_runs(folder):
    """Make the runs in an empty folder, and run Airflow's UI on them; yield its environment.

    The releases are in `folder`/corpora/harbour.
    """
    corpora = folder / "corpora"
    corpora.mkdir()
    env = live.airflow_env(folder / "home", [corpora])
    live.set_up(env)
    make_runs(env, corpora, write_input(folder / "news.jsonl"))
    with live.run_airflow(env):
        yield env


def make_runs(env, corpora, news):
    """Run the DAG once for each name of FORMS."""
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), env["PYTHONPATH"]])}
    command = [sys.executable, __file__, str(corpora), str(news)]
    done = subprocess.run(command, env=env | paths, capture_output=True, text=True, check=False)
    if done.returncode != CUT_OFF:
        raise RuntimeError(f"expected exit code {CUT_OFF} of the runs, got {done.returncode}: {done.stderr[-3000:]}")


def _run_all(corpora, news):
    from airflow.dag_processing.dagbag import DagBag

    from pipelines.workflow import tasks, xcoms

    bag = DagBag(dag_folder=str(ROOT / "dags" / "build_corpus.py"), bundle_name="dags-folder")
    dag = bag.dags["build_corpus"]
    for task in dag.tasks:
        task.retries = 0
    xcoms.SUMMARY_SECONDS = 0.0  # a part takes less
    spin = tasks.spin_articles
    for number, (name, changes) in enumerate(FORMS.items()):
        tasks.spin_articles = _with_fault(spin, name)
        form = {
            "config": "sample",
            "profiles": ["autoblog", "light"],
            "input": news,
            "output": corpora,
            "dataset": "harbour",
            **changes,
        }
        dag.test(run_after=FIRST + timedelta(days=number), run_conf=form)


def _with_fault(task, name):
    """The task spin_articles; in the last two runs, with a fault in the fourth part."""

    @wraps(task)
    def spin_articles(config, articles, groups):
        if articles["label"] == "part 00003" and name == "failed":
            raise MemoryError("Unable to allocate 7.45 GiB for an array with shape (1000000000,)")
        if articles["label"] == "part 00003" and name == "running":
            os._exit(CUT_OFF)
        return task(config, articles, groups)

    return spin_articles


if __name__ == "__main__":
    _run_all(*sys.argv[1:])
