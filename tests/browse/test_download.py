import io
import json
import tracemalloc

import pyarrow.parquet as pq
import pytest
from browse.shelves import is_wanted, write_shelf

from pipelines.browse import download, search
from pipelines.browse.download import FORMS, find_tables
from pipelines.browse.match import Wanted
from pipelines.browse.search import Search
from schemas import PAIRS


def write(shelf, wanted, form, split=None):
    return b"".join(FORMS[form][1](find_tables(Search(shelf, wanted), split)))


@pytest.mark.parametrize("split", [None, "test"])
@pytest.mark.parametrize("wanted", [Wanted(), Wanted(text="rain"), Wanted(word="nowhere")], ids=str)
def test_a_download_has_the_rows_that_match_in_order(tmp_path, monkeypatch, wanted, split):
    monkeypatch.setattr(search, "BLOCK_ROWS", 10)
    monkeypatch.setattr(download, "ROWS", 3)
    shelf, everything = write_shelf(tmp_path)
    expected = [row for s, _, _, row in everything if split in {None, s} and is_wanted(row, wanted)]
    table = pq.read_table(io.BytesIO(write(shelf, wanted, "parquet", split)))
    assert table.schema.equals(PAIRS)
    assert table.to_pylist() == expected
    lines = write(shelf, wanted, "jsonl", split).decode().splitlines()
    assert [json.loads(line)["pair_id"] for line in lines] == [row["pair_id"] for row in expected]
    assert [json.loads(line)["edits"] for line in lines] == [row["edits"] for row in expected]


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path, monkeypatch):
    """Ten times the rows, less than twice the memory of Python; the tables of Arrow are cut alike."""
    monkeypatch.setattr(download, "ROWS", 100)
    peaks = []
    for name, n_rows in (("few", 300), ("many", 3000)):
        (tmp_path / name).mkdir()
        shelf, _ = write_shelf(tmp_path / name, files=(("train", n_rows),), group_rows=100, index=False)
        tracemalloc.start()
        for _ in FORMS["jsonl"][1](find_tables(Search(shelf, Wanted()), None)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
