"""Statistics of the pairs of a part: plain JSON of counts and sums, which adds up over parts.

The number of distinct swaps grows with the corpus, and the statistics of a part travel through Airflow's database. So
a part keeps its TOP_SWAPS most frequent swaps and the number of all other edits: a swap that leads the corpus leads
its parts.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.corpus.codes import Coded, count_rows, encode, encode_again, encode_lower, find_distinct_rows
from pipelines.quality.pairs.edits import TableEdits, view_edits
from schemas import PAIRS

Json = dict[str, Any]

TOP_SWAPS = 500
# Lower borders of the bins; the last bin is open.
BINS: dict[str, list[float]] = {
    "swap_rate": [step / 50 for step in range(51)],
    "n_words": [0, *(2**power for power in range(4, 18))],
    "length_ratio": [step / 20 for step in range(61)],
}
WORDS = ["original", "replacement"]
EDIT_COLUMNS = [*WORDS, "kind", "origin", "passes"]


def measure_pairs(rows: pa.Table) -> Json:
    """Count the pairs of a table of findings (quality.pairs.rows) with their `split`."""
    n_words, swapped = (rows[name].to_numpy().astype(np.int64) for name in ("n_words", "n_swapped_words"))
    achieved, asked = (rows[name].to_numpy().astype(np.float64) for name in ("swap_rate", "asked_rate"))
    sums = {"n_words": n_words, "n_swapped_words": swapped}
    errors = {
        "asked_rate": asked,
        "swap_rate": achieved,
        "rate_error": np.abs(achieved - asked),
        "max_error_words": np.abs(swapped - asked * n_words),
    }
    return {
        "splits": _sum_by(rows["split"], sums | {"rate_error": errors["rate_error"]}),
        "profiles": _sum_by(rows["profile"], sums | errors),
        "histograms": {name: _histogram(rows[name].to_numpy(), borders) for name, borders in BINS.items()},
    }


def count_edits(edits: TableEdits) -> pa.Table:
    """Count each (original, replacement, kind, origin, passes) among edits, with both words in lower case.

    The columns of strings are coded (codes.take_coded).
    """
    return _count(_code_edits(edits))


def count_split_edits(edits: TableEdits, splits: Sequence[str], sizes: Sequence[int]) -> tuple[pa.Table, list[int]]:
    """Count the edits of each stretch of a table: `count_edits` with the column `split`.

    splits, sizes  split and number of rows of each stretch

    The counts of a stretch follow those of the one before; the list has their numbers.
    """
    stretch = np.repeat(np.arange(len(sizes)), sizes)[edits.owners]
    counts = _count({"stretch": Coded(stretch, pa.array(range(len(sizes)))), **_code_edits(edits)})
    of_row = counts["stretch"].to_numpy()
    counts = counts.drop_columns(["stretch"]).append_column("split", encode(pa.array(splits)).take_coded(of_row))
    # Rows are in order of their first edit, so those of a stretch follow each other.
    return counts, np.bincount(of_row, minlength=len(sizes)).tolist()


def _code_edits(edits: TableEdits) -> dict[str, Coded]:
    known = {"original": edits.originals, "replacement": edits.replacements, "kind": edits.kinds}
    coded = {}
    for name in EDIT_COLUMNS:
        column = pc.struct_field(edits.flat, name)
        if name not in known or column.null_count:  # a null is a value here, and an empty string there
            coded[name] = (encode_lower if name in WORDS else encode)(column)
        elif name in WORDS:
            coded[name] = encode_again(known[name].lower, known[name].ids)
        else:
            coded[name] = Coded(known[name].ids, known[name].distinct)
    return coded


def _count(coded: dict[str, Coded]) -> pa.Table:
    rows, counts = count_rows(list(coded.values()))
    columns = {
        name: column.take_coded(rows) if pa.types.is_string(column.distinct.type) else column.take(rows)
        for name, column in coded.items()
    }
    return pa.table({**columns, "count": pa.array(counts)})


def join_counts(counts: Sequence[pa.Table]) -> pa.Table:
    """Tables of `count_split_edits` as one; the same edit may have several rows."""
    found = counts or [count_split_edits(view_edits(PAIRS.empty_table()), [""], [0])[0]]
    return pa.concat_tables(found).unify_dictionaries()


def subtract_counts(counts: pa.Table, dropped: pa.Table) -> pa.Table:
    """The counts that are left without some of the edits, both as tables of `join_counts`; none of them is 0."""
    if not len(dropped):
        return counts
    negative = dropped.set_column(dropped.column_names.index("count"), "count", pc.negate(dropped["count"]))
    by = [*EDIT_COLUMNS, "split"]
    both = pa.concat_tables([counts, negative]).unify_dictionaries()
    left = both.group_by(by, use_threads=False).aggregate([("count", "sum")]).rename_columns([*by, "count"])
    return left.filter(pc.greater(left["count"], 0)).select(counts.column_names)


def measure_edits(counts: pa.Table) -> Json:
    """Add up a table of `count_edits` by kind, origin and passes, with the most frequent swaps."""
    top = _find_top(counts)
    n_edits = pc.sum(counts["count"]).as_py() or 0
    return {
        "n_edits": n_edits,
        "kinds": _sum_counts(counts["kind"], counts["count"]),
        "origins": _sum_counts(counts["origin"], counts["count"]),
        "passes": _sum_counts(counts["passes"].cast(pa.string()), counts["count"]),
        "top_swaps": top,
        "n_other_swaps": n_edits - sum(top.values()),
    }


def name_origins(statistics: Json) -> Json:
    """Return the statistics of a results.json with `origins` of edits, which releases of format 1 call `sources`."""
    edits = statistics.get("edits", {})
    if "sources" not in edits:
        return statistics
    named = {"origins" if name == "sources" else name: counts for name, counts in edits.items()}
    return {**statistics, "edits": named}


def _find_top(counts: pa.Table) -> dict[str, int]:
    """The TOP_SWAPS most frequent swaps; swaps of equal frequency are in alphabetical order."""
    coded = [encode(counts[name]) for name in WORDS]
    rows, ids = find_distinct_rows(coded)
    totals = np.bincount(ids, counts["count"].to_numpy(), minlength=len(rows)).astype(np.int64)
    # Most swaps are rare, and need neither a name nor a rank.
    if len(rows) > TOP_SWAPS:
        rows, totals = rows[frequent := totals >= np.partition(totals, -TOP_SWAPS)[-TOP_SWAPS]], totals[frequent]
    words = (pc.fill_null(column.take(rows), "") for column in coded)
    names = pc.binary_join_element_wise(*words, " → ")
    return dict(list(_sum_counts(pa.chunked_array([names]), pa.chunked_array([totals])).items())[:TOP_SWAPS])


def merge_statistics(parts: Sequence[Any]) -> Any:
    """Add up the same JSON of many parts: numbers are summed, except for `max_...`, which is the maximum.

    >>> merge_statistics([{"n": 1, "max_x": 2.0, "by": {"a": 1}}, {"n": 2, "max_x": 5.0, "by": {"b": 1}}])
    {'n': 3, 'max_x': 5.0, 'by': {'a': 1, 'b': 1}}
    """
    if isinstance(parts[0], dict):
        merged: Json = {}
        for name in dict.fromkeys(name for part in parts for name in part):
            values = [part[name] for part in parts if name in part]
            merged[name] = max(values) if name.startswith("max_") else merge_statistics(values)
        return merged
    return sum(parts)


def _histogram(values: NDArray[Any], borders: Sequence[float]) -> dict[str, int]:
    """Number of values by the lower border of their bin, without empty bins."""
    counts = np.bincount(np.searchsorted(borders[1:], values, side="right"), minlength=len(borders))
    return {f"{border:g}": number for border, number in zip(borders, counts.tolist(), strict=True) if number}


def _sum_by(keys: pa.ChunkedArray, values: dict[str, NDArray[Any]]) -> dict[str, Json]:
    """Number of pairs by key, with the sum of each of `values` (`max_...`: the maximum)."""
    coded = keys.combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy()
    names = coded.dictionary.to_pylist()
    sums: dict[str, Json] = {name: {"pairs": 0} for name in names}
    for name, number in zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True):
        sums[name]["pairs"] = number
    for measure, numbers in values.items():
        total: NDArray[Any]
        if measure.startswith("max_"):
            total = np.zeros(len(names), numbers.dtype)
            np.maximum.at(total, codes, numbers)
        else:
            total = np.bincount(codes, numbers, minlength=len(names)).astype(numbers.dtype)
        for name, number in zip(names, total.tolist(), strict=True):
            sums[name][measure] = number
    return dict(sorted(sums.items()))


def _sum_counts(keys: pa.ChunkedArray, counts: pa.ChunkedArray) -> dict[str, int]:
    """Sum of the counts by key, greatest first."""
    coded = encode(keys)
    n_rows = np.bincount(coded.codes, minlength=len(coded.distinct))
    sums = np.bincount(coded.codes, counts.to_numpy(), minlength=len(coded.distinct)).astype(np.int64)
    table = pa.table({"key": coded.distinct, "sum": sums}).filter(pa.array(n_rows > 0))
    table = table.sort_by([("sum", "descending"), ("key", "ascending")])
    return dict(zip(table["key"].to_pylist(), table["sum"].to_pylist(), strict=True))
