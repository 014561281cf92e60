from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import NEWS, make_pairs

from pipelines.quality.corpus import statistics
from pipelines.quality.corpus.statistics import (
    count_edits,
    count_split_edits,
    join_counts,
    measure_edits,
    measure_pairs,
    merge_statistics,
    subtract_counts,
)
from pipelines.quality.pairs.edits import view_edits


def make_rows(rows):
    names = ["split", "profile", "n_words", "n_swapped_words", "swap_rate", "asked_rate", "length_ratio"]
    types = [pa.string(), pa.string(), pa.int32(), pa.int64(), pa.float32(), pa.float32(), pa.float64()]
    schema = pa.schema(list(zip(names, types, strict=True)))
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=schema)


ROWS = [
    ("train", "autoblog", 100, 20, 0.2, 0.25, 1.0),
    ("test", "light", 10, 1, 0.1, 0.1, 3.7),
    ("train", "autoblog", 40, 20, 0.5, 0.25, 0.99),
]


def test_measure_pairs_sums_by_split_and_profile():
    measured = measure_pairs(make_rows(ROWS))
    assert measured["splits"] == {
        "test": {"pairs": 1, "n_words": 10, "n_swapped_words": 1, "rate_error": 0},
        "train": {"pairs": 2, "n_words": 140, "n_swapped_words": 40, "rate_error": pytest.approx(0.3)},
    }
    autoblog = measured["profiles"]["autoblog"]
    assert autoblog["pairs"] == 2
    assert autoblog["rate_error"] == pytest.approx(0.3)
    assert autoblog["asked_rate"] == pytest.approx(0.5)
    assert autoblog["max_error_words"] == pytest.approx(10)
    assert measured["histograms"] == {
        "swap_rate": {"0.1": 1, "0.2": 1, "0.5": 1},
        "n_words": {"0": 1, "32": 1, "64": 1},
        "length_ratio": {"0.95": 1, "1": 1, "3": 1},
    }


def test_measure_pairs_of_no_rows_is_empty():
    measured = measure_pairs(make_rows([]))
    assert measured == {
        "splits": {},
        "profiles": {},
        "histograms": {"swap_rate": {}, "n_words": {}, "length_ratio": {}},
    }


some_row = st.tuples(
    st.sampled_from(["train", "test"]),
    st.sampled_from(["autoblog", "light"]),
    st.integers(0, 5000),
    st.integers(0, 500),
    st.sampled_from([0, 0.25, 0.5, 1]),
    st.sampled_from([0, 0.125, 0.5]),
    st.sampled_from([0.5, 1, 4]),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(some_row, max_size=5), min_size=1, max_size=4))
def test_statistics_of_parts_add_up_to_those_of_all(parts):
    together = measure_pairs(make_rows([row for part in parts for row in part]))
    assert merge_statistics([measure_pairs(make_rows(part)) for part in parts]) == together


def test_measure_edits_ignores_case():
    table = make_pairs(["The New bridge", "the new bridge"], {"New": "Fresh", "new": "fresh", "bridge": "link"})
    measured = measure_edits(pa.concat_tables([count_edits(view_edits(table)), count_edits(view_edits(table))]))
    assert measured == {
        "n_edits": 8,
        "kinds": {"word": 8},
        "origins": {"moby": 8},
        "passes": {"1": 8},
        "top_swaps": {"bridge → link": 4, "new → fresh": 4},
        "n_other_swaps": 0,
    }


def test_measure_edits_agrees_with_a_plain_count():
    table = make_pairs(NEWS * 3)
    plain = Counter(
        f"{edit['original'].lower()} → {edit['replacement'].lower()}"
        for row in table["edits"].to_pylist()
        for edit in row
    )
    assert measure_edits(count_edits(view_edits(table)))["top_swaps"] == dict(plain)


def test_measure_edits_keeps_the_top_and_counts_the_rest(monkeypatch):
    monkeypatch.setattr(statistics, "TOP_SWAPS", 1)
    counts = count_edits(view_edits(make_pairs([*NEWS, NEWS[0]], {"new": "fresh", "rain": "wet", "won": "got"})))
    measured = measure_edits(counts)
    assert (measured["top_swaps"], measured["n_other_swaps"], measured["n_edits"]) == ({"new → fresh": 2}, 2, 4)


def count(pairs, splits):
    """Count a table of pairs row by row."""
    return join_counts(
        [count_split_edits(view_edits(pairs.slice(row, 1)), [split], [1])[0] for row, split in enumerate(splits)]
    )


def sum_counts(counts):
    summed = Counter()
    for row in counts.to_pylist():
        summed[tuple(value for name, value in row.items() if name != "count")] += row["count"]
    return summed


@given(st.lists(st.tuples(st.sampled_from(["train", "test"]), st.integers(0, 3)), min_size=1, max_size=4))
def test_the_stretches_of_a_table_are_counted_as_tables_of_their_own(stretches):
    sizes = [size for _, size in stretches]
    pairs = make_pairs([NEWS[row % len(NEWS)] for row in range(sum(sizes))])
    counts, n_counts = count_split_edits(view_edits(pairs), [split for split, _ in stretches], sizes)
    plain, start = [], 0
    for split, size in stretches:
        rows = count_edits(view_edits(pairs.slice(start, size))).to_pylist()
        plain.append([row | {"split": split} for row in rows])
        start += size
    assert counts.to_pylist() == [row for rows in plain for row in rows]
    assert n_counts == [len(rows) for rows in plain]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["train", "test"]), st.integers(0, 3)), max_size=6))
def test_subtract_counts_gives_the_counts_of_the_remaining_pairs(rows):
    table = make_pairs([NEWS[text] for _, _, text in rows])
    splits, is_dropped = [split for _, split, _ in rows], np.array([dropped for dropped, _, _ in rows], bool)
    dropped = count(table.filter(is_dropped), np.array(splits, object)[is_dropped])
    kept = count(table.filter(~is_dropped), np.array(splits, object)[~is_dropped])
    left = subtract_counts(count(table, splits), dropped)
    assert left.schema.equals(kept.schema)
    assert min(left["count"].to_pylist(), default=1) > 0
    assert sum_counts(left) == sum_counts(kept)
    assert measure_edits(left) == measure_edits(kept)


def test_measure_edits_of_no_edits_has_the_same_keys():
    none = measure_edits(count_edits(view_edits(make_pairs(NEWS[:1], {}))))
    assert none == measure_edits(join_counts([]))
    assert none == {"n_edits": 0, "kinds": {}, "origins": {}, "passes": {}, "top_swaps": {}, "n_other_swaps": 0}
    assert none.keys() == measure_edits(count_edits(view_edits(make_pairs()))).keys()
