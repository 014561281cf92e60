"""Airflow's components on this machine: database migrated, API server, scheduler, DAG processor, Celery workers."""

import os
import signal
import subprocess
from pathlib import Path

from cluster.api import Api
from cluster.processes import ClusterError, Processes
from cluster.shares import Shares

API, SCHEDULER, DAG_PROCESSOR = "api-server", "scheduler", "dag-processor"
START_SECONDS = 300


class Components:
    """Airflow's processes; each worker has a cache of its own, as a machine of its own has."""

    def __init__(
        self,
        processes: Processes,
        command: Path,
        environment: dict[str, str],
        folder: Path,
        api: Api,
        *,
        shares: Shares,
    ):
        self.processes, self.command, self.environment = processes, command, environment
        self.folder, self.api, self.shares = folder, api, shares
        self.workers: list[str] = []

    def migrate(self) -> None:
        """Make the tables of Airflow's database."""
        command = [str(self.command), "db", "migrate"]
        made = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise ClusterError(f"airflow db migrate ended with code {made.returncode}: {made.stderr[-1500:]}")

    def start(self, n_workers: int) -> None:
        """Start all, and wait until they are healthy and the DAG can run."""
        for name in (API, SCHEDULER, DAG_PROCESSOR):
            self._start(name, name)
        for _ in range(n_workers):
            self.add_worker()
        self.processes.wait_until(
            self.is_healthy, "API server, scheduler and DAG processor to be healthy", START_SECONDS
        )
        self.processes.wait_until(self.all_workers_answer, f"{n_workers} workers to answer", START_SECONDS)
        self.api.log_in()
        self.processes.wait_until(self.api.knows_dag, "Airflow to read the DAG", START_SECONDS)

    def add_worker(self) -> str:
        """Start a worker; return its name."""
        self.workers.append(f"worker-{len(self.workers) + 1}")
        name = self.workers[-1]
        cache = {"SPINDLE_CACHE": str(self.folder / f"cache-{name}")}
        self._start(name, "celery", "worker", "--celery-hostname", name, "--skip-serve-logs", **cache)
        self.shares.give(name, self.processes.running[name].pid)
        return name

    def kill_worker(self, name: str) -> None:
        """Kill a worker and all below it with SIGKILL, as the loss of its machine does."""
        self.processes.stop(name, signal.SIGKILL)

    def restart_scheduler(self) -> None:
        """Kill the scheduler, and start another."""
        self.processes.stop(SCHEDULER, signal.SIGKILL)
        self._start(SCHEDULER, SCHEDULER)

    def is_healthy(self) -> bool:
        """True if the components that the API server watches are well, and it is."""
        health = self.api.health()
        return all(health.get(name) == "healthy" for name in ("metadatabase", "scheduler", "dag_processor"))

    def all_workers_answer(self) -> bool:
        """True if every worker that runs answers through the broker."""
        return self.list_answering() >= {name for name in self.workers if name in self.processes.running}

    def list_answering(self) -> set[str]:
        """Names of the workers that answer through the broker."""
        from celery import Celery
        from kombu.exceptions import KombuError

        with Celery(broker=self.environment["AIRFLOW__CELERY__BROKER_URL"]) as client:
            try:
                answers = client.control.ping(timeout=3)
            except (KombuError, OSError):
                return set()
        return {name.rpartition("@")[2] for answer in answers for name in answer}

    def _start(self, name: str, *words: str, **more: str) -> None:
        self.processes.start(name, [self.command, *words], self.environment | more, cwd=self.folder)


def inherit(settings: dict[str, str], base: dict[str, str], temporary: Path) -> dict[str, str]:
    """The environment of Airflow's processes: theirs on top of the script's, with a folder of its own for files."""
    return base | {"TMPDIR": str(temporary), "HOME": str(temporary)} | settings | {"PATH": base.get("PATH", os.defpath)}
