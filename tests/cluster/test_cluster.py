"""The parts of the cluster's script that need no servers; `make cluster-test` runs the whole."""

import json
import os
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest
from cluster import programs, settings
from cluster.corpus import DATED, compare, fill_form, list_settings
from cluster.disturbances import N_DISTURBANCES, Progress, Run
from cluster.processes import ClusterError, Processes, ancestors
from cluster.settings import RECOMMENDED, Secrets, airflow_settings, read_env, write_home
from cluster.shares import Shares
from s3_server import free_ports

from pipelines.config.form import config_from_form

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, as the script does")


def make_program(folder, name):
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_is_missing_is_listed_with_what_to_do(tmp_path):
    make_program(tmp_path, "weed")
    with pytest.raises(programs.MissingError) as missing:
        programs.find_programs({name: [tmp_path] for name in programs.list_folders()})
    lines = str(missing.value).splitlines()
    assert [line for line in lines if "apt-get install redis-server, or make cluster" in line]
    assert len([line for line in lines if "PostgreSQL" in line]) == 2
    assert not [line for line in lines if "weed" in line]


def test_the_first_folder_that_has_a_program_is_taken(tmp_path, monkeypatch):
    for folder in ("first", "second"):
        for name in ("initdb", "postgres", "redis-server", "valkey-server", "weed", "airflow"):
            if (folder, name) != ("first", "valkey-server"):
                make_program(tmp_path / folder, name)
    monkeypatch.setattr(programs, "MODULES", ())
    places = [tmp_path / "none", tmp_path / "first", tmp_path / "second"]
    found = programs.find_programs(dict.fromkeys(programs.list_folders(), places))
    assert found.postgres == tmp_path / "first" / "postgres"
    assert found.redis == tmp_path / "first" / "redis-server"


def test_a_missing_module_is_named(monkeypatch):
    monkeypatch.setattr(programs, "MODULES", ("no_such.module",))
    with pytest.raises(programs.MissingError, match=r"the module no_such.module: make cluster"):
        programs.find_programs()


def test_the_settings_are_the_recommended_ones_but_for_times_and_places(tmp_path):
    made = airflow_settings(tmp_path, 8080, "airflow:p@127.0.0.1:1/airflow", "redis://:q@127.0.0.1:2/0", Secrets())
    recommended = read_env(RECOMMENDED)
    assert {name for name in recommended if made[name] != recommended[name]} <= set(settings.SHORTER)
    assert all(
        float(value) < float(recommended[name]) for name, value in settings.SHORTER.items() if name in recommended
    )


def test_every_setting_is_one_of_airflow(tmp_path):
    from airflow.configuration import conf

    made = airflow_settings(tmp_path, 8080, "database", "broker", Secrets())
    for name in made:
        if name.startswith("AIRFLOW__"):
            _, section, option = name.lower().split("__")
            if section.startswith("celery"):
                pytest.importorskip("airflow.providers.celery", reason="needs make cluster")
            assert option in conf.configuration_description[section]["options"], name


def test_deploying_md_gives_a_reason_for_each_recommended_setting():
    page = (settings.ROOT / "docs" / "deploying.md").read_text()
    for name in read_env(RECOMMENDED):
        _, section, option = name.lower().split("__")
        if option not in ("executor", "task_instance_heartbeat_timeout_detection_interval"):
            assert f"| `[{section}] {option}` |" in page, name


@pytest.mark.slow
def test_a_task_that_cannot_be_sent_runs_into_the_timeout_that_airflow_repeats():
    pytest.importorskip("airflow.providers.celery", reason="needs make cluster")
    from airflow.providers.common.compat.sdk import AirflowTaskTimeout, timeout
    from celery import Celery
    from kombu.exceptions import OperationalError

    (port,) = free_ports(1)
    refused = f"redis://127.0.0.1:{port}/0"
    with Celery(broker=refused) as client, pytest.raises(OperationalError), timeout(seconds=10):
        client.send_task("execute_workload")  # by default it gives up, and Airflow fails the task
    recommended = json.loads(read_env(RECOMMENDED)["AIRFLOW__CELERY__EXTRA_CELERY_CONFIG"])
    with Celery(broker=refused, **recommended) as client, pytest.raises(AirflowTaskTimeout), timeout(seconds=1):
        client.send_task("execute_workload")


def test_secrets_differ_between_runs_and_are_readable_by_the_user_alone(tmp_path):
    assert not set(vars(Secrets()).values()) & set(vars(Secrets()).values())
    write_home(tmp_path / "home", "open sesame")
    passwords = tmp_path / "home" / "passwords.json"
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    assert "preload_stages()" in (tmp_path / "home" / "config" / "airflow_local_settings.py").read_text()


def test_both_builds_have_the_same_configuration():
    config = config_from_form(fill_form("s3://b/news.jsonl", "s3://b/corpora", 65536))
    other = config_from_form(
        {"config": "news", "input": "x", "settings": [*list_settings(65536), f"seed={config.seed}"]}
    )
    assert config.ingest_articles == other.ingest_articles
    assert config.spin_articles == other.spin_articles
    assert config.probe_corpus == other.probe_corpus


def test_a_file_that_one_release_lacks_differs():
    one = {"files": [{"path": "data/a", "sha256": "1"}, {"path": "data/b", "sha256": "2"}]}
    assert compare(one, {"files": one["files"][:1]}) == (["data/a"], ["data/b"])
    assert not [path for path in ("data/a", "quality/groups.arrow", "quality/probe.json") if path.startswith(DATED)]


