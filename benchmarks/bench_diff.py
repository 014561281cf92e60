"""Measure `spindle diff` on releases of a million pairs: time and memory of the whole command, in a process of its own.

The pairs are those of a small release, repeated with other ids: texts, edits, columns and row groups are as large as
those of the news. The second release is made three ways: grown by one file in a hundred, with one pair in twenty spun
anew in every file (so that no file is shared), and with every pair spun anew.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from large_releases import LargeRelease, build_small, read_pairs, write_release
from news_files import ROOT, find_news
from results import record

FILE_ROWS = 10_000
RUNS = 3
# The command, and then the peak memory of its process in kB: VmHWM begins anew with the process, ru_maxrss does not.
CODE = """
import re, sys, time
from pathlib import Path
from pipelines.cli import main
try:
    main()
finally:
    memory = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(time.process_time(), memory, file=sys.stderr)
"""


def measure(before: Path, after: Path) -> tuple[float, float, float]:
    """Return seconds, seconds of processor and peak MB of the quickest of RUNS runs of `spindle diff`."""
    command = [sys.executable, "-c", CODE, "diff", str(before), str(after), "--json"]
    runs = []
    for _ in range(RUNS):
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own code
        took = time.perf_counter() - began
        worked, kilobytes = done.stderr.splitlines()[-1].split()
        runs.append((took, float(worked), int(kilobytes) / 1000))
    return min(runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    asked = parser.parse_args()
    n_files = max(1, round(asked.pairs / FILE_ROWS))
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = build_small(folder / "small", "pairs")
        rows = read_pairs(small)
        first = LargeRelease(folder / "20260101T000000Z-000000000000", n_files, FILE_ROWS)
        write_release(first, rows, small)
        others = {
            "one file more in a hundred": (n_files + max(1, n_files // 100), lambda n: np.zeros(n, bool)),
            "one pair in twenty spun anew, no file shared": (n_files, lambda n: np.arange(n) % 20 == 0),
            "every pair spun anew": (n_files, lambda n: np.ones(n, bool)),
        }
        for number, (title, (n, is_spun_anew)) in enumerate(others.items(), start=1):
            other = LargeRelease(folder / f"20260101T00000{number}Z-000000000000", n, FILE_ROWS, is_spun_anew)
            write_release(other, rows, small, first)
            seconds, worked, megabytes = measure(first.folder, other.folder)
            lines.append((title, f"{seconds:.1f} s", f"{worked:.1f} s", f"{megabytes:,.0f} MB"))
            print(lines[-1])
    record(
        "spindle diff",
        lines,
        columns=("second release", "whole command", "processor", "memory"),
        command=f"python benchmarks/bench_diff.py --pairs {asked.pairs}",
        data=f"releases of {n_files * FILE_ROWS:,} pairs of {find_news().name}, quickest of {RUNS} runs",
    )


if __name__ == "__main__":
    main()
