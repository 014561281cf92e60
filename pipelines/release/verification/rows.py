"""The rows of one data file verified, a row group at a time."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.quality.corpus.leaks import Halves, parse_ids
from pipelines.quality.corpus.unseen import hash_edits, hash_swaps
from pipelines.quality.pairs.replay import replay
from pipelines.release.layout import split_of
from pipelines.release.verification.rules import EXAMPLES, Checks, Entry, RuleResult, no_checks
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables
from pipelines.strings.hashes import Hashes
from pipelines.text.ids import FOLDED_KEYS, hash_folded, name_pairs
from schemas import UNSEEN

ID_DIGITS = 32
# `text` is the first half of the hash of the folded clean text; null unless texts are compared.
PLACES = pa.schema([*((name, pa.string()) for name in ("article_id", "group_id", "split")), ("text", pa.uint64())])


@dataclass(frozen=True)
class UnseenSwaps:
    """The distinct swaps of UNSEEN.

    hashes        uint64: of originals and replacements, see `hash_edits`
    replacements  the replacements in lower case
    """

    hashes: Hashes
    replacements: pa.Array


@dataclass(frozen=True)
class Expected:
    """The values that the rows of a release are compared with.

    schema       schema of the data files
    unseen       swaps that only UNSEEN may have
    seed         seed of the pair ids; None to leave the ids uncompared, in releases of format 1
    reads_texts  hash the clean texts
    """

    schema: pa.Schema
    unseen: UnseenSwaps
    seed: int | None
    reads_texts: bool


@dataclass
class Findings:
    """The results of one data file.

    checks                 its rules
    ids                    ids of its pairs
    places                 tables of PLACES: its articles
    words, swapped_words   words of its clean texts, and those that were swapped
    pairs_by_profile       profile -> rows
    """

    checks: Checks = field(default_factory=no_checks)
    ids: list[Halves] = field(default_factory=list)
    places: list[pa.Table] = field(default_factory=list)
    words: int = 0
    swapped_words: int = 0
    pairs_by_profile: Counter[str] = field(default_factory=Counter)


def find_unseen(paths: Sequence[Place]) -> UnseenSwaps:
    """Return the swaps of the files of UNSEEN. An unreadable file is skipped: `verify_rows` reports it."""
    hashes, replacements = [np.zeros(0, np.uint64)], [pa.array([], pa.string())]
    for path in paths:
        with suppress(pa.ArrowException, OSError, KeyError):
            for table in read_tables(path, columns=["edits"]):
                hashes.append(np.unique(hash_edits(table)))
                replacements.append(pc.unique(_lower(table["edits"].combine_chunks().flatten(), "replacement")))
    return UnseenSwaps(np.unique(np.concatenate(hashes)), pc.unique(pa.concat_arrays(replacements)))


def verify_rows(folder: Place, expected: Expected, entry: Entry) -> Findings:
    """Check the data file of an entry of the manifest: its layout, then its rows."""
    found = Findings()
    path, split = folder / entry["path"], split_of(entry["path"])
    try:
        if _check_layout(path, entry, expected.schema, found.checks):
            for table in read_tables(path):
                _check_edits(table, found.checks)
                _check_swaps(table, split, expected.unseen, found.checks["unseen_swaps_are_new"])
                found.ids.append(_collect_ids(table["pair_id"], found.checks["pair_ids_are_unique"]))
                if expected.seed is not None:
                    _check_ids(table, expected.seed, found.checks["pair_ids_match"])
                found.places.append(_places(table, split, reads_texts=expected.reads_texts))
                _count(table, found)
    except (pa.ArrowException, OSError) as error:
        found.checks["schema_is_ours"].add(1, [f"{entry['path']}: {_first_line(error)}"])
    return found


def _check_layout(path: Place, entry: Entry, expected: pa.Schema, checks: Checks) -> bool:
    """Check schema, row groups and number of rows of one file; return True if its rows can be read as pairs."""
    with path.open("rb") as file:
        metadata = pq.read_metadata(file)
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


def _check_edits(table: pa.Table, checks: Checks) -> None:
    ids, proof = table["pair_id"], replay(table)
    bad = np.flatnonzero(~np.logical_and.reduce(list(proof.values())))
    reasons = [" ".join(rule for rule, holds in proof.items() if not holds[row]) for row in bad[:EXAMPLES]]
    examples = [f"{name} ({reason})" for name, reason in zip(_names(ids, bad), reasons, strict=True)]
    checks["edits_can_be_undone"].add(len(table), examples, len(bad))
    counts = pc.list_value_length(table["edits"])
    miscounted = np.flatnonzero(
        pc.fill_null(pc.or_(pc.not_equal(counts, table["n_swaps"]), pc.equal(counts, 0)), fill_value=True)
    )
    checks["swaps_are_counted"].add(len(table), _names(ids, miscounted), len(miscounted))


def _names(ids: pa.ChunkedArray, rows: npt.NDArray[np.int64]) -> list[str]:
    found: list[str] = ids.take(pa.array(rows[:EXAMPLES])).to_pylist()
    return found


def _check_swaps(table: pa.Table, split: str, unseen: UnseenSwaps, check: RuleResult) -> None:
    """Count the pairs of other splits with a swap of UNSEEN."""
    if split == UNSEEN:
        check.add(len(table), [])
        return
    edits = table["edits"].combine_chunks()
    flat = edits.flatten()
    # Hardly an edit of another split has a replacement of UNSEEN: only these edits are hashed.
    suspect = np.flatnonzero(pc.is_in(_lower(flat, "replacement"), value_set=unseen.replacements))
    few = flat.take(pa.array(suspect))
    is_seen = np.isin(hash_swaps(_lower(few, "original"), _lower(few, "replacement")), unseen.hashes)
    rows = np.unique(pc.list_parent_indices(edits).to_numpy()[suspect[is_seen]])
    check.add(len(table), [f"{name} in {split}" for name in _names(table["pair_id"], rows)], len(rows))


def _lower(edits: pa.StructArray, name: str) -> pa.Array:
    return pc.fill_null(pc.utf8_lower(pc.struct_field(edits, name)), "")


def _collect_ids(ids: pa.ChunkedArray, check: RuleResult) -> Halves:
    """The valid ids of a row group, as 16 bytes each."""
    is_id = pc.match_substring_regex(ids, f"^[0-9a-f]{{{ID_DIGITS}}}$")
    wrong = ids.filter(pc.invert(is_id))
    check.add(len(ids), [f"{name!r} is not 32 hex digits" for name in wrong[:EXAMPLES].to_pylist()], len(wrong))
    return parse_ids(ids.filter(is_id).combine_chunks())


def _check_ids(table: pa.Table, seed: int, check: RuleResult) -> None:
    differ = np.flatnonzero(pc.not_equal(table["pair_id"], name_pairs(table, seed)))
    check.add(len(table), _names(table["pair_id"], differ), len(differ))


def _places(table: pa.Table, split: str, *, reads_texts: bool) -> pa.Table:
    """Return PLACES of a row group. The text of a variant is hashed only if it differs from that of the row before."""
    chosen = table.select(["article_id", "group_id", "clean"]).combine_chunks()
    same = [pc.equal(chosen[name][1:], chosen[name][:-1]).to_numpy() for name in chosen.column_names]
    chosen = chosen.filter(pa.array(np.append(True, ~np.logical_and.reduce(same))[: len(chosen)]))
    texts = chosen["clean"].combine_chunks()
    hashes = pa.array(hash_folded(texts, FOLDED_KEYS[:1])[:, 0]) if reads_texts else pa.nulls(len(texts), pa.uint64())
    chosen = chosen.drop_columns("clean").append_column("text", hashes)
    places = chosen.group_by(["article_id", "group_id", "text"], use_threads=False).aggregate([])
    return places.append_column("split", pa.repeat(split, len(places))).select(PLACES.names).cast(PLACES)


def _count(table: pa.Table, found: Findings) -> None:
    words = table["n_words"].to_numpy().astype(np.float64)
    found.words += int(words.sum())
    found.swapped_words += int(np.rint(words * table["swap_rate"].to_numpy()).sum())
    found.pairs_by_profile.update(
        {each["values"]: each["counts"] for each in table["profile"].value_counts().to_pylist()}
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
