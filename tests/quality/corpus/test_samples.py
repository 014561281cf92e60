import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pairs import make_pairs

from pipelines.quality.corpus.samples import sample_pairs
from schemas import PAIRS

TEXTS = [f"The council will vote on bridge {i}." for i in range(40)]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Ten files of four pairs, read two at a time."""
    monkeypatch.setattr("pipelines.storage.tables.ROW_GROUP_ROWS", 2)
    paths = [tmp_path / f"{number}.parquet" for number in range(10)]
    for number, path in enumerate(paths):
        pq.write_table(make_pairs(TEXTS[4 * number : 4 * number + 4]), path, row_group_size=2)
    return paths


@pytest.mark.parametrize(("n_pairs", "n_files"), [(1, 1), (4, 4), (10, 10), (12, 6), (99, 10)])
def test_samples_come_from_many_files(files, n_pairs, n_files):
    table = sample_pairs(files, n_pairs)
    assert table.schema.equals(PAIRS)
    assert len(table) == min(n_pairs, 20)
    whole = [set(pq.read_table(path)["pair_id"].to_pylist()) for path in files]
    found = table["pair_id"].to_pylist()
    assert len(set(found)) == len(found)
    assert len([ids for ids in whole if ids & set(found)]) == n_files


def test_samples_are_the_smallest_ids_of_the_first_table(files):
    first = sorted(pq.read_table(files[0])["pair_id"].to_pylist()[:2])
    assert sample_pairs(files[:1], 1)["pair_id"].to_pylist() == first[:1]
    assert sample_pairs(files[:1], 2)["pair_id"].to_pylist() == first


def test_a_sample_may_be_empty(tmp_path):
    assert len(sample_pairs([], 12)) == 0
    pq.write_table(PAIRS.empty_table(), tmp_path / "empty.parquet")
    assert sample_pairs([tmp_path / "empty.parquet"], 12).equals(pa.Table.from_pylist([], schema=PAIRS))
