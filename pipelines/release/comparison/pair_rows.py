"""The pairs of two releases in narrow columns: a file that both releases have is read once, texts are never read.

The columns come from the digest of a file, where the release has one, else from the file itself.

Releases of one dataset share most of their data files. Two files are the same if they have the same SHA-256 in both
manifests and belong to the same split, whatever their numbers.

Ids are kept as hashes of 64 bits, so a pair takes about 100 bytes of memory.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.errors import StorageError
from pipelines.release.comparison.digests import (
    CODED,
    CODED_NAMES,
    COLUMNS,
    DIGEST,
    MEASURES,
    digest_pairs,
    read_digest,
)
from pipelines.release.comparison.id_hashes import STEP, Hashes, combine, hash_coded, hash_numbers
from pipelines.release.layout import digest_path, split_of
from pipelines.storage.places import Place
from pipelines.storage.tables import only_chunk, read_tables

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Raised by pyarrow for damaged files, and for columns that are missing or of other types.
DAMAGED = (pa.ArrowException, OSError, KeyError, ValueError)
# Columns by which pairs are counted.
NAMES = ("split", *CODED_NAMES)
# key       hash of article_id, profile and variant: the same pair in another release
# measures  hash of MEASURES
# facts     hash of source, url, license, language and published_at
# file, row place of the pair: index of the data file in its manifest, and row in that file
ROWS = pa.schema(
    [
        *((name, pa.uint64()) for name in ("key", "pair", "article", "group", "measures", "facts")),
        *((name, CODED) for name in NAMES),
        *((name, pa.int32()) for name in ("n_words", "n_swaps")),
        *((name, pa.float32()) for name in ("swap_rate", "asked_rate")),
        ("published_at", pa.timestamp("us", tz="UTC")),
        ("file", pa.int32()),
        ("row", pa.int32()),
    ]
)


@dataclass(frozen=True)
class DataFile:
    """A data file of a release.

    number  its index among the data files of the manifest
    digest  place of its digest; None in releases without digests
    """

    path: Place
    split: str
    rows: int
    sha256: str
    number: int
    digest: Place | None = None


@dataclass(frozen=True)
class TwoReleases:
    """The pairs of two releases, as tables of ROWS with the same dictionaries.

    shared          pairs of the files that both releases have
    before, after   all other pairs
    names           column of NAMES -> its values by their codes, for all tables
    n_shared_files  number of files that both releases have
    """

    shared: pa.Table
    before: pa.Table
    after: pa.Table
    names: dict[str, list[str]]
    n_shared_files: int


def list_files(folder: Place, manifest: dict[str, Any]) -> list[DataFile]:
    """Return the data files of the release in `folder`, in the order of its manifest."""
    listed = {entry["path"] for entry in manifest["files"]}
    entries = [entry for entry in manifest["files"] if "rows" in entry]
    digests = [digest_path(entry["path"]) for entry in entries]
    return [
        DataFile(
            folder / entry["path"],
            split_of(entry["path"]),
            entry["rows"],
            entry["sha256"],
            number,
            folder / digest if digest in listed else None,
        )
        for number, (entry, digest) in enumerate(zip(entries, digests, strict=True))
    ]


def read_releases(
    before: Sequence[DataFile],
    after: Sequence[DataFile],
    *,
    on_file: Callable[[int, int], None] | None = None,
) -> TwoReleases:
    """Read the pairs of two releases. Raise StorageError for a file that is missing or damaged.

    on_file  called with the number of files that are read, and of all
    """
    shared, only_before, only_after = split_files(before, after)
    files = [*shared, *only_before, *only_after]
    with ThreadPoolExecutor(2) as pool:  # Arrow decodes without the interpreter's lock
        tables = []
        for table in pool.map(read_file, files):
            tables.append(table)
            if on_file:
                on_file(len(tables), len(files))
    rows = pa.concat_tables([ROWS.empty_table(), *tables]).unify_dictionaries().combine_chunks()
    sizes = [sum(file.rows for file in group) for group in (shared, only_before, only_after)]
    return TwoReleases(
        shared=rows.slice(0, sizes[0]),
        before=rows.slice(sizes[0], sizes[1]),
        after=rows.slice(sizes[0] + sizes[1]),
        names={name: only_chunk(rows[name]).dictionary.to_pylist() for name in NAMES},
        n_shared_files=len(shared),
    )


def split_files(
    before: Sequence[DataFile], after: Sequence[DataFile]
) -> tuple[list[DataFile], list[DataFile], list[DataFile]]:
    """Return the files that both releases have, as files of the second, and those that only one of them has."""
    n_before, n_after = (Counter((file.sha256, file.split) for file in files) for files in (before, after))
    shared, only_after = _take_shared(after, n_before)
    _, only_before = _take_shared(before, n_after)
    return shared, only_before, only_after


def _take_shared(files: Sequence[DataFile], others: Counter[tuple[str, str]]) -> tuple[list[DataFile], list[DataFile]]:
    left = others.copy()
    shared: list[DataFile] = []
    alone: list[DataFile] = []
    for file in files:
        name = (file.sha256, file.split)
        (shared if left[name] else alone).append(file)
        left[name] -= bool(left[name])
    return shared, alone


def read_file(file: DataFile) -> pa.Table:
    """Return the pairs of a data file as a table of ROWS. Raise StorageError if it or its digest is damaged."""
    digest = _read_published(file.digest) if file.digest is not None else None
    is_published = digest is not None
    rows = _place(digest if digest is not None else _digest(file), file)
    if len(rows) != file.rows:
        raise StorageError(
            f"expected {file.rows:,} pairs in {file.digest if is_published else file.path}, as the manifest lists for "
            f"{file.path.name}, got {len(rows):,}: `spindle verify` names all faults of its release"
        )
    return rows


def find_rows(values: Hashes, wanted: Hashes) -> Ints:
    """int64 [n wanted]: index of each wanted value in `values`, which are distinct; -1 for none."""
    found = np.full(len(wanted), -1)
    if len(values):
        # Both in ascending order: searching at random places of the memory takes five times as long.
        order, rank = np.argsort(values), np.argsort(wanted)
        at = find_ascending(values[order], wanted[rank])
        found[rank] = np.where(at >= 0, order[at], -1)
    return found


def find_ascending(values: Hashes, wanted: Hashes) -> Ints:
    """The same for `values` and `wanted` that both ascend."""
    if not len(values):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[at] == wanted, at, -1)


def distinct(values: Hashes) -> Hashes:
    """uint64: the distinct values, ascending; np.unique, which hashes them first, takes ten times as long."""
    ascending = np.sort(values)
    return ascending[np.diff(ascending, prepend=ascending[:1] + np.uint64(1)) != 0]


def is_among(values: Hashes, known: Hashes) -> Bools:
    """Bool [n values]: True for each value that is in `known`, which ascends."""
    if not len(known):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: Bools = known[at] == values
    return found


def _read_published(place: Place) -> pa.Table | None:
    try:
        return read_digest(place)
    except DAMAGED as error:
        raise _damaged(f"a digest of pairs in {place}", error) from error


def _digest(file: DataFile) -> pa.Table:
    """Return DIGEST of the pairs, made from their columns."""
    try:
        made = [digest_pairs(table) for table in read_tables(file.path, columns=COLUMNS)]
    except DAMAGED as error:
        raise _damaged(f"pairs in {file.path}", error) from error
    return pa.concat_tables([DIGEST.empty_table(), *made])


def _damaged(expected: str, error: Exception) -> StorageError:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return StorageError(f"expected {expected}, but {first}: `spindle verify` names all faults of its release")


def _place(digest: pa.Table, file: DataFile) -> pa.Table:
    """Return the pairs of a file as a table of ROWS."""
    rows = digest.unify_dictionaries().combine_chunks()
    article, profile = rows["article"].to_numpy(), only_chunk(rows["profile"])
    variant = rows["variant"].to_numpy().astype(np.uint64) * STEP
    found = {
        "key": combine([article, hash_coded(profile), variant]),
        "measures": combine([hash_numbers(rows[name].to_numpy()) for name in MEASURES]),
        "split": pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(rows), np.int32)), [file.split]),
        "file": np.full(len(rows), file.number, np.int32),
        "row": np.arange(len(rows), dtype=np.int32),
    }
    return (
        pa.table(found | {name: rows[name] for name in ROWS.names if name not in found}).select(ROWS.names).cast(ROWS)
    )
