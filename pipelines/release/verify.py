"""A release verified on any machine, from its folder alone.

Files are compared with the manifest first, then the rows of all intact data files are checked, one row group at a
time, so that one fault is reported once. Memory holds 16 bytes of each pair, and the ids of each article.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.corpus.leaks import Halves, count_in_two_splits, find_duplicate_ids, parse_ids
from pipelines.quality.corpus.unseen import Hashes, hash_edits
from pipelines.quality.pairs.replay import replay
from pipelines.release.find import MANIFEST, fingerprint_content, read_manifest
from pipelines.release.layout import pairs_schema, split_of
from pipelines.storage.files import list_files, sha256_file
from pipelines.storage.places import Place, is_below
from pipelines.storage.tables import open_table, read_tables
from pipelines.workers import call_in_worker, start_pool
from schemas import UNSEEN

# Number of faults that are named; all are counted.
EXAMPLES = 5
ID_DIGITS = 32
PLACES = pa.schema([(name, pa.string()) for name in ("article_id", "group_id", "split")])
RULES = {
    "files_are_there": "every file of the manifest exists and has its size",
    "checksums_match": "every file has the SHA-256 of the manifest",
    "no_other_files": "the manifest lists every file",
    "fingerprint_matches": "version and fingerprint belong to the data files",
    "schema_is_ours": "every data file is Parquet with the columns of a pair",
    "row_groups_have_rows": "no row group is empty",
    "rows_are_counted": "files and splits have as many rows as the manifest says",
    "edits_can_be_undone": "undoing its edits gives the clean text, for every pair",
    "swaps_are_counted": "n_swaps is the number of edits, and not 0",
    "pair_ids_are_unique": "pair_id is 32 hex digits and unique",
    "articles_are_in_one_split": "no article is in two splits",
    "groups_are_in_one_split": "no group of near-duplicates is in two splits",
    "unseen_swaps_are_new": f"no swap of {UNSEEN} is in another split",
}


@dataclass
class RuleResult:
    """The result of one rule of RULES.

    checked   number of files, rows or ids checked
    faults    number of those that break the rule
    examples  the first faults: paths or ids, each with its reason
    """

    name: str
    expected: str
    checked: int = 0
    faults: int = 0
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        if self.holds:
            return f"{self.expected} ({self.checked:,} checked)"
        more = f", and {self.faults - len(self.examples):,} more" if self.faults > len(self.examples) else ""
        found = f"{self.faults:,} of {self.checked:,} differ: {'; '.join(self.examples)}{more}"
        return f"expected that {self.expected}, but {found}"

    def add(self, checked: int, examples: Sequence[str], faults: int | None = None) -> None:
        """Add `checked` items and their faults; `faults` is the number of `examples` unless it is given."""
        self.checked += checked
        self.faults += len(examples) if faults is None else faults
        self.examples = (*self.examples, *examples)[:EXAMPLES]


Checks = dict[str, RuleResult]
Entry = Mapping[str, Any]


@dataclass
class _Findings:
    """The results of one data file: its rules, the ids of its pairs, and the splits of its articles and groups."""

    checks: Checks
    ids: list[Halves] = field(default_factory=list)
    places: list[pa.Table] = field(default_factory=list)


def verify_release(folder: Place, *, workers: int = 1) -> list[RuleResult]:
    """Verify the release in `folder`; return a result for each of RULES.

    workers  processes that check data files; each checks some 3 M words/s
    Raise StorageError if the manifest is missing or unreadable. Rows are checked only in intact data files.
    """
    manifest = read_manifest(folder)
    checks = _no_checks()
    whole = _check_files(folder, manifest, checks)
    _check_fingerprint(folder, manifest, checks["fingerprint_matches"])
    entries = [entry for entry in manifest["files"] if "rows" in entry]
    readable = [entry for entry in entries if entry["path"] in whole]
    unseen = _unseen_swaps([folder / entry["path"] for entry in readable if _split_of(entry) == UNSEEN])
    findings = list(_map(partial(_check_data, folder, pairs_schema(manifest["format"]), unseen), readable, workers))
    for found in findings:
        for name, check in found.checks.items():
            checks[name].add(check.checked, check.examples, check.faults)
    _check_ids(findings, checks)
    if len(readable) == len(entries):
        _check_split_rows(manifest, checks["rows_are_counted"])
    return list(checks.values())


def _no_checks() -> Checks:
    return {name: RuleResult(name, expected) for name, expected in RULES.items()}


def _map(function: Callable[[Entry], _Findings], entries: Sequence[Entry], workers: int) -> Iterable[_Findings]:
    if workers == 1:
        return map(function, entries)
    with start_pool(workers) as pool:
        return list(pool.map(partial(call_in_worker, function), entries))


def _unseen_swaps(paths: Sequence[Place]) -> Hashes:
    """The distinct swaps of the files of UNSEEN, sorted. An unreadable file is skipped: `_check_data` reports it."""
    found = [np.zeros(0, np.uint64)]
    for path in paths:
        with suppress(pa.ArrowException, OSError, KeyError):
            found += [np.unique(hash_edits(table)) for table in read_tables(path, columns=["edits"])]
    return np.unique(np.concatenate(found))


def _split_of(entry: Entry) -> str:
    return split_of(entry["path"])


def _check_data(folder: Place, expected: pa.Schema, unseen: Hashes, entry: Entry) -> _Findings:
    """Check one data file: its layout, then its rows, one row group at a time."""
    found = _Findings(_no_checks())
    path, split = folder / entry["path"], _split_of(entry)
    try:
        if _check_layout(path, entry, expected, found.checks):
            for table in read_tables(path):
                _check_rows(table, found.checks)
                _check_swaps(table, split, unseen, found.checks["unseen_swaps_are_new"])
                found.ids.append(_collect_ids(table["pair_id"], found.checks["pair_ids_are_unique"]))
                found.places.append(_places(table, split))
    except (pa.ArrowException, OSError) as error:
        found.checks["schema_is_ours"].add(1, [f"{entry['path']}: {_first_line(error)}"])
    return found


def _check_files(folder: Place, manifest: Entry, checks: Checks) -> set[str]:
    """Compare the files with the manifest; return the paths of the intact ones."""
    entries = {entry["path"]: entry for entry in manifest["files"]}
    found = list_files(folder)
    sizes = {path: _size(folder, path, found) for path in entries}
    there = [path for path in entries if sizes[path] == entries[path]["bytes"]]
    faults = [
        f"{path} is missing" if size is None else f"{path} has {size:,} bytes, not {entries[path]['bytes']:,}"
        for path, size in sizes.items()
        if size != entries[path]["bytes"]
    ]
    checks["files_are_there"].add(len(entries), faults)
    with ThreadPoolExecutor() as pool:  # hashing releases the interpreter's lock
        sums = dict(zip(there, pool.map(sha256_file, [folder / path for path in there]), strict=True))
    broken = [path for path in there if sums[path] != entries[path]["sha256"]]
    checks["checksums_match"].add(len(there), broken)
    checks["no_other_files"].add(len(found), sorted(found.keys() - entries.keys() - {MANIFEST}))
    return set(there) - set(broken)


def _size(folder: Place, path: str, found: Mapping[str, int]) -> int | None:
    """Bytes of a file of the release; None if it is missing or if `path` leads out of the folder."""
    file = folder / path
    if not isinstance(file, Path):
        return found.get(path)
    return file.stat().st_size if is_below(file, folder) and file.is_file() else None


def _check_fingerprint(folder: Place, manifest: Entry, check: RuleResult) -> None:
    checksums = {entry["path"]: entry["sha256"] for entry in manifest["files"] if "rows" in entry}
    fingerprint = fingerprint_content(checksums, manifest["config"]["publish_release"], manifest["format"])
    faults = []
    if manifest["fingerprint"] != fingerprint:
        faults.append(f"the manifest says {manifest['fingerprint']}, its data files make {fingerprint}")
    if not manifest["version"].endswith(f"-{fingerprint[:12]}"):
        faults.append(f"version {manifest['version']} does not end in {fingerprint[:12]}")
    if folder.resolve().name != manifest["version"]:
        faults.append(f"the folder is named {folder.resolve().name}, the version is {manifest['version']}")
    check.add(1, faults[:1])


def _check_layout(path: Place, entry: Entry, expected: pa.Schema, checks: Checks) -> bool:
    """Check schema, row groups and number of rows of one file; return True if its rows can be read as pairs."""
    with open_table(path) as file:
        metadata = file.metadata
    sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    empty = [f"{entry['path']} row group {group}" for group, rows in enumerate(sizes) if not rows]
    checks["row_groups_have_rows"].add(len(sizes), empty)
    rows = f"{entry['path']} has {metadata.num_rows:,} rows, not {entry['rows']:,}"
    checks["rows_are_counted"].add(1, [] if metadata.num_rows == entry["rows"] else [rows])
    schema = metadata.schema.to_arrow_schema()
    is_ours = schema.equals(expected)
    differ = sorted({field.name for field in [*set(schema) ^ set(expected)]})
    fault = f"{entry['path']}: {', '.join(differ) or 'the order of the columns'}"
    checks["schema_is_ours"].add(1, [] if is_ours else [fault])
    return is_ours


def _check_rows(table: pa.Table, checks: Checks) -> None:
    ids, proof = table["pair_id"], replay(table)
    bad = np.flatnonzero(~np.logical_and.reduce(list(proof.values())))
    reasons = [" ".join(rule for rule, holds in proof.items() if not holds[row]) for row in bad[:EXAMPLES]]
    names = ids.take(pa.array(bad[:EXAMPLES])).to_pylist()
    examples = [f"{name} ({reason})" for name, reason in zip(names, reasons, strict=True)]
    checks["edits_can_be_undone"].add(len(table), examples, len(bad))
    counts = pc.list_value_length(table["edits"])
    miscounted = np.flatnonzero(
        pc.fill_null(pc.or_(pc.not_equal(counts, table["n_swaps"]), pc.equal(counts, 0)), fill_value=True)
    )
    names = ids.take(pa.array(miscounted[:EXAMPLES])).to_pylist()
    checks["swaps_are_counted"].add(len(table), names, len(miscounted))


def _check_swaps(table: pa.Table, split: str, unseen: Hashes, check: RuleResult) -> None:
    """Count the pairs of other splits with a swap of UNSEEN."""
    if split == UNSEEN:
        check.add(len(table), [])
        return
    is_seen = np.isin(hash_edits(table), unseen)
    rows = np.unique(pc.list_parent_indices(table["edits"].combine_chunks()).to_numpy()[is_seen])
    names = table["pair_id"].take(pa.array(rows[:EXAMPLES])).to_pylist()
    check.add(len(table), [f"{name} in {split}" for name in names], len(rows))


def _collect_ids(ids: pa.ChunkedArray, check: RuleResult) -> Halves:
    """The valid ids of a row group, as 16 bytes each."""
    is_id = pc.match_substring_regex(ids, f"^[0-9a-f]{{{ID_DIGITS}}}$")
    wrong = ids.filter(pc.invert(is_id))
    check.add(len(ids), [f"{name!r} is not 32 hex digits" for name in wrong[:EXAMPLES].to_pylist()], len(wrong))
    return parse_ids(ids.filter(is_id).combine_chunks())


def _places(table: pa.Table, split: str) -> pa.Table:
    ids = table.select(["article_id", "group_id"]).group_by(["article_id", "group_id"], use_threads=False).aggregate([])
    return ids.append_column("split", pa.repeat(split, len(ids))).cast(PLACES)


def _check_ids(findings: Sequence[_Findings], checks: Checks) -> None:
    twice = find_duplicate_ids([ids for found in findings for ids in found.ids])
    places = pa.concat_tables([PLACES.empty_table(), *(table for found in findings for table in found.places)])
    checks["pair_ids_are_unique"].add(0, [f"{name} occurs more than once" for name in twice[:EXAMPLES]], len(twice))
    for column, name in (("article_id", "articles_are_in_one_split"), ("group_id", "groups_are_in_one_split")):
        divided, examples = count_in_two_splits(places, column)
        checks[name].add(pc.count_distinct(places[column]).as_py(), examples, divided)


def _check_split_rows(manifest: Entry, check: RuleResult) -> None:
    counted: dict[str, int] = {}
    for entry in manifest["files"]:
        if "rows" in entry:
            split = _split_of(entry)
            counted[split] = counted.get(split, 0) + entry["rows"]
    faults = [
        f"split {split} has {counted.get(split, 0):,} rows, not {manifest['splits'].get(split, 0):,}"
        for split in sorted(counted | manifest["splits"])
        if counted.get(split, 0) != manifest["splits"].get(split, 0)
    ]
    if manifest["rows"] != sum(counted.values()):
        faults.append(f"the release has {sum(counted.values()):,} rows, not {manifest['rows']:,}")
    check.add(len(counted), faults)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
