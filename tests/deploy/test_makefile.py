"""The targets of the Makefile, with programs that only write down how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"
# Stands for Python, airflow and spindle; `-m venv` puts it into the new environment under all three names.
FAKE = """#!/bin/sh
echo "$(basename "$0") $*" >>"$CALLS"
case "$*" in
"-m venv .venv") mkdir -p .venv/bin; for name in python airflow spindle; do cp "$0" ".venv/bin/$name"; done ;;
"-m pipelines.config.form"*) echo "{}"; echo corpora/news ;;
"dags test"*) test -d "$AIRFLOW__CORE__DAGS_FOLDER" && echo "$AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" ;;
"-m pipelines.cli.follow") cat; exit "${END:-0}" ;;
"deploy/standalone.py"*) echo "$PATH" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with a space, a quotation mark and an umlaut in its name, that holds what `make setup` asks for."""
    folder = tmp_path / "Jo's neue $work"
    (folder / "deploy").mkdir(parents=True)
    (folder / "dags").mkdir()
    shutil.copy(MAKEFILE, folder)
    for name in ("requirements.txt", "pyproject.toml", "setup.py", "deploy/airflow_local_settings.py"):
        (folder / name).touch()
    (tmp_path / "python").write_text(FAKE)
    (tmp_path / "python").chmod(0o755)
    return folder


def make(checkout, *arguments, **variables):
    env = {"PATH": os.environ["PATH"], "CALLS": str(checkout.parent / "calls"), **variables}
    made = ["make", f"PYTHON={checkout.parent}/python", "-o", "pipelines/engine/kernels/sources.py", *arguments]
    return subprocess.run(made, cwd=checkout, env=env, capture_output=True, text=True, check=False)


def test_a_checkout_may_be_in_a_folder_with_spaces_quotes_and_umlauts(checkout):
    done = make(checkout, "run", "INPUT=a b.jsonl")
    assert done.returncode == 0, done.stderr
    assert f"sqlite:///{checkout}/.airflow/airflow.db" in done.stdout
    calls = (checkout.parent / "calls").read_text()
    assert "input=a b.jsonl" in calls
    assert calls.endswith("spindle show corpora/news\n")


@pytest.mark.parametrize(("end", "failed"), [("3", True), ("130", False)])
def test_a_run_that_was_interrupted_has_not_failed(checkout, end, failed):
    done = make(checkout, "run", "INPUT=a.jsonl", END=end)
    assert f"Error {end}" in done.stderr
    assert ("the run failed" in done.stderr) == failed


def test_the_ui_of_such_a_checkout_starts_with_its_own_airflow(checkout):
    done = make(checkout, "up", "OUTPUT=my corpora", "-o", ".cache/sample/lee_background.jsonl", "PORT=64821")
    assert done.returncode == 0, done.stderr
    assert f"{checkout}/.venv/bin:" in done.stdout
    assert (checkout / ".airflow" / "config" / "airflow_local_settings.py").exists()
    assert (checkout / "my corpora").is_dir()


@pytest.mark.parametrize("port", ["abc", "0", "64822", "8080;touch x", "99999999999999999999"])
def test_a_port_that_airflow_cannot_have_is_refused(checkout, port):
    done = make(checkout, "up", "-o", "setup", "-o", ".cache/sample/lee_background.jsonl", f"PORT={port}")
    assert done.returncode == 2
    assert "expected PORT to be a number from 1 to 64821" in done.stderr
    assert port in done.stderr
