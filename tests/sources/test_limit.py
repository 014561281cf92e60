"""A limited number of rows: a sample of the whole input, or its head."""

import itertools

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from articles import write_news
from hypothesis import given
from hypothesis import strategies as st
from sources.test_split import config_of, read

from pipelines.sources import limit as limit_module
from pipelines.sources.limit import hash_rows, limit_rows, sample_rows
from pipelines.sources.split import split_input


def slow_sample(rows, n_rows, seed):
    """The obvious twin: hash each row, sort, take the first, put them back into their order."""
    hashed = []
    for index, row in enumerate(rows):
        content = "\x1f".join([str(seed), *(value or "" for name, value in row.items() if name != "place")])
        (number,) = pd.util.hash_array(np.array([content], object), hash_key="spindle sample01")
        hashed.append((int(number), index))
    return [rows[index] for index in sorted(index for _, index in sorted(hashed)[:n_rows])]


def table_of(texts):
    places = [f"line {number}" for number in range(len(texts))]
    return pa.table({"place": places, "line": pa.array(texts, pa.string()), "text": pa.nulls(len(texts), pa.string())})


def cut(table, cuts):
    borders = sorted({0, len(table), *(min(place, len(table)) for place in cuts)})
    return [table.slice(start, stop - start) for start, stop in itertools.pairwise(borders)]


def rows_of(tables):
    return [row for table in tables for row in table.to_pylist()]


texts = st.lists(st.none() | st.text(max_size=3), min_size=1, max_size=40)


@pytest.fixture(autouse=True)
def select_early(monkeypatch):
    monkeypatch.setattr(limit_module, "MORE_ROWS", 3)


@given(texts, st.integers(1, 20), st.integers(0, 99), st.lists(st.integers(0, 40), max_size=12))
def test_a_sample_is_that_of_the_slow_twin_however_the_tables_are_cut(texts, n_rows, seed, cuts):
    table = table_of(texts)
    expected = slow_sample(table.to_pylist(), n_rows, seed)
    assert rows_of(sample_rows(cut(table, cuts), n_rows, seed=seed)) == expected
    assert len(expected) == min(n_rows, len(texts))


@given(st.permutations(list("abcdefghijkl")), st.integers(1, 11))
def test_a_sample_depends_on_no_order_and_on_no_place(letters, n_rows):
    ordered = rows_of(sample_rows([table_of(sorted(letters))], n_rows, seed=1))
    shuffled = rows_of(sample_rows([table_of(letters)], n_rows, seed=1))
    assert {row["line"] for row in shuffled} == {row["line"] for row in ordered}


def test_a_sample_comes_from_everywhere_and_changes_with_the_seed():
    table = table_of([f"story {number}" for number in range(10_000)])
    samples = [
        [
            int(row["place"].split()[1])
            for row in rows_of(sample_rows(cut(table, range(0, 10_000, 37)), 1_000, seed=seed))
        ]
        for seed in (1, 2)
    ]
    for sample in samples:
        assert sample == sorted(sample)
        assert min(np.bincount(np.array(sample) // 1_000, minlength=10)) > 70  # 100 of each tenth, give or take 30
    assert 50 < len(set(samples[0]) & set(samples[1])) < 150


def test_columns_do_not_run_together():
    one, two = ({"place": ["a"], "line": [line], "text": [text]} for line, text in (("xy", "z"), ("x", "yz")))
    assert hash_rows(pa.table(one), 1) != hash_rows(pa.table(two), 1)


@pytest.mark.parametrize("n_rows", [1, 7, 20, 70])
def test_head_takes_the_first_rows_and_reads_no_further(n_rows):
    def tables():
        for number in range(10):
            yield table_of([f"{number} {row}" for row in range(4)])
            assert 4 * (number + 1) < n_rows, "read too far"

    found = rows_of(limit_rows(tables() if n_rows < 40 else cut(table_of(["x"] * 40), []), n_rows, head=True, seed=1))
    assert len(found) == min(n_rows, 40)


def test_an_input_is_sampled_by_its_seed_and_cut_into_the_parts_of_its_sample(tmp_path):
    path = write_news(tmp_path / "news.jsonl", 40)
    everything = config_of(path, tmp_path / "out")

    def split(**settings):
        changed = everything.ingest_articles.model_copy(update=settings)
        return split_input(everything.model_copy(update={"ingest_articles": changed}))

    sampled, head = split(limit=15), split(limit=15, head=True)
    assert read(sampled).num_rows == read(head).num_rows == 15
    assert read(head)["place"].to_pylist() == [f"news.jsonl line {number}" for number in range(1, 16)]
    assert read(sampled)["place"].to_pylist() != read(head)["place"].to_pylist()
    assert all(part.reused for part in split(limit=15))
    # A limit that leaves out no row gives the parts of the whole input.
    assert (
        [part.key for part in split(limit=40)]
        == [part.key for part in split()]
        == [part.key for part in split(limit=99)]
    )
