"""The pairs of two releases in narrow columns: a file that both releases have is read once, texts are never read.

Releases of one dataset share most of their data files. Two files are the same if they have the same SHA-256 in both
manifests and belong to the same split, whatever their numbers.

Ids are kept as hashes of 64 bits, so a pair takes about 100 bytes of memory; the chance that any two of 100 million ids
collide is 1 in 4,000.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.errors import StorageError
from pipelines.quality.corpus.leaks import parse_ids
from pipelines.release.layout import split_of
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables
from schemas import PAIRS

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ID_LENGTH = 32
IS_DIGIT = np.isin(np.arange(256), np.frombuffer(b"0123456789abcdef", np.uint8))
HASH_KEY = "spindle compare1"
# Odd numbers of 64 bits, which spread the bits of a product: from the finalizer of splitmix64.
SPREAD = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
STEP = np.uint64(0x9E3779B97F4A7C15)

# Columns by which pairs are counted.
NAMES = ("split", "profile", "source", "license", "language")
MEASURES = ("n_words", "n_swaps", "swap_rate", "asked_rate")
COLUMNS = [*NAMES[1:], *MEASURES, "pair_id", "article_id", "group_id", "variant", "url", "published_at"]
STORED = pa.schema([PAIRS.field(name) for name in COLUMNS])
CODED = pa.dictionary(pa.int32(), pa.string())
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
    """A data file of a release; `number` is its index among the data files of the manifest."""

    path: Place
    split: str
    rows: int
    sha256: str
    number: int


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
    entries = [entry for entry in manifest["files"] if "rows" in entry]
    return [
        DataFile(folder / entry["path"], split_of(entry["path"]), entry["rows"], entry["sha256"], number)
        for number, entry in enumerate(entries)
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
        names={name: _array(rows[name]).dictionary.to_pylist() for name in NAMES},
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
    """Return the pairs of a data file as a table of ROWS. Raise StorageError if it is missing or damaged."""
    try:
        rows = pa.concat_tables([ROWS.empty_table(), *_read_groups(file)])
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise StorageError(
            f"expected pairs in {file.path}, but {first}: `spindle verify` names all faults of its release"
        ) from error
    if len(rows) != file.rows:
        raise StorageError(
            f"expected {file.rows:,} pairs in {file.path}, as its manifest lists, got {len(rows):,}: "
            "`spindle verify` names all faults of its release"
        )
    return rows


def hash_ids(ids: pa.Array) -> Hashes:
    """uint64 [n]: the hash of each id, of any strings; ids of 32 hex digits are hashed without Python's strings."""
    is_hex = np.array(pc.equal(pc.binary_length(ids), ID_LENGTH).to_numpy(zero_copy_only=False), bool)
    is_hex[is_hex] = IS_DIGIT[_digits_of(ids.filter(pa.array(is_hex)))].all(axis=1)
    hashes = np.zeros(len(ids), np.uint64)
    halves = parse_ids(ids.filter(pa.array(is_hex)))
    hashes[is_hex] = _mix(halves[:, 0] * STEP + _mix(halves[:, 1]))
    hashes[~is_hex] = hash_texts(ids.filter(pa.array(~is_hex)))
    return hashes


def hash_texts(texts: pa.Array) -> Hashes:
    """uint64 [n]: the hash of each text; null is hashed as ""."""
    values = pc.fill_null(texts, "").to_numpy(zero_copy_only=False).astype(object)
    return pd.util.hash_array(values, hash_key=HASH_KEY, categorize=False).astype(np.uint64)


def find_rows(values: Hashes, wanted: Hashes) -> Ints:
    """int64 [n wanted]: index of each wanted value in `values`, which are distinct; -1 for none."""
    found = np.full(len(wanted), -1)
    if len(values):
        # Both in ascending order: searching at random places of the memory takes five times as long.
        order, rank = np.argsort(values), np.argsort(wanted)
        at = order[np.minimum(np.searchsorted(values[order], wanted[rank]), len(values) - 1)]
        found[rank] = np.where(values[at] == wanted[rank], at, -1)
    return found


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


def _read_groups(file: DataFile) -> Iterator[pa.Table]:
    start = 0
    for table in read_tables(file.path, columns=COLUMNS):
        yield _narrow(table.select(COLUMNS).cast(STORED).combine_chunks(), file, start)
        start += len(table)


def _narrow(table: pa.Table, file: DataFile, start: int) -> pa.Table:
    """Return the pairs of one row group as a table of ROWS."""
    columns = {name: _array(table[name]) for name in COLUMNS}
    coded = {name: pc.fill_null(columns[name], "").dictionary_encode() for name in NAMES[1:]}
    article = hash_ids(columns["article_id"])
    variant = columns["variant"].to_numpy().astype(np.uint64) * STEP
    times = pc.fill_null(columns["published_at"].cast(pa.int64()), 0).to_numpy()
    numbers = [columns[name].to_numpy() for name in MEASURES]
    facts = [_hash_coded(coded[name]) for name in ("source", "license", "language")]
    found = {
        "key": _combine([article, _hash_coded(coded["profile"]), variant]),
        "pair": hash_ids(columns["pair_id"]),
        "article": article,
        "group": hash_ids(columns["group_id"]),
        "measures": _combine([_bits(values) for values in numbers]),
        "facts": _combine([*facts, hash_texts(columns["url"]), _bits(times)]),
        "split": pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(table), np.int32)), [file.split]),
        **coded,
        **{name: columns[name] for name in [*MEASURES, "published_at"]},
        "file": np.full(len(table), file.number, np.int32),
        "row": np.arange(start, start + len(table), dtype=np.int32),
    }
    return pa.table(found).cast(ROWS)


def _array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _digits_of(ids: pa.Array) -> NDArray[np.uint8]:
    """uint8 [n, ID_LENGTH]: the bytes of ids of ID_LENGTH bytes each."""
    if not len(ids):
        return np.zeros((0, ID_LENGTH), np.uint8)
    offsets, data = ids.buffers()[1:]
    first = int(np.frombuffer(offsets, np.int32)[ids.offset])
    return np.frombuffer(data, np.uint8)[first : first + ID_LENGTH * len(ids)].reshape(-1, ID_LENGTH)


def _hash_coded(column: pa.DictionaryArray) -> Hashes:
    return hash_texts(column.dictionary)[column.indices.to_numpy()]


def _bits(values: NDArray[Any]) -> Hashes:
    """Numbers as unsigned integers: equal numbers have equal bits."""
    return values.view(np.uint32).astype(np.uint64) if values.dtype.itemsize == 4 else values.view(np.uint64)


def _combine(columns: Sequence[Hashes]) -> Hashes:
    found = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        found = _mix(found * STEP + column)
    return found


def _mix(values: Hashes) -> Hashes:
    """Spread the bits of uint64: a bijection, the finalizer of splitmix64."""
    values = (values ^ (values >> np.uint64(30))) * SPREAD[0]
    values = (values ^ (values >> np.uint64(27))) * SPREAD[1]
    return values ^ (values >> np.uint64(31))
