"""Measure what a store of equal chunks (Xet) takes of a release that has grown by 1 %, and how many files stay equal.

Two releases are built for each case of `grow`. Their data files are cut as Xet cuts them: where a gear hash of the last
64 bytes has 16 zero bits, into chunks of 8 to 128 KiB, 64 KiB on average. A chunk that the first release lacks is
counted as new. Xet's own gear table and its merging of short runs are left out.
"""

import argparse
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from news_files import NEWS
from results import record

from pipelines.config.run import load_config
from pipelines.run import build_corpus

GROWTH = 0.01
GEAR = np.random.default_rng(0).integers(0, 1 << 64, 256, dtype=np.uint64)
MASK = np.uint64(0xFFFF << 48)
SMALLEST, LARGEST = 8 << 10, 128 << 10


@dataclass(frozen=True)
class Upload:
    """The bytes of a later release, those in chunks that an earlier one lacks, and its files, all and equal ones."""

    n_bytes: int
    new_bytes: int
    files: int
    equal_files: int


def cut_chunks(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a file, in order."""
    hashes = GEAR[np.frombuffer(data, np.uint8)]
    for shift in (1, 2, 4, 8, 16, 32):  # the hashes of windows of 2, 4, ... 64 bytes
        hashes = np.concatenate([hashes[:shift], hashes[shift:] + (hashes[:-shift] << np.uint64(shift))])
    ends = np.flatnonzero(hashes & MASK == 0) + 1
    start = 0
    while start < len(data):
        index = int(np.searchsorted(ends, start + SMALLEST))
        end = min(int(ends[index]) if index < len(ends) else len(data), start + LARGEST, len(data))
        yield data[start:end]
        start = end


def compare(earlier: Sequence[Path], later: Sequence[Path]) -> Upload:
    """Compare the files of two releases."""
    contents = [path.read_bytes() for path in earlier]
    known = {_name(chunk) for data in contents for chunk in cut_chunks(data)}
    files = {_name(data) for data in contents}
    n_bytes = new_bytes = equal_files = 0
    for data in (path.read_bytes() for path in later):
        n_bytes += len(data)
        equal_files += _name(data) in files
        for chunk in cut_chunks(data):
            new_bytes += 0 if _name(chunk) in known else len(chunk)
            known.add(_name(chunk))
    return Upload(n_bytes, new_bytes, len(later), equal_files)


def _name(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def grow(lines: Sequence[bytes], share: float) -> dict[str, tuple[list[bytes], list[bytes]]]:
    """Case -> the lines before and after: new articles at the end, or one in each 1 / `share` of the lines."""
    step = round(1 / share)
    new = len(lines) // step
    spread = [line for number, line in enumerate(lines) if number % step]
    one = len(lines) // 2
    return {
        "1 % at the end": (list(lines[:-new]), list(lines)),
        "one article removed in the middle": (list(lines), [*lines[:one], *lines[one + 1 :]]),
        "1 % spread evenly": (spread, list(lines)),
    }


def measure(before: Sequence[bytes], after: Sequence[bytes], folder: Path) -> Upload:
    """Build a release of each, one after the other, and compare them."""
    data = []
    for lines in (before, after):
        (folder / "news.jsonl").write_bytes(b"".join(lines))
        config = load_config("news", input=str(folder / "news.jsonl"), output=str(folder / "corpora"))
        release = build_corpus(config, workers=os.cpu_count() or 1).release
        data.append(sorted(Path(release.path).glob("data/*/*.parquet")))
    return compare(*data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=3, help="number of cases, about half a minute each on two cores")
    parser.add_argument("news", nargs="?", type=Path, default=NEWS, help="lines of JSON, in order of arrival")
    options = parser.parse_args()
    lines = options.news.read_bytes().splitlines(keepends=True)
    rows = []
    for case, (before, after) in list(grow(lines, GROWTH).items())[: options.cases]:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(before, after, Path(folder))
        share = f"{found.new_bytes / found.n_bytes:.1%}"
        rows.append((case, f"{found.n_bytes / 1e6:.1f} MB", share, f"{found.equal_files} of {found.files}"))
    record(
        "A grown release, uploaded again",
        rows,
        columns=("change", "release", "new bytes", "equal files"),
        command="python benchmarks/bench_reupload.py",
        data=f"{len(lines):,} articles, config news",
    )


if __name__ == "__main__":
    main()
