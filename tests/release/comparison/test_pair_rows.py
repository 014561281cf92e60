import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from release.by_hand import make_pair, write_release

from pipelines.errors import StorageError
from pipelines.release.comparison.pair_rows import (
    ROWS,
    DataFile,
    distinct,
    find_rows,
    is_among,
    list_files,
    read_file,
    read_releases,
    split_files,
)
from pipelines.release.find import read_manifest


@given(st.sets(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_rows_are_found_as_in_a_dict(values, wanted):
    row_of = {value: row for row, value in enumerate(values)}
    found = find_rows(np.array(list(values), np.uint64), np.array(wanted, np.uint64))
    assert found.tolist() == [row_of.get(value, -1) for value in wanted]


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_distinct_values_ascend_and_are_known(values, others):
    found = distinct(np.array(values, np.uint64))
    assert found.tolist() == sorted(set(values))
    assert is_among(np.array(others, np.uint64), found).tolist() == [other in values for other in others]


def data_file(number, sha256, split="train"):
    return DataFile(None, split, 1, sha256, number)


def test_files_are_shared_by_content_and_split_whatever_their_number():
    before = [data_file(0, "a"), data_file(1, "b"), data_file(2, "c"), data_file(3, "c")]
    after = [data_file(0, "b"), data_file(1, "a", "test"), data_file(2, "c"), data_file(3, "d")]
    shared, only_before, only_after = split_files(before, after)
    assert shared == [after[0], after[2]]
    assert only_before == [before[0], before[3]]
    assert only_after == [after[1], after[3]]


def test_a_row_has_its_columns_and_its_place(tmp_path):
    rows = [make_pair(number, split="test", source=None) for number in range(40)]
    release = write_release(tmp_path, rows)
    (file, *_) = list_files(release.folder, read_manifest(release.folder))
    table = read_file(file)
    assert table.schema == ROWS
    assert table["row"].to_pylist() == list(range(file.rows))
    assert set(table["split"].to_pylist()) == {"test"}
    assert set(table["source"].to_pylist()) == {""}
    assert pc.count_distinct(table["key"]).as_py() == file.rows


def test_the_tables_of_two_releases_have_the_same_codes(tmp_path):
    old = write_release(tmp_path, [make_pair(number, profile="light") for number in range(9)])
    new = write_release(tmp_path, [make_pair(number, profile="deep") for number in range(9)], number=2)
    two = read_releases(*(list_files(release.folder, read_manifest(release.folder)) for release in (old, new)))
    for rows, profile in ((two.before, "light"), (two.after, "deep")):
        codes = rows["profile"].combine_chunks().indices.to_pylist()
        assert {two.names["profile"][code] for code in codes} == {profile}
    assert len(two.shared) == two.n_shared_files == 0


def test_releases_without_pairs_have_no_rows():
    two = read_releases([], [])
    assert len(two.shared) == len(two.before) == len(two.after) == 0
    assert two.names["profile"] == []


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(StorageError, match="nowhere"):
        read_file(DataFile(tmp_path / "nowhere.parquet", "train", 1, "", 0))
