"""Processes started, killed with their workers at a moment of choice, and watched until nothing of them runs."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from kills.corpus import ROOT

# How a build is killed: the command alone, all of its processes at once, or one of its workers.
WAYS = ("parent", "all", "worker")
# A worker that has lost its parent may still clean up.
END_SECONDS = 30.0


def start(arguments: Sequence[str], **options) -> subprocess.Popen:
    """Start a process in a session of its own, so that all that it starts can be found."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    return subprocess.Popen(arguments, env=environment, start_new_session=True, text=True, **options)


def processes_of(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def kill(process: subprocess.Popen, way: str, random: Random) -> bool:
    """Kill a process, or some of its session, with SIGKILL; return False if it had ended before."""
    if process.poll() is not None:
        return False
    chosen, workers = [process.pid], [number for number in processes_of(process.pid) if number != process.pid]
    if way == "all":
        chosen += workers
    elif way == "worker" and workers:
        chosen = [random.choice(workers)]
    for number in chosen:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return True


def wait_for_all(process: subprocess.Popen) -> list[int]:
    """Wait until nothing of a session runs; return the processes that still do after END_SECONDS, and end them."""
    process.wait(END_SECONDS * 10)
    end = time.monotonic() + END_SECONDS
    while (left := processes_of(process.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    for number in left:
        os.kill(number, signal.SIGKILL)
    return left
