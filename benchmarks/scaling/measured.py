"""A build in a process of its own: seconds, memory and bytes of the whole and of each stage.

The process does what `spindle build` does: it imports, starts the workers and publishes.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BUILD = Path(__file__).with_name("build.py")


def measure_build(news: Path, output: Path, *, workers: int, settings: Sequence[str] = ()) -> dict[str, Any]:
    """Build a corpus of `news` with the configuration `news`; return its figures.

    seconds      wall time of the process, from its start to its end
    cpu_seconds  processor time of the process and its workers
    peak_bytes   memory of the largest of these processes
    articles, words, pairs
    stages       name -> wall `seconds` from its first to its last part, and `tasks`: seconds and words of each part
    work_bytes, release_bytes   kept on disk, each file once
    """
    command = [sys.executable, str(BUILD), str(news), str(output), str(workers), *settings]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this project
        said = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the build of {news} ended with {process.returncode}")
    figures = json.loads(said.splitlines()[-1])
    scale = 1 if sys.platform == "darwin" else 1024
    return figures | {
        "workers": workers,
        "seconds": time.monotonic() - began,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * scale,
    }
