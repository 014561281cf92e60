"""Representative rows: the few rows of a table that Great Expectations judges for all of them.

Great Expectations takes 0.4 ms a row. So Arrow finds the rows of each part that break a rule, and the part keeps rows
that show every outcome, each with a weight: the number of rows that it stands for. They are

- one row for each combination of the cells of all checks. The rows of a cell have the same value, or all lie on the
  same side of, or within, the limits of a range;
- the rows with the least and the greatest value of each cell of a range. A range has no gaps, so what Great
  Expectations finds for both is true of each value between them;
- two rows for each repeated key that a row kept so far has, since one row alone would be unique.

Their number depends on the number of combinations, not on the number of rows: some 15 for a part without faults. They
show every wrong outcome of Arrow, except that of a key, since few rows cannot show that all keys differ (audit_corpus
compares the ids of all parts by itself), and that of a value which shares a cell with others (see MAX_VALUES).
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.errors import ValidationFailed
from pipelines.quality.pairs.texts import Flags, Ints
from pipelines.quality.suites.checks import Check, Json, Outcome
from pipelines.quality.suites.expectations import BETWEEN, IN_SET, PRESENT, UNIQUE, code_rows
from pipelines.quality.suites.run import run_by_great_expectations, run_suite
from pipelines.storage.tables import TableWriter

WEIGHT = "weight"
# Distinct values of a column that have cells of their own; further ones share the last. lid.176 knows 176 languages.
MAX_VALUES = 16


def name_representatives(suite: str) -> str:
    """Name of the file of a validated part that holds the representative rows of a suite."""
    return f"representatives_{suite}.parquet"


def write_representatives(path: Path, outcomes: Sequence[Outcome], table: pa.Table) -> None:
    """Write the representative rows of `table`."""
    kept = keep_representatives(outcomes, table)
    with TableWriter(path, kept.schema) as writer:
        writer.write(kept)


def read_representatives(path: Path) -> pa.Table:
    """Return the table of a file that `write_representatives` wrote."""
    with pq.ParquetFile(path) as file:
        return file.read()


def keep_representatives(outcomes: Sequence[Outcome], table: pa.Table) -> pa.Table:
    """Return the representative rows of `table`, in its order: the columns of all checks, and WEIGHT as int64.

    outcomes  those of all checks of a suite on the table
    table     findings; rows without WEIGHT stand for themselves
    """
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome.check.columns))
    weights = table[WEIGHT].to_numpy() if WEIGHT in table.column_names else np.ones(len(table), np.int64)
    cells = [_find_cells(outcome, table) for outcome in outcomes]
    _, first, group = np.unique(_combine(cells, len(table)), return_index=True, return_inverse=True)
    extremes = [
        _find_extremes(cell, table[outcome.check.columns[0]])
        for outcome, cell in zip(outcomes, cells, strict=True)
        if _is_range(outcome.check, table)
    ]
    kept = _add_repeated(np.unique(np.concatenate([first, *extremes])), outcomes, table)
    weights = _gather_weights(weights, group, first, kept)
    return table.select(names).append_column(WEIGHT, pa.array(weights)).take(pa.array(kept))


def judge_representatives(
    checks: Sequence[Check], parts: Mapping[str, pa.Table], found: Mapping[str, Json], *, id_column: str
) -> dict[str, Json]:
    """Return the outcomes of Great Expectations on all rows of all parts: check name -> Outcome.to_json().

    parts  name of each part -> its representative rows
    found  the outcomes of the same checks in the parts, added up; their examples are kept

    Raise ValidationFailed if Great Expectations finds other numbers of rows than the parts.
    """
    table = _join(checks, parts)
    table = keep_representatives(run_suite(checks, table, id_column=id_column), table)
    outcomes = run_by_great_expectations(checks, table, id_column=id_column)
    judged = {outcome.check.name: _weigh(outcome, table) for outcome in outcomes}
    for name, counts in judged.items():
        _compare(name, counts, found[name])
    return {name: found[name] | counts for name, counts in judged.items()}


def _gather_weights(weights: Ints, group: Ints, first: Ints, kept: Ints) -> Ints:
    """int64 [n]: the first row of each group takes the weights of the rows of its group that are not kept."""
    others = np.setdiff1d(kept, first)
    gathered = weights.copy()
    gathered[first] = np.bincount(group, weights) - np.bincount(group[others], weights[others], minlength=len(first))
    return gathered


def _find_cells(outcome: Outcome, table: pa.Table) -> Ints:
    """int64 [n]: the cell of each row for one check."""
    check = outcome.check
    cells = np.zeros(len(table), np.int64)
    cells[outcome.unexpected] = 1
    cells += 2 * ~_are_valid(check, table)
    if _is_range(check, table):
        values = pc.fill_null(table[check.columns[0]], 0).to_numpy()
        above = values > check.kwargs["max_value"] if check.kwargs.get("max_value") is not None else False
        return cells + 4 * above + 8 * np.isnan(values)
    if check.type == IN_SET:
        return cells + 4 * np.minimum(code_rows([table[check.columns[0]]]), MAX_VALUES)
    return cells


def _is_range(check: Check, table: pa.Table) -> bool:
    kind = table.schema.field(check.columns[0]).type
    return check.type == BETWEEN and (pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _are_valid(check: Check, table: pa.Table) -> Flags:
    return np.logical_or.reduce([table[name].is_valid().to_numpy().astype(bool) for name in check.columns])


def _combine(cells: Iterable[Ints], n_rows: int) -> Ints:
    """int64 [n]: a code for each row, equal for rows that are in the same cells."""
    codes = np.zeros(n_rows, np.int64)
    for cell in cells:
        if n_rows and (cell != cell[0]).any():
            codes = np.unique(codes * (int(cell.max()) + 1) + cell, return_inverse=True)[1]
    return codes


def _find_extremes(cells: Ints, column: pa.ChunkedArray) -> Ints:
    """int64: the row with the least and the row with the greatest value of each cell."""
    order = np.lexsort((pc.fill_null(column, 0).to_numpy(), cells))
    starts = np.flatnonzero(np.diff(cells[order], prepend=-1))
    return order[np.concatenate([starts, np.append(starts, len(order))[1:] - 1])] if len(order) else order


def _add_repeated(rows: Ints, outcomes: Sequence[Outcome], table: pa.Table) -> Ints:
    """Add the first two rows of each repeated key of `rows`, and those of the keys of the added rows."""
    repeated = [
        (outcome.unexpected, code_rows([table[name] for name in outcome.check.columns])[outcome.unexpected])
        for outcome in outcomes
        if outcome.check.type in UNIQUE and len(outcome.unexpected)
    ]
    n_before = -1
    while n_before != len(rows):
        n_before = len(rows)
        for bad, keys in repeated:
            rows = np.union1d(rows, _first_two(bad, keys, keys[np.isin(bad, rows)]))
    return rows


def _first_two(rows: Ints, keys: Ints, wanted: Ints) -> Ints:
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return rows[order[(rank < 2) & np.isin(ordered, wanted)]]


def _join(checks: Sequence[Check], parts: Mapping[str, pa.Table]) -> pa.Table:
    """The rows of all parts; keys begin with the name of their part, since they must be unique within it alone."""
    keys = {name for check in checks if check.type in UNIQUE for name in check.columns}
    values = {name for check in checks if check.type not in (*UNIQUE, PRESENT) for name in check.columns}
    return pa.concat_tables([_prefix(table, part, keys - values) for part, table in parts.items()])


def _prefix(table: pa.Table, part: str, keys: Iterable[str]) -> pa.Table:
    for name in keys:
        if pa.types.is_string(table[name].type):
            named = pc.binary_join_element_wise(part, table[name], "/")
            table = table.set_column(table.column_names.index(name), name, named)
    return table


def _weigh(outcome: Outcome, table: pa.Table) -> Json:
    """Numbers of rows that an outcome on representative rows stands for."""
    weights = table[WEIGHT].to_numpy()
    is_judged = np.ones(len(table), bool) if outcome.check.type == PRESENT else _are_valid(outcome.check, table)
    return {"rows": int(weights[is_judged].sum()), "unexpected": int(weights[outcome.unexpected].sum())}


def _compare(name: str, judged: Json, found: Json) -> None:
    if any(judged[count] != found[count] for count in judged):
        raise ValidationFailed(
            f"expected Great Expectations to confirm the check {name!r}, but it finds {_count(judged)}, and the parts "
            f"found {_count(found)}. Nothing is published: check that the installed great_expectations is the one that "
            "Spindle names, and report these numbers as an error of Spindle"
        )


def _count(outcome: Json) -> str:
    return f"{outcome['unexpected']:,} of {outcome['rows']:,} rows that break it"
