"""The files of negatives verified: columns, rows and ids. Their splits and texts are compared as those of pairs."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.parts.negatives import find_names
from pipelines.release.layout import NEGATIVES_CONFIG, split_of
from pipelines.release.verification.rows import ID_DIGITS, PLACES
from pipelines.release.verification.rules import EXAMPLES, Checks, Entry, RuleResult
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables
from pipelines.text.ids import FOLDED_KEYS, hash_folded
from schemas import NEGATIVE_KINDS, NEGATIVES


def verify_negatives(folder: Place, entries: Sequence[Entry], checks: Checks) -> pa.Table:
    """Check the files of these entries of the manifest; return PLACES: each negative with its group, split and text."""
    check = checks["negatives_are_ours"]
    ids, places = [pa.array([], pa.string())], [PLACES.empty_table()]
    for entry in entries:
        try:
            tables = list(read_tables(folder / entry["path"]))
        except (pa.ArrowException, OSError) as error:
            check.add(1, [f"{entry['path']}: {(str(error) or type(error).__name__).splitlines()[0]}"])
            continue
        if _check_layout(tables, entry, check):
            for table in tables:
                ids += table["negative_id"].chunks
                places.append(_place(table, split_of(entry["path"])))
    _check_ids(pa.chunked_array(ids), check)
    return pa.concat_tables(places)


def _check_layout(tables: Sequence[pa.Table], entry: Entry, check: RuleResult) -> bool:
    faults = [f"{entry['path']} has other columns" for table in tables[:1] if not table.schema.equals(NEGATIVES)]
    if (n_rows := sum(map(len, tables))) != entry[NEGATIVES_CONFIG]:
        faults.append(f"{entry['path']} has {n_rows:,} rows, not {entry[NEGATIVES_CONFIG]:,}")
    elif not faults:
        kinds = pc.unique(pa.concat_tables(tables)["kind"]).to_pylist()
        faults += [f"{entry['path']} has the kind {str(kind)[:60]!r}" for kind in kinds if kind not in NEGATIVE_KINDS]
    check.add(1, faults[:1])
    return not faults


def _check_ids(ids: pa.ChunkedArray, check: RuleResult) -> None:
    is_id = pc.match_substring_regex(ids, f"^[0-9a-f]{{{ID_DIGITS}}}$")
    counts = pc.value_counts(ids.filter(is_id))
    twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    wrong = ids.filter(pc.invert(is_id))
    examples = [f"{name} occurs more than once" for name in twice[:EXAMPLES].to_pylist()]
    examples += [f"{str(name)[:60]!r} is not {ID_DIGITS} hex digits" for name in wrong[:EXAMPLES].to_pylist()]
    check.add(len(ids), examples[:EXAMPLES], len(twice) + len(wrong))


def _place(negatives: pa.Table, split: str) -> pa.Table:
    texts = negatives["text"].combine_chunks()
    hashes = hash_folded(texts, FOLDED_KEYS[:1])[:, 0] if len(texts) else np.zeros(0, np.uint64)
    columns = [find_names(negatives), negatives["group_id"], pa.repeat(split, len(texts)), pa.array(hashes)]
    return pa.table(columns, names=PLACES.names)
