"""`airflow standalone` for `make up`: says when the UI answers, and ends all its processes on Ctrl-C.

Airflow's own command leaves processes running for minutes after Ctrl-C. Here they get GRACE seconds to end by
themselves; the rest is killed. A port that something listens on is refused: the other server would pass for Airflow.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import psutil

GRACE = 6.0
# prctl's option that makes orphans children of this process, so that they are found; Linux has it, macOS has not.
SUBREAPER = 36
# Time between two looks at the server and its processes, in seconds.
PAUSE = 0.3


class Asked(Exception):  # noqa: N818 - it is no error
    """The user, or the system, has asked to end."""


def main(address: str, passwords: Path) -> int:
    """Run Airflow until it ends or is asked to; return its exit code, 0 if it was asked to end, 2 for a port in use."""
    port = urlsplit(address).port or 80
    if is_in_use(port):
        sys.stderr.write(
            f"error: expected port {port} to be free, but something listens on it: make up PORT={port + 1}\n"
        )
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_end)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    # In a session of its own, so that Ctrl-C in the terminal reaches this process alone.
    airflow = subprocess.Popen(["airflow", "standalone"], start_new_session=True)  # noqa: S607 - on the PATH of make up
    try:
        wait_until_up(airflow, address)
        if airflow.poll() is None:
            say(f"Airflow is up at {address} - {credentials(passwords)}. Ctrl-C ends it")
        return airflow.wait()
    except Asked:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("ending Airflow")
        return 0
    finally:
        end_all(airflow.pid)


def is_in_use(port: int) -> bool:
    """True if something listens on a port of this machine."""
    with socket.socket() as ours:
        return ours.connect_ex(("127.0.0.1", port)) == 0


def ask_to_end(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal."""
    raise Asked


def wait_until_up(airflow: "subprocess.Popen[bytes]", address: str) -> None:
    """Return when the server answers, or when Airflow has ended."""
    while airflow.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=2):  # noqa: S310 - our own server
                return
        except (OSError, urllib.error.URLError):
            time.sleep(PAUSE)


def credentials(passwords: Path) -> str:
    """Name the user and the password in the file of passwords."""
    ((user, password),) = json.loads(passwords.read_text(encoding="utf-8")).items()
    return f"user {user}, password {password}"


def end_all(leader: int) -> None:
    """End all processes that Airflow has started, also those whose parents have ended.

    leader  id of Airflow's first process, and of its session
    """
    for process in find_started(leader):
        send(process, signal.SIGINT if process.pid == leader else signal.SIGTERM)
    end = time.monotonic() + GRACE
    while time.monotonic() < end and find_started(leader):
        time.sleep(PAUSE)
    while left := find_started(leader):
        for process in left:
            send(process, signal.SIGKILL)
        time.sleep(PAUSE)


def find_started(session: int) -> list[psutil.Process]:
    """Return the living processes below this one, and those of the session with their descendants."""
    members = [process for process in psutil.process_iter() if session_of(process) == session]
    found = {child for process in (psutil.Process(), *members) for child in descendants(process)} | set(members)
    return [process for process in found if is_alive(process)]


def session_of(process: psutil.Process) -> int | None:
    """The id of a process's session; None if the process has ended."""
    try:
        return os.getsid(process.pid)
    except OSError:
        return None


def descendants(process: psutil.Process) -> list[psutil.Process]:
    """Return the processes that a process and its descendants have started."""
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def is_alive(process: psutil.Process) -> bool:
    """True unless the process has ended, also if nobody has asked for its exit code yet."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def send(process: psutil.Process, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended."""
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def say(text: str) -> None:
    """Print a line between those of Airflow's log."""
    sys.stdout.write(f"\n{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
