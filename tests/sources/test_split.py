import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article, write_news
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.run import check_config
from pipelines.errors import InputError
from pipelines.parts.part import Part
from pipelines.sources.split import cut_pieces, group_raw_parts, hash_content, split_input


def config_of(path, output, **settings):
    settings = {"part_bytes": 2_000} | settings
    return check_config(
        {"dataset": "news", "input": str(path), "output": str(output), "seed": 1, "ingest_articles": settings}
    )


def read(parts):
    return pa.concat_tables(pq.read_table(part.path("raw")) for part in parts)


def test_parts_hold_all_rows_in_order(tmp_path):
    parts = split_input(config_of(write_news(tmp_path / "news.jsonl", 20), tmp_path / "out"))
    assert len(parts) > 3
    assert [part.label for part in parts[:2]] == ["part 00000", "part 00001"]
    assert read(parts)["place"].to_pylist() == [f"news.jsonl line {number}" for number in range(1, 21)]


def test_a_second_run_reuses_all_parts(tmp_path):
    config = config_of(write_news(tmp_path / "news.jsonl", 20), tmp_path / "out")
    first, second = split_input(config), split_input(config)
    assert not any(part.reused for part in first)
    assert all(part.reused for part in second)
    assert [part.key for part in first] == [part.key for part in second]


def test_a_file_that_has_grown_reuses_the_earlier_parts(tmp_path):
    first = split_input(config_of(write_news(tmp_path / "news.jsonl", 18), tmp_path / "out"))
    second = split_input(config_of(write_news(tmp_path / "news.jsonl", 30), tmp_path / "out"))
    assert [part.reused for part in second] == [True] * (len(first) - 1) + [False] * (len(second) - len(first) + 1)


def test_a_change_of_one_letter_changes_one_part(tmp_path):
    path = write_news(tmp_path / "news.jsonl", 20)
    before = split_input(config_of(path, tmp_path / "out"))
    path.write_text(path.read_text().replace("number 8 on", "number 9 on"))
    after = split_input(config_of(path, tmp_path / "out"))
    assert sum(part.reused for part in after) == len(before) - 1


def test_no_rows_is_an_error(tmp_path):
    (tmp_path / "news.jsonl").write_text("\n \n")
    (tmp_path / "news.csv").write_text("id,text\n")
    for name in ("news.jsonl", "news.csv"):
        with pytest.raises(InputError, match="at least one row"):
            split_input(config_of(tmp_path / name, tmp_path / "out"))


rows = st.lists(st.tuples(st.text(max_size=3), st.none() | st.text(max_size=30)), max_size=20)


@given(rows, st.integers(1, 100), st.lists(st.integers(0, 20), max_size=4))
def test_pieces_do_not_depend_on_the_tables_of_the_rows(rows, n_bytes, cuts):
    table = pa.table({"place": [place for place, _ in rows], "text": pa.array([text for _, text in rows], pa.string())})
    borders = sorted({0, len(rows), *(min(cut, len(rows)) for cut in cuts)})
    tables = [table.slice(start, stop - start) for start, stop in itertools.pairwise(borders)]
    at_once, in_pieces = list(cut_pieces([table], n_bytes)), list(cut_pieces(tables, n_bytes))
    assert [piece.to_pylist() for piece in at_once] == [piece.to_pylist() for piece in in_pieces]
    assert [hash_content(piece) for piece in at_once] == [hash_content(piece) for piece in in_pieces]
    assert [row for piece in at_once for row in piece.to_pylist()] == table.to_pylist()
    assert all(piece.num_rows for piece in at_once)


def test_content_of_different_rows_has_different_names():
    tables = [{"a": ["x", "y"]}, {"a": ["xy", ""]}, {"a": ["xy", None]}, {"b": ["xy", None]}, {"a": ["xy"]}]
    assert len({hash_content(pa.table(table)) for table in tables}) == len(tables)


@pytest.mark.parametrize(("n_parts", "sizes"), [(1, [1]), (4, [1] * 4), (5, [2, 2, 1]), (9, [4, 4, 1]), (16, [4] * 4)])
def test_groups_are_consecutive_and_few(n_parts, sizes):
    parts = [Part("split_input", str(number), "", "", {}) for number in range(n_parts)]
    groups = group_raw_parts(parts, 4)
    assert [len(group) for group in groups] == sizes
    assert [part for group in groups for part in group] == parts


def test_articles_of_the_tests_differ():
    assert len({article(number)["text"] for number in range(100)}) == 100
