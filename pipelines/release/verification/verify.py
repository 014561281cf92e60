"""A release verified on any machine, from its folder alone.

Files are compared with the manifest first, then the rows of all intact data files are checked, one row group at a
time, so that one fault is reported once. Memory holds 16 bytes of each pair, and the ids of each article.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.corpus.leaks import count_in_two_splits, find_duplicate_ids, parse_ids
from pipelines.release.carried import FILE as GROUPS_FILE
from pipelines.release.carried import LINEAGE
from pipelines.release.find import MANIFEST, read_manifest
from pipelines.release.layout import NEGATIVES_CONFIG, pairs_schema, split_of
from pipelines.release.verification.manifest import (
    check_fingerprint,
    check_names,
    check_negative_counts,
    check_own_sum,
    check_shape,
    check_split_rows,
    check_statements,
    check_totals,
)
from pipelines.release.verification.negatives import verify_negatives
from pipelines.release.verification.rows import PLACES, Expected, Findings, find_unseen, verify_rows
from pipelines.release.verification.rules import EXAMPLES, Checks, Entry, RuleResult, no_checks
from pipelines.storage.files import list_files, sha256_file
from pipelines.storage.places import Place, is_below
from pipelines.workers import call_in_worker, start_pool
from schemas import CARRIED, UNSEEN


def verify_release(folder: Place, *, workers: int = 1) -> list[RuleResult]:
    """Verify the release in `folder`; return a result for each of RULES.

    workers  processes that check data files; each checks some 3 M words/s
    Raise StorageError if the manifest is missing or unreadable. Rows are checked only in intact data files, and nothing
    is if the manifest is not as it was written.
    """
    checks = no_checks()
    if (folder / MANIFEST).is_file():
        check_own_sum(folder, checks["manifest_is_as_written"])
        if not checks["manifest_is_as_written"].holds:
            return list(checks.values())
    manifest = read_manifest(folder)
    check_shape(folder, manifest)
    intact = _check_files(folder, manifest, checks)
    check_fingerprint(folder, manifest, checks["fingerprint_matches"])
    check_statements(folder, manifest, intact, checks["manifest_agrees"])
    check_names(folder.parent, checks["latest_exists"])
    _check_data(folder, manifest, intact, workers, checks)
    return list(checks.values())


def _check_data(folder: Place, manifest: Entry, intact: set[str], workers: int, checks: Checks) -> None:
    entries = [entry for entry in manifest["files"] if "rows" in entry]
    readable = [entry for entry in entries if entry["path"] in intact]
    groups = _read_groups(folder, manifest, intact, checks["splits_match_groups"])
    expected = Expected(
        schema=pairs_schema(manifest["format"]),
        unseen=find_unseen([folder / entry["path"] for entry in readable if split_of(entry["path"]) == UNSEEN]),
        # Releases of format 1 may have ids that were made otherwise.
        seed=manifest["seed"] if manifest["format"] != 1 else None,
        reads_texts=groups is not None,
    )
    findings = list(_map(partial(verify_rows, folder, expected), readable, workers))
    for found in findings:
        for name, check in found.checks.items():
            checks[name].add(check.checked, check.examples, check.faults)
    _check_ids(findings, checks)
    places = pa.concat_tables([_join_places(findings), _check_negatives(folder, manifest, intact, checks)])
    _check_places(places, checks)
    if groups is not None:
        _check_groups(places, groups, checks)
    if len(readable) == len(entries):
        check_split_rows(manifest, checks["rows_are_counted"])
    if len(readable) == len(entries) and checks["schema_is_ours"].holds and checks["rows_are_counted"].holds:
        check_totals(manifest, findings, checks["manifest_agrees"])


def _map(function: Callable[[Entry], Findings], entries: Sequence[Entry], workers: int) -> Iterable[Findings]:
    if workers == 1:
        return map(function, entries)
    with start_pool(workers) as pool:
        return list(pool.map(partial(call_in_worker, function), entries))


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
    """Bytes of a file of the release; None if it is missing, or a link that leads out of the folder."""
    file = folder / path
    if not isinstance(file, Path):
        return found.get(path)
    return file.stat().st_size if is_below(file, folder) and file.is_file() else None


def _read_groups(folder: Place, manifest: Entry, intact: set[str], check: RuleResult) -> pa.Table | None:
    """Return the groups of the release, a table of CARRIED; None if it has none, or if the file is damaged."""
    if LINEAGE in manifest and GROUPS_FILE not in {entry["path"] for entry in manifest["files"]}:
        check.add(1, [f"{GROUPS_FILE} is not in the manifest"])
    if GROUPS_FILE not in intact:
        return None
    try:
        with (folder / GROUPS_FILE).open("rb") as file, pa.ipc.open_file(file) as reader:
            return reader.read_all().select(CARRIED.names).cast(CARRIED)
    except (pa.ArrowException, OSError, KeyError):
        check.add(1, [f"{GROUPS_FILE} is not a table of groups"])
        return None


def _join_places(findings: Sequence[Findings]) -> pa.Table:
    return pa.concat_tables([PLACES.empty_table(), *(table for found in findings for table in found.places)])


def _check_ids(findings: Sequence[Findings], checks: Checks) -> None:
    twice = find_duplicate_ids([ids for found in findings for ids in found.ids])
    checks["pair_ids_are_unique"].add(0, [f"{name} occurs more than once" for name in twice[:EXAMPLES]], len(twice))


def _check_negatives(folder: Place, manifest: Entry, intact: set[str], checks: Checks) -> pa.Table:
    """Check the files of negatives; return PLACES of their rows."""
    entries = [entry for entry in manifest["files"] if NEGATIVES_CONFIG in entry]
    found = verify_negatives(folder, [entry for entry in entries if entry["path"] in intact], checks)
    check_negative_counts(manifest, checks["manifest_agrees"])
    return found


def _check_places(places: pa.Table, checks: Checks) -> None:
    for column, name in (("article_id", "articles_are_in_one_split"), ("group_id", "groups_are_in_one_split")):
        divided, examples = count_in_two_splits(places, column)
        checks[name].add(pc.count_distinct(places[column]).as_py(), examples, divided)


def _check_groups(places: pa.Table, groups: pa.Table, checks: Checks) -> None:
    """Compare the group, split and text of each article with those that group_duplicates saw."""
    found = groups.take(pc.index_in(places["article_id"], value_set=groups["article_id"].combine_chunks()))
    is_placed = pc.and_(pc.equal(found["group_id"], places["group_id"]), pc.equal(found["split"], places["split"]))
    wrong = places.filter(pc.invert(pc.fill_null(is_placed, fill_value=False)))
    there = found.filter(pc.invert(pc.fill_null(is_placed, fill_value=False))).slice(0, EXAMPLES).to_pylist()
    examples = [
        f"{row['article_id']} in {row['split']}, not {was['split'] or 'in the file'}"
        if row["split"] != was["split"]
        else f"{row['article_id']} in group {row['group_id']}, not {was['group_id']}"
        for row, was in zip(wrong.slice(0, EXAMPLES).to_pylist(), there, strict=True)
    ]
    checks["splits_match_groups"].add(len(places), examples, len(wrong))
    is_known = pc.is_valid(found["text_hash"]).to_numpy()
    hashes = parse_ids(found["text_hash"].drop_null().combine_chunks())[:, 0]
    differ = np.flatnonzero(is_known)[hashes != places["text"].to_numpy()[is_known]]
    names = places["article_id"].take(pa.array(differ[:EXAMPLES])).to_pylist()
    checks["texts_match_groups"].add(int(is_known.sum()), names, len(differ))
