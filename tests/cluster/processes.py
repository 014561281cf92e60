"""The processes of a cluster: each with a log, in a group of its own, and none left at the end.

With `adopt_orphans`, all are found by their ids, also the children of a worker that was killed.
"""

import ctypes
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from deploy.standalone import SUBREAPER, descendants, is_alive, send

PAUSE = 0.2


class ClusterError(Exception):
    """Something of the cluster does not start, answer or end."""


class Processes:
    """Processes by name."""

    def __init__(self, logs: Path):
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str], **options) -> None:
        """Start a process; its output is added to NAME.log."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(env),
                start_new_session=True,
                **options,
            )

    def stop(self, name: str, number: int, *, seconds: float = 30) -> None:
        """Send a signal to a process and wait `seconds` for its end; kill what is left of it and below it.

        SIGKILL goes to all of them at once, as the loss of a machine does.
        """
        process = self.running.pop(name)
        tree = (
            [psutil.Process(process.pid), *descendants(psutil.Process(process.pid))] if process.poll() is None else []
        )
        if number == signal.SIGKILL:
            kill(tree)
        elif process.poll() is None:
            process.send_signal(number)
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end:
            time.sleep(PAUSE)
        kill(tree)
        process.wait()

    def wait_until(self, ready: Callable[[], object], what: str, seconds: float) -> None:
        """Wait until `ready` returns something true; raise ClusterError if a process has ended, or time is up."""
        end = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > end:
                raise ClusterError(
                    f"expected {what} within {seconds:.0f} s, gave up; the logs are kept with --keep-logs DIR"
                )
            time.sleep(PAUSE)

    def check(self) -> None:
        """Raise ClusterError if a process has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ClusterError(f"{name} has ended with code {process.returncode}: {self.tail(name)}")

    def tail(self, name: str, size: int = 1500) -> str:
        """The end of a log."""
        path = self.logs / f"{name}.log"
        return path.read_text(errors="replace")[-size:] if path.is_file() else "no log"

    def end(self, servers: Mapping[str, int], *, seconds: float = 8) -> None:
        """End all: first those that use the servers, at once, then the servers; kill what is left.

        servers  name -> the signal that ends it in order; the others get SIGTERM
        """
        for names in ({*self.running} - {*servers}, {*self.running} & {*servers}):
            for name in names:
                if self.running[name].poll() is None:
                    self.running[name].send_signal(servers.get(name, signal.SIGTERM))
            end = time.monotonic() + seconds
            while any(self.running[name].poll() is None for name in names) and time.monotonic() < end:
                time.sleep(PAUSE)
            for name in names:
                self.stop(name, signal.SIGKILL)
        kill(list_left())


def adopt_orphans() -> None:
    """Make this process the parent of every orphan below it (Linux), for good."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def kill(processes: Sequence[psutil.Process]) -> None:
    """Kill processes, and wait until each has ended."""
    for process in processes:
        send(process, signal.SIGKILL)
    end = time.monotonic() + 10
    while any(is_alive(process) for process in processes) and time.monotonic() < end:
        time.sleep(PAUSE / 4)


def list_left() -> list[psutil.Process]:
    """Living processes below this one."""
    return [process for process in descendants(psutil.Process()) if is_alive(process)]


def ancestors(pid: int) -> set[int]:
    """Ids of a process and of those above it; empty if it has ended."""
    try:
        process = psutil.Process(pid)
        return {pid, *(each.pid for each in process.parents())}
    except psutil.Error:
        return set()
