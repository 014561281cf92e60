"""Airflow's REST API, as a user's script calls it."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from cluster.processes import ClusterError

DAG = "build_corpus"
TRIES, PAUSE = 5, 2.0
PAGE = 100


class Api:
    """The API of one server, with a token of one user."""

    def __init__(self, address: str, user: str, password: str):
        self.address, self.user, self.password = address, user, password
        self.token = ""

    def health(self) -> dict[str, str]:
        """Component -> status; empty while the server does not answer."""
        try:
            with urllib.request.urlopen(f"{self.address}/api/v2/monitor/health", timeout=10) as answer:  # noqa: S310 - loopback
                return {name: part["status"] for name, part in json.load(answer).items()}
        except OSError:
            return {}

    def log_in(self) -> None:
        """Take a token."""
        body = {"username": self.user, "password": self.password}
        self.token = self._send("POST", "/auth/token", body)["access_token"]

    def knows_dag(self) -> bool:
        """True if the DAG has been read and can run."""
        try:
            return not self._send("GET", f"/api/v2/dags/{DAG}")["is_stale"]
        except ClusterError:
            return False

    def trigger(self, form: dict[str, Any]) -> str:
        """Start a run with a filled form; return its id."""
        return self._send("POST", f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "conf": form})["dag_run_id"]

    def read_run(self, run: str) -> dict[str, Any]:
        """Return state, start and end of a run."""
        return self._send("GET", f"/api/v2/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}")

    def read_tasks(self, run: str) -> list[dict[str, Any]]:
        """Return the task instances of a run, all pages of them."""
        path = f"/api/v2/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}/taskInstances"
        found: list[dict[str, Any]] = []
        while True:
            page = self._send("GET", f"{path}?limit={PAGE}&offset={len(found)}")
            found += page["task_instances"]
            if len(found) >= page["total_entries"] or not page["task_instances"]:
                return found

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send a request, again if the server is busy; raise ClusterError with its answer if it refuses."""
        data = json.dumps(body).encode() if body else None
        for last in [*[False] * (TRIES - 1), True]:
            request = urllib.request.Request(self.address + path, method=method)  # noqa: S310 - loopback
            request.add_header("Content-Type", "application/json")
            if self.token:
                request.add_header("Authorization", f"Bearer {self.token}")
            try:
                with urllib.request.urlopen(request, data, timeout=30) as answer:  # noqa: S310 - loopback
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code < 500 or last:
                    says = error.read().decode(errors="replace")[:1000]
                    raise ClusterError(f"{method} {path} was refused with {error.code}: {says}") from error
            except OSError as error:
                if last:
                    raise ClusterError(f"{method} {path} was not answered: {error}") from error
            time.sleep(PAUSE)
        raise AssertionError
