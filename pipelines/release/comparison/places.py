"""The places of the pairs that differ between two releases: changed, added and removed ones, in file order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.release.comparison.changes import REASONS, Match
from pipelines.release.comparison.pair_rows import DataFile, TwoReleases

Int32s = NDArray[np.int32]
CHANGED, ADDED, REMOVED = KINDS = ("changed", "added", "removed")


@dataclass(frozen=True)
class Places:
    """Pairs of one release, by the number of their data file and their row in it.

    files  int32 [n]
    rows   int32 [n]
    """

    files: Int32s
    rows: Int32s

    def __len__(self) -> int:
        return len(self.files)

    def take(self, rows: slice | NDArray[np.int64]) -> "Places":
        return Places(self.files[rows], self.rows[rows])

    @property
    def nbytes(self) -> int:
        return self.files.nbytes + self.rows.nbytes


@dataclass(frozen=True)
class Differences:
    """The pairs that differ, in the order of the second release, removed ones in that of the first.

    before_files, after_files  data files that the places number
    before, after              places of the changed pairs in both releases
    reasons                    int8 [n changed]: index into REASONS
    added, removed             places in the second, and in the first release
    """

    before_files: Sequence[DataFile]
    after_files: Sequence[DataFile]
    before: Places
    after: Places
    reasons: NDArray[np.int8]
    added: Places
    removed: Places

    def count(self, kind: str) -> int:
        """Return the number of pairs of one of KINDS."""
        return len({CHANGED: self.after, ADDED: self.added, REMOVED: self.removed}[kind])

    def reason(self, number: int) -> str:
        """Return the reason, of REASONS, of a changed pair."""
        return list(REASONS)[self.reasons[number]]

    @property
    def nbytes(self) -> int:
        places = (self.before, self.after, self.added, self.removed)
        return sum(found.nbytes for found in places) + self.reasons.nbytes


def find_differences(
    two: TwoReleases, match: Match, before_files: Sequence[DataFile], after_files: Sequence[DataFile]
) -> Differences:
    """Return the places of all pairs that differ."""
    changed = _in_file_order(two.after, np.flatnonzero(match.reason >= 0))
    is_removed = np.ones(len(two.before), bool)
    is_removed[match.partner[match.is_kept]] = False
    return Differences(
        before_files,
        after_files,
        _places(two.before, match.partner[changed]),
        _places(two.after, changed),
        match.reason[changed].astype(np.int8),
        _places(two.after, _in_file_order(two.after, np.flatnonzero(~match.is_kept))),
        _places(two.before, _in_file_order(two.before, np.flatnonzero(is_removed))),
    )


def _in_file_order(rows: pa.Table, at: NDArray[np.int64]) -> NDArray[np.int64]:
    places = _places(rows, at)
    return at[np.lexsort((places.rows, places.files))]


def _places(rows: pa.Table, at: NDArray[np.int64]) -> Places:
    files, numbers = (np.asarray(rows[name].to_numpy())[at] for name in ("file", "row"))
    return Places(files, numbers)
