"""Measure `spindle diff` on releases of a million pairs: time and memory of the whole command, in a process of its own.

The pairs are those of a small release, repeated with other ids: texts, edits, columns and row groups are as large as
those of the news. The second release is made three ways: grown by one file in a hundred, with one pair in twenty spun
anew in every file (so that no file is shared), and with every pair spun anew.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from results import record

from pipelines.config.run import check_config
from pipelines.release.carried import FILE as GROUPS_FILE
from pipelines.release.carried import write_groups
from pipelines.release.find import MANIFEST, Release
from pipelines.release.layout import data_path
from pipelines.run import build_corpus
from pipelines.storage.files import sha256_file
from pipelines.storage.json_files import read_json, write_json
from pipelines.storage.tables import TableWriter
from schemas import CARRIED, PAIRS

ROOT = Path(__file__).resolve().parents[1]
NEWS = ROOT.parent / "shared" / "news" / "clean_news.jsonl"
SAMPLE = ROOT / ".cache" / "sample" / "lee_background.jsonl"
FILE_ROWS = 10_000
SPLITS = ("train", "train", "train", "validation", "train", "train", "train", "train", "test", "train")
IDS = ("pair_id", "article_id", "group_id")
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


@dataclass(frozen=True)
class Made:
    """A release in the making.

    folder       of the version
    n_files      data files, of FILE_ROWS pairs each
    is_spun_anew  for n pairs of a file: bool [n], the pairs whose ids differ from those of the first release
    """

    folder: Path
    n_files: int
    is_spun_anew: Callable[[int], NDArray[np.bool_]]


def build_small(folder: Path, news: Path) -> Release:
    settings = {
        "dataset": "pairs",
        "input": str(news),
        "output": str(folder),
        "seed": 1,
        "ingest_articles": {"max_reject_share": 1},
        "spin_articles": {"profiles": ["autoblog", "light"]},
    }
    return build_corpus(check_config(settings), workers=os.cpu_count() or 1).release


def write_release(made: Made, rows: pa.Table, manifest: dict[str, Any], earlier: Made | None) -> None:
    """Write the data files, the groups and the manifest; files equal to those of `earlier` are linked."""
    entries, groups = [], []
    for number in range(made.n_files):
        split = SPLITS[number % len(SPLITS)]
        path = made.folder / data_path(split, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        table = number_rows(rows, number, made.is_spun_anew(FILE_ROWS))
        former = earlier.folder / data_path(split, number) if earlier else path
        if former != path and former.is_file() and not made.is_spun_anew(FILE_ROWS).any():
            path.hardlink_to(former)
        else:
            with TableWriter(path, PAIRS) as writer:
                writer.write(table)
        name = path.relative_to(made.folder).as_posix()
        entries.append({"path": name, "rows": FILE_ROWS, "bytes": path.stat().st_size, "sha256": sha256_file(path)})
        columns = [table["article_id"], table["group_id"], pa.repeat(split, FILE_ROWS), table["article_id"]]
        groups.append(pa.table(columns, schema=CARRIED))
    (made.folder / "quality").mkdir()
    write_groups(made.folder / GROUPS_FILE, pa.concat_tables(groups))
    entries.append({"path": GROUPS_FILE, "bytes": 0, "sha256": sha256_file(made.folder / GROUPS_FILE)})
    splits = {split: FILE_ROWS * sum(f"/{split}/" in entry["path"] for entry in entries) for split in set(SPLITS)}
    about = {"splits": splits, "rows": FILE_ROWS * made.n_files, "files": entries, "version": made.folder.name}
    write_json(made.folder / MANIFEST, manifest | about)


def number_rows(rows: pa.Table, number: int, is_spun_anew: NDArray[np.bool_]) -> pa.Table:
    """Return FILE_ROWS pairs with ids of their own, the same for each number; pairs spun anew have another pair_id."""
    table = rows.take(pa.array((np.arange(FILE_ROWS) + number * FILE_ROWS) % len(rows)))
    for name in IDS:
        anew = is_spun_anew if name == "pair_id" else np.zeros(FILE_ROWS, bool)
        ids = [
            hashlib.blake2b(f"{name} {number} {row} {other}".encode(), digest_size=16).hexdigest()
            for row, other in enumerate(anew.tolist())
        ]
        table = table.set_column(table.schema.get_field_index(name), PAIRS.field(name), pa.array(ids))
    return table


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
    news = NEWS if NEWS.is_file() else SAMPLE
    n_files = max(1, round(asked.pairs / FILE_ROWS))
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = build_small(folder / "small", news)
        rows = pa.concat_tables(
            pq.read_table(path, schema=PAIRS) for path in sorted(small.folder.glob("data/*/*.parquet"))
        )
        manifest = read_json(small.folder / MANIFEST)
        first = Made(folder / "20260101T000000Z-000000000000", n_files, lambda n: np.zeros(n, bool))
        write_release(first, rows, manifest, None)
        others = {
            "one file more in a hundred": (n_files + max(1, n_files // 100), lambda n: np.zeros(n, bool)),
            "one pair in twenty spun anew, no file shared": (n_files, lambda n: np.arange(n) % 20 == 0),
            "every pair spun anew": (n_files, lambda n: np.ones(n, bool)),
        }
        for number, (title, (n, is_spun_anew)) in enumerate(others.items(), start=1):
            other = Made(folder / f"20260101T00000{number}Z-000000000000", n, is_spun_anew)
            write_release(other, rows, manifest, first)
            seconds, worked, megabytes = measure(first.folder, other.folder)
            lines.append((title, f"{seconds:.1f} s", f"{worked:.1f} s", f"{megabytes:,.0f} MB"))
            print(lines[-1])
    record(
        "spindle diff",
        lines,
        columns=("second release", "whole command", "processor", "memory"),
        command=f"python benchmarks/bench_diff.py --pairs {asked.pairs}",
        data=f"releases of {n_files * FILE_ROWS:,} pairs of {news.name}, quickest of {RUNS} runs",
    )


if __name__ == "__main__":
    main()
