import gc
import shutil

import hypothesis
import private_airflow  # sets its environment, before any test can import Airflow
import pytest
import pytest_socket
from articles import write_news
from kernels import either_way  # noqa: F401 - a fixture
from private_airflow import database  # noqa: F401 - a fixture
from s3_server import s3, s3_server  # noqa: F401 - fixtures

# Read as a module with doctests it would be run a second time, and make a second Airflow.
collect_ignore = ["private_airflow.py"]

# Machines are shared: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_finish():
    """Take what lasts for all tests out of the search for garbage, which cost a quarter of a run of a DAG.

    Later searches are rare: after 50,000 new objects instead of 700.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure():
    shutil.rmtree(private_airflow.HOME, ignore_errors=True)


def pytest_runtest_setup():
    """No test reaches the network; sockets between processes of this machine stay possible."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A folder to which Airflow confines runs: input below `news`, output below `corpora`; `secret` lies outside."""
    for name in ("news", "corpora", "secret"):
        (tmp_path / name).mkdir()
    write_news(tmp_path / "news" / "a.jsonl", 60)
    write_news(tmp_path / "secret" / "a.jsonl", 60)
    monkeypatch.setenv("AIRFLOW__SPINDLE__INPUT_ROOTS", f"{tmp_path}/news,hf://owner/")
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{tmp_path}/corpora")
    return tmp_path
