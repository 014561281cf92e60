"""Figures by cell: a profile, a source and a month of publication.

Each part keeps sums of the pairs of its cells, with the outcomes of all checks on pairs. audit_corpus adds them up and
writes CELLS_FILE: the largest sources and the latest months one by one, all others as one, so that its size is bounded.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.corpus.codes import Coded, encode, find_distinct_rows
from pipelines.quality.pairs.edits import TableEdits
from pipelines.quality.pairs.texts import Flags, Ints
from pipelines.quality.suites.checks import Check, Outcome
from pipelines.storage.files import write_text
from pipelines.storage.places import Place
from pipelines.storage.tables import read_table
from schemas import KINDS

Json = dict[str, Any]

# Name in a validated part, and in quality/ of a release.
CELL_SUMS_FILE, CELLS_FILE = "cells.parquet", "cells.json"
N_SOURCES, N_MONTHS = 40, 24
KEYS = ["profile", "source", "month"]
KIND_COLUMNS = [f"{kind}_edits" for kind in KINDS]
# Checks on the corpus that also hold or fail in a cell -> the columns whose quotient is the figure.
CORPUS_CHECKS = {"quarantine_share": ("quarantined", "pairs"), "rate_error": ("rate_error", "accepted")}


def place_pairs(edits: TableEdits) -> dict[str, pa.Array | pa.ChunkedArray]:
    """Return what cells need of each row of schemas.PAIRS: source, month (years * 12 + months), edits by kind."""
    pairs, published = edits.pairs, edits.pairs["published_at"]
    month = pc.add(pc.multiply(pc.year(published), 12), pc.subtract(pc.month(published), 1))
    numbers = pc.fill_null(pc.index_in(edits.kinds.distinct, value_set=pa.array(KINDS)), len(KINDS))
    kind = numbers.to_numpy().astype(np.int64)[edits.kinds.ids]
    width = len(KINDS) + 1
    counts = np.bincount(edits.owners * width + kind, minlength=len(pairs) * width).reshape(len(pairs), width)
    by_kind = {name: pa.array(column) for name, column in zip(KIND_COLUMNS, counts.T, strict=False)}
    return {"source": pairs["source"], "month": month, **by_kind}


def sum_cells(findings: pa.Table, outcomes: Sequence[Outcome], accepted: Flags) -> pa.Table:
    """Return sums of the pairs of each cell of a part.

    findings  of quality.pairs.rows, with the columns of `place_pairs`
    outcomes  of the suite `pairs` on the findings
    accepted  bool [n]: the pair is not in quarantine

    pairs and quarantined count all pairs of a cell; `judged NAME` and `broken NAME` those that a check judges, and that
    break it. The other sums are of accepted pairs.
    """
    keys = [encode(findings[name]) for name in KEYS]
    rows, cell = find_distinct_rows(keys)

    def total(values: NDArray[Any] | pa.ChunkedArray, kind: type = np.int64) -> pa.Array:
        numbers = values.to_numpy() if isinstance(values, pa.ChunkedArray) else values
        sums = np.bincount(cell, np.where(accepted, numbers, 0).astype(float), minlength=len(rows))
        return pa.array(sums.astype(kind))

    asked, achieved = (findings[name].to_numpy().astype(float) for name in ("asked_rate", "swap_rate"))
    sums = {
        "pairs": pa.array(np.bincount(cell, minlength=len(rows))),
        "quarantined": pa.array(np.bincount(cell[~accepted], minlength=len(rows))),
        "accepted": pa.array(np.bincount(cell[accepted], minlength=len(rows))),
        **{name: total(findings[name]) for name in ("n_words", "n_swapped_words", *KIND_COLUMNS)},
        "asked_rate": total(asked, float),
        "swap_rate": total(achieved, float),
        "rate_error": total(np.abs(achieved - asked), float),
    }
    for outcome in outcomes:
        judged = _are_judged(outcome, findings)
        counted = cell if judged is None else cell[judged]
        sums[f"judged {outcome.check.name}"] = pa.array(np.bincount(counted, minlength=len(rows)))
        sums[f"broken {outcome.check.name}"] = pa.array(np.bincount(cell[outcome.unexpected], minlength=len(rows)))
    return pa.table({name: column.take(rows) for name, column in zip(KEYS, keys, strict=True)} | sums)


def add_cells(paths: Sequence[Path]) -> pa.Table:
    """Return the sums of all parts, each cell once, in order of appearance."""
    table = pa.concat_tables([read_table(path) for path in paths], promote_options="permissive")
    return _group(table, [encode(table[name]) for name in KEYS])


def describe_cells(sums: pa.Table, checks: Mapping[str, Sequence[Check]]) -> Json:
    """Return the content of CELLS_FILE: columns of the cells, and the checks that can be told by cell.

    sums    of `add_cells`
    checks  of the suites `pairs` and `corpus`

    profiles, sources, months  the names that the columns `profile`, `source` and `month` of `cells` number; null is a
                               pair without a source or date, and the number behind the last name stands for all others
    n_other_sources, n_other_months  how many others there are
    checks                     check, severity, notes, its `max`, and the columns whose quotient is the figure: `of`
                               and `over`. Checks on pairs that no pair breaks are left out, but for warnings
    """
    profiles = encode(sums["profile"].combine_chunks().sort())
    names: Json = {"profiles": profiles.distinct.to_pylist()}
    sources, n_other_sources, by_source = _keep(sums, "source", _largest(sums), N_SOURCES)
    months, n_other_months, by_month = _keep(sums, "month", _latest(sums), N_MONTHS)
    by_profile = pc.index_in(sums["profile"].combine_chunks(), value_set=profiles.distinct)
    numbered = [
        Coded(by_profile.to_numpy().astype(np.int64), pa.array(range(len(profiles.distinct)))),
        Coded(by_source, pa.array(range(len(sources) + 1))),
        Coded(by_month, pa.array(range(len(months) + 1))),
    ]
    cells = _group(sums, numbered).sort_by([(name, "ascending") for name in KEYS])
    told = [*_corpus_checks(checks["corpus"]), *_pair_checks(checks["pairs"], cells)]
    kept = [*cells.column_names[: cells.column_names.index("rate_error") + 1]]
    kept += [name for check in told for name in (check["of"], check["over"]) if name not in kept]
    return {
        **names,
        "sources": sources,
        "n_other_sources": n_other_sources,
        "months": [name_month(month) if month is not None else None for month in months],
        "n_other_months": n_other_months,
        "checks": told,
        "cells": {name: _rounded(cells[name]) for name in kept},
    }


def write_cells(path: Place, described: Json) -> None:
    """Write CELLS_FILE, a line for each entry, since its columns are long."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}"
        for name, value in described.items()
    )
    write_text(path, "{" + ",\n".join(lines) + "}\n")


