"""A sample of the pairs of a split, chosen by key: whole groups, independent of the order of files and rows.

Groups are ordered by a hash of their id and the seed, and taken until the sample has enough words. Of a large split
only some row groups are candidates, chosen by a hash of the checksum of their file: a sample takes seconds and little
memory from a release of any size.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.errors import StorageError
from pipelines.release.find import read_manifest
from pipelines.release.intact import fetch_intact
from pipelines.release.layout import name_origins, split_of
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place
from pipelines.strings.hashes import hash_strings
from schemas import PAIRS

KEYS = ["group_id", "pair_id", "n_words"]
COLUMNS = [*KEYS, "article_id", "profile", "clean", "spun", "edits", "swap_rate", "source"]
# Words of the candidates for each word of the sample. Below this ratio every pair of a split is a candidate.
CANDIDATE_RATIO = 4
# Words of the sample for each word asked for: a group that has more is cut.
MOST = 2

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PairFile:
    """A Parquet file of pairs.

    sha256        its checksum, by which it is fetched and chosen
    is_published  it belongs to a release, which may have been copied or kept for years: its content is compared with
                  the checksum before it is read. A part of a build is read as it is.
    """

    place: Place
    sha256: str
    is_published: bool = False

    def fetch(self) -> Path:
        """Return the file on the local disk; raises StorageError for one of a release that has changed."""
        return (fetch_intact if self.is_published else fetch)(self.place, self.sha256)


@dataclass(frozen=True)
class RowGroups:
    """The candidates of one file: its row groups with these numbers, ascending, and their keys."""

    file: PairFile
    numbers: list[int]
    keys: pa.Table


def files_of(folder: Place) -> dict[str, list[PairFile]]:
    """Return split -> the files of the release in `folder`; raise StorageError for a damaged manifest."""
    files: dict[str, list[PairFile]] = {}
    for entry in read_manifest(folder)["files"]:
        if "rows" in entry:
            files.setdefault(split_of(entry["path"]), []).append(
                PairFile(folder / entry["path"], entry["sha256"], is_published=True)
            )
    return files


def sample_pairs(files: Sequence[PairFile], n_words: int, *, seed: int = 0) -> pa.Table:
    """Return pairs of whole groups with `n_words` words of clean text, or all pairs if they have fewer.

    The columns are COLUMNS; rows are ordered by hashes of group and pair. A last group that would double the sample
    is cut. Raises StorageError for an unreadable file.
    """
    candidates = list(_find_candidates(files, n_words, seed))
    nothing = pa.schema([PAIRS.field(name) for name in COLUMNS]).empty_table()
    keys = pa.concat_tables([nothing.select(KEYS), *(each.keys for each in candidates)])
    groups, pairs = (hash_keys(keys[name], seed) for name in ("group_id", "pair_id"))
    order = np.lexsort((pairs, groups))
    chosen = choose_rows(groups[order], keys["n_words"].to_numpy()[order], n_words)
    is_chosen = np.zeros(len(keys), bool)
    is_chosen[order[chosen]] = True
    borders = np.cumsum([0, *(len(each.keys) for each in candidates)])
    tables = [
        table
        for each, start, end in zip(candidates, borders[:-1], borders[1:], strict=True)
        for table in _read_rows(each, is_chosen[start:end])
    ]
    ranks = np.argsort(order)[is_chosen]  # of the rows in the order of the files
    return pa.concat_tables([nothing, *tables]).take(pa.array(np.argsort(ranks))).combine_chunks()


def choose_rows(groups: Hashes, words: npt.NDArray[np.int32], n_words: int) -> Flags:
    """Bool [n]: rows of the first groups that have `n_words` words together.

    groups  uint64 [n], ascending
    words   int32 [n]
    """
    before = np.cumsum(words, dtype=np.int64) - words
    first = np.searchsorted(groups, groups)  # the first row of each row's group
    return (before[first] < n_words) & (before < MOST * n_words)


def hash_keys(ids: pa.Array | pa.ChunkedArray, seed: int) -> Hashes:
    """uint64 [n]: equal for equal ids, and unrelated for another seed; null is an empty id."""
    return hash_strings(pc.fill_null(ids, ""), f"{seed % 10**16:016}")


def _find_candidates(files: Sequence[PairFile], n_words: int, seed: int) -> Iterator[RowGroups]:
    """Yield row groups of the files until they have CANDIDATE_RATIO words for each word of the sample."""
    left = CANDIDATE_RATIO * n_words
    for file in sorted(files, key=lambda each: _hash(each.sha256, seed)):
        if left <= 0:
            return
        with _reading(file, check=True) as opened:
            counts = [_count_words(opened, number) for number in range(opened.num_row_groups)]
            order = sorted(range(len(counts)), key=lambda number: _hash(file.sha256, seed, number))
            before = np.cumsum([0, *(counts[number] for number in order)])
            numbers = sorted(number for number, words in zip(order, before[:-1], strict=True) if words < left)
            left -= int(before[-1])
            if numbers:
                yield RowGroups(file, numbers, opened.read_row_groups(numbers, columns=KEYS).select(KEYS))


def _count_words(opened: pq.ParquetFile, number: int) -> int:
    return pc.sum(opened.read_row_group(number, columns=["n_words"])["n_words"]).as_py() or 0


def _read_rows(candidates: RowGroups, is_chosen: Flags) -> Iterator[pa.Table]:
    """Yield the chosen rows of one file, from the row groups that have any."""
    with _reading(candidates.file, check=False) as opened:  # as a candidate it was
        sizes = [opened.metadata.row_group(number).num_rows for number in candidates.numbers]
        borders = np.cumsum([0, *sizes])
        for number, start, end in zip(candidates.numbers, borders[:-1], borders[1:], strict=True):
            if is_chosen[start:end].any():
                table = opened.read_row_group(number, columns=COLUMNS).select(COLUMNS)
                yield name_origins(table.filter(pa.array(is_chosen[start:end])))


@contextmanager
def _reading(file: PairFile, *, check: bool) -> Iterator[pq.ParquetFile]:
    """Open a file; an error of a reader becomes a StorageError that names the file.

    check  compare a file of a release with its checksum
    """
    try:
        with pq.ParquetFile(file.fetch() if check else fetch(file.place, file.sha256)) as opened:
            yield opened
    except (pa.ArrowException, OSError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StorageError(
            f"expected {file.place} to be as it was written, but {reason[:120]}: `spindle verify` reports every fault "
            "of a release"
        ) from error


def _hash(*parts: object) -> bytes:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).digest()