class Cluster:
    """Stands for Airflow, its components and its broker: each look finds one more instance done."""

    def __init__(self, n_parts, pid):
        self.n_parts, self.pid, self.looks, self.n_asked, self.calls = n_parts, pid, 0, 0, []
        self.processes = SimpleNamespace(check=lambda: None, running={"worker-1": SimpleNamespace(pid=pid)})

    def read_run(self, _run):
        self.looks += 1
        return {"state": "success" if self.looks > 2 * self.n_parts else "running"}

    def read_tasks(self, _run):
        return [
            {
                "task_id": task,
                "map_index": index,
                "rendered_map_index": f"part {index}",
                "pid": self.pid,
                "state": state,
            }
            for task, done in (("spin_articles", self.looks), ("validate_pairs", self.looks - self.n_parts))
            for index in range(self.n_parts)
            if (state := "success" if index < done else "running" if index == done else "scheduled")
        ]

    def kill_worker(self, name):
        self.calls.append(name)

    def add_worker(self):
        self.calls.append("worker-2")
        return "worker-2"

    def all_workers_answer(self):
        """Two looks after it has started, the new worker answers."""
        self.n_asked += 1
        if is_ready := self.n_asked > 2:
            self.calls.append("answer")
        return is_ready

    def restart_scheduler(self):
        self.calls.append("scheduler")

    def stop(self):
        self.calls.append("stop")

    def start(self):
        self.calls.append("start")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr("cluster.disturbances.POLL", 0)
    monkeypatch.setattr("cluster.disturbances.DOWN_SECONDS", 0)


@linux
@pytest.mark.usefixtures("quick")
def test_disturbances_come_in_order_while_the_run_goes_on():
    cluster, said = Cluster(10, os.getpid()), []
    run = Run(cluster, cluster, cluster, said.append)
    assert run.watch("run", 10, disturbed=True)["state"] == "success"
    assert cluster.calls == ["worker-1", "worker-2", "answer", "stop", "start", "scheduler"]
    assert len(run.made) == N_DISTURBANCES
    assert run.killed == [("spin_articles", 2)]


@linux
@pytest.mark.usefixtures("quick")
def test_a_run_that_ends_too_early_is_no_test():
    cluster = Cluster(10, pid=2**22 + 1)  # a process that is not there: nothing can be killed
    with pytest.raises(ClusterError, match="ended after 0"):
        Run(cluster, cluster, cluster, print).watch("run", 10, disturbed=True)


def test_progress_names_what_runs_beside_the_parts():
    tasks = [("spin_articles", "success"), ("spin_articles", "running"), ("probe_corpus", "running")]
    progress = Progress([{"task_id": task, "state": state} for task, state in tasks])
    assert progress.describe() == "spin_articles 1/2, probe_corpus"


SCRIPT = """
import sys
sys.path[:0] = sys.argv[1:3]
import signal
from pathlib import Path
from cluster.processes import Processes, adopt_orphans, list_left
adopt_orphans()
processes = Processes(Path(sys.argv[3]))
# A server that ignores signals, and leaves a child in a session of its own.
child = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True)"
code = f"{parent}; {child}"
processes.start("stubborn", [sys.executable, "-c", code], {})
processes.wait_until(lambda: processes.tail("stubborn").count("up") == 2, "both", 20)
assert len(list_left()) == 2
processes.stop("stubborn", signal.SIGTERM, seconds=0.2)
processes.start("killed", [sys.executable, "-c", code], {})
processes.wait_until(lambda: processes.tail("killed").count("up") == 2, "both", 20)
processes.end({}, seconds=0.2)
print(len(list_left()), "left")
"""


@linux
def test_nothing_is_left_of_processes_that_will_not_end(tmp_path):
    where = [str(settings.ROOT), str(settings.ROOT / "tests"), str(tmp_path)]
    ended = subprocess.run([sys.executable, "-c", SCRIPT, *where], capture_output=True, text=True, check=False)
    assert ended.stdout == "0 left\n", ended.stderr


@linux
def test_a_process_that_ends_by_itself_is_reported_with_its_log(tmp_path):
    processes = Processes(tmp_path)
    processes.start("server", [sys.executable, "-c", "print('no port'); raise SystemExit(7)"], {})
    with pytest.raises(ClusterError, match=r"server has ended with code 7: no port"):
        processes.wait_until(lambda: False, "a server", 20)


def test_the_ancestors_of_a_process_hold_its_parent():
    assert {os.getpid(), os.getppid()} <= ancestors(os.getpid())
    assert ancestors(2**22 + 1) == set()


@pytest.mark.parametrize(
    ("made", "bounds"),
    [
        ("cpu", {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "40000"}),
        ("cgroup.controllers", {"cpu.max": "40000 100000"}),
    ],
)
def test_a_worker_has_its_share_of_a_core(tmp_path, made, bounds):
    """In both versions of cgroups, here a folder without a kernel behind it."""
    root = tmp_path / "cgroup"
    root.mkdir()
    (root / made).touch() if "." in made else (root / made).mkdir()
    shares = Shares(0.4, root)
    shares.give("worker-1", 77)
    (group,) = (path for path in root.rglob("spindle-cluster-*"))
    assert group.name.endswith("worker-1")
    assert {path.name: path.read_text() for path in group.iterdir()} == {"cgroup.procs": "77", **bounds}


def test_shares_that_cannot_be_given_are_said(tmp_path):
    with pytest.raises(ClusterError, match="run as root"):
        Shares(0.4, tmp_path / "none").give("worker-1", 77)
    Shares(None, tmp_path / "none").give("worker-1", 77)
