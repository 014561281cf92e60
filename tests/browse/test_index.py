import numpy as np
import pyarrow.parquet as pq
import pytest
from browse.shelves import make_rows, words_of, write_index_of

from pipelines.browse.blocks import TERMS, Blocks
from pipelines.browse.index import INDEX, rows_with, write_indexes
from pipelines.errors import StorageError


def write(folder, n_rows=40, group_rows=7):
    table = make_rows(n_rows)
    pq.write_table(table, folder / "train.parquet", row_group_size=group_rows)
    write_index_of(folder / "train.parquet", "train")
    return table.to_pylist(), folder / "index" / "train.index"


def inside(path, terms):
    firsts, ends = rows_with(path, terms)
    return {row for first, end in zip(firsts, ends, strict=True) for row in range(first, end)}


def terms_of(row):
    """One edit at a time."""
    found = {("profile", row["profile"])}
    for edit in row["edits"]:
        found |= {("kind", edit["kind"]), ("origin", edit["origin"])}
        found |= {("word", word) for side in ("original", "replacement") for word in words_of(edit[side])}
    return found


def test_a_block_has_exactly_the_terms_of_its_rows(tmp_path):
    rows, path = write(tmp_path)
    terms = set().union(*map(terms_of, rows))
    assert len(terms) > 15
    for term in terms:
        blocks = {number // 7 for number, row in enumerate(rows) if term in terms_of(row)}
        assert inside(path, [term]) == {row for row in range(len(rows)) if row // 7 in blocks}


def test_all_terms_must_be_in_a_block(tmp_path):
    _, path = write(tmp_path)
    assert inside(path, [("word", "rain"), ("kind", "phrase")]) == (
        inside(path, [("word", "rain")]) & inside(path, [("kind", "phrase")])
    )
    assert inside(path, [("word", "rain"), ("word", "nowhere")]) == set()
    assert inside(path, [("word", "RAIN")]) == set()


def test_the_index_has_its_schema_and_is_sorted(tmp_path):
    _, path = write(tmp_path)
    table = pq.read_table(path)
    assert table.schema.equals(INDEX)
    terms = list(zip(table["what"].to_pylist(), table["value"].to_pylist(), strict=True))
    assert terms == sorted(set(terms))
    assert all(blocks == sorted(set(blocks)) for blocks in table["blocks"].to_pylist())


def test_rows_that_went_to_quarantine_move_those_after_them(tmp_path):
    table = make_rows(21)
    pq.write_table(table, tmp_path / "train.parquet", row_group_size=7)
    accepted = np.ones(21, bool)
    accepted[[0, 3]] = accepted[7:14] = False
    write_index_of(tmp_path / "train.parquet", "train", accepted)
    firsts, ends = rows_with(tmp_path / "index" / "train.index", [("kind", "word")])
    assert (firsts.tolist(), ends.tolist()) == ([0, 5], [5, 12])
    for term in {term for row in table.to_pylist() for term in terms_of(row)}:
        kept = [row for row, keep in zip(table.to_pylist(), accepted, strict=True) if keep]
        where = {number for number, row in enumerate(kept) if term in terms_of(row)}
        assert where <= inside(tmp_path / "index" / "train.index", [term])


def test_a_split_without_an_accepted_pair_has_no_index(tmp_path):
    pq.write_table(make_rows(5), tmp_path / "train.parquet")
    write_index_of(tmp_path / "train.parquet", "train", np.zeros(5, bool))
    write_indexes(tmp_path, Blocks(TERMS.empty_table(), []), np.zeros(0, bool))
    assert not (tmp_path / "index").exists()


def test_another_file_is_not_taken_for_an_index(tmp_path):
    pq.write_table(make_rows(5), tmp_path / "train.parquet")
    with pytest.raises(StorageError, match="to be an index of a file of pairs"):
        rows_with(tmp_path / "train.parquet", [("word", "rain")])
