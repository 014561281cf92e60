"""Comparisons of two releases: computed in one thread, and kept in memory by the checksums of both manifests.

A release never changes, so a comparison stays true; pruning takes a release away, and the pages ask for it first.
"""

import hashlib
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field

from fastapi import HTTPException

from pipelines.release.comparison.compare import Comparison, find_all_differences
from pipelines.release.comparison.places import Differences
from pipelines.release.find import MANIFEST, Release

# Bytes of the kept places, some 17 for each pair that differs, and number of comparisons.
MOST_BYTES, MOST_KEPT = 256_000_000, 64
# Comparisons that wait or run; more are refused.
MOST_WAITING = 8
# Seconds that a page waits for a result before it shows the progress.
PATIENCE = 1.0
Key = tuple[str, str]


@dataclass(frozen=True)
class Compared:
    """A comparison with the places of all pairs that differ."""

    comparison: Comparison
    differences: Differences


@dataclass
class ComparisonProgress:
    """Data files of both releases that are read, and all; 0 of 0 while others are compared first."""

    done: int = 0
    total: int = 0

    def report(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass
class Comparisons:
    """The comparisons of this process: kept ones, latest used last, and those that wait or run."""

    kept: OrderedDict[Key, Compared] = field(default_factory=OrderedDict)
    waiting: dict[Key, tuple[Future[Compared], ComparisonProgress]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="compare"))

    def find(self, before: Release, after: Release, patience: float = PATIENCE) -> Compared | ComparisonProgress:
        """Return the comparison, or how far it is if it takes longer than `patience` seconds.

        Raise the error of the comparison, StorageError for a damaged release, and HTTP's 503 if too many wait.
        """
        key = (_checksum(before), _checksum(after))
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
            if key not in self.waiting:
                if len(self.waiting) >= MOST_WAITING:
                    raise HTTPException(503)
                progress = ComparisonProgress()
                self.waiting[key] = (self.pool.submit(_compare, before, after, progress), progress)
            future, progress = self.waiting[key]
        try:
            found = future.result(patience)
        except NotYet:
            if not future.done():
                return progress
            self._forget(key)
            raise
        except BaseException:
            self._forget(key)
            raise
        self._keep(key, found)
        return found

    def _forget(self, key: Key) -> None:
        with self.lock:
            self.waiting.pop(key, None)

    def _keep(self, key: Key, found: Compared) -> None:
        with self.lock:
            self.waiting.pop(key, None)
            self.kept[key] = found
            self.kept.move_to_end(key)
            while len(self.kept) > 1 and (len(self.kept) > MOST_KEPT or self._nbytes() > MOST_BYTES):
                self.kept.popitem(last=False)

    def _nbytes(self) -> int:
        return sum(kept.differences.nbytes for kept in self.kept.values())


def _compare(before: Release, after: Release, progress: ComparisonProgress) -> Compared:
    return Compared(*find_all_differences(before, after, on_file=progress.report))


def _checksum(release: Release) -> str:
    return hashlib.sha256((release.folder / MANIFEST).read_bytes()).hexdigest()