def name_month(month: int) -> str:
    """Name a month.

    >>> name_month(2021 * 12 + 4)
    '2021-05'
    """
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _are_judged(outcome: Outcome, findings: pa.Table) -> Flags | None:
    """Bool [n]: the check has a value of the row to judge; None if it has one of each."""
    columns = [findings[name] for name in outcome.check.columns]
    if outcome.n_rows == len(findings) or any(not column.null_count for column in columns):
        return None
    return np.logical_or.reduce([column.is_valid().to_numpy().astype(bool) for column in columns])


def _group(table: pa.Table, keys: Sequence[Coded]) -> pa.Table:
    """Add up the rows with equal keys; the key columns are those of `keys`."""
    rows, cell = find_distinct_rows(keys)
    sums = {
        name: np.bincount(cell, pc.fill_null(table[name], 0).to_numpy(), minlength=len(rows))
        for name in table.column_names
        if name not in KEYS
    }
    kinds = {name: table.schema.field(name).type for name in sums}
    return pa.table(
        {name: column.take(rows) for name, column in zip(KEYS, keys, strict=True)}
        | {name: pa.array(column).cast(kinds[name]) for name, column in sums.items()}
    )


def _largest(sums: pa.Table) -> pa.Table:
    """The sources, those with most pairs first; equal ones by name."""
    counted = _group(sums.select([*KEYS, "pairs"]), [encode(sums["source"])] * len(KEYS))
    return counted.sort_by([("pairs", "descending"), ("source", "ascending")])


def _latest(sums: pa.Table) -> pa.Table:
    """The months, latest first."""
    return pa.table({"month": pc.unique(sums["month"])}).sort_by([("month", "descending")])


def _keep(sums: pa.Table, key: str, ranked: pa.Table, most: int) -> tuple[list[Any], int, Ints]:
    """The first `most` values of a ranked key and null, the number of others, and the number of each row's value."""
    values = ranked[key].combine_chunks()
    kept = pa.concat_arrays([pc.drop_null(values)[:most], values.filter(values.is_null())])
    if key == "month":
        kept = kept.take(pc.array_sort_indices(kept))
    rows = pc.index_in(sums[key].combine_chunks(), value_set=kept)
    return kept.to_pylist(), len(values) - len(kept), pc.fill_null(rows, len(kept)).to_numpy().astype(np.int64)


def _corpus_checks(checks: Sequence[Check]) -> list[Json]:
    found = {check.name: check for check in checks}
    return [
        _tell(found[name], found[name].kwargs["max_value"], of, over)
        for name, (of, over) in CORPUS_CHECKS.items()
        if name in found
    ]


def _pair_checks(checks: Sequence[Check], cells: pa.Table) -> list[Json]:
    """Those that judge any pair, and that are warnings or have broken rows."""
    told = []
    for check in checks:
        of, over = f"broken {check.name}", f"judged {check.name}"
        n_broken, n_judged = (pc.sum(cells[name]).as_py() or 0 for name in (of, over))
        if n_judged and (n_broken or check.severity == "warning"):
            told.append(_tell(check, check.max_share, of, over))
    return told


def _tell(check: Check, most: float, of: str, over: str) -> Json:
    return {
        "check": check.name,
        "severity": check.severity,
        "notes": check.notes,
        "max": round(most, 6),
        "of": of,
        "over": over,
    }


def _rounded(column: pa.ChunkedArray) -> list[Any]:
    """Sums of rates with six digits, as JSON needs no more."""
    return (pc.round(column, 6) if pa.types.is_floating(column.type) else column).to_pylist()
