import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pairs import NEWS, make_pairs

from pipelines.release.contents import Contents, count_contents
from schemas import PAIRS

TIME = dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)


@pytest.fixture
def files(tmp_path):
    """Three files of pairs, as in a release, and all their rows as (split, row)."""
    tables = {
        "data/train/part-00000.parquet": make_pairs(profile=["light", "autoblog", "light", "light"], source=None),
        "data/train/part-00001.parquet": make_pairs(NEWS[:1], published_at=TIME, license="mit"),
        "data/test/part-00000.parquet": make_pairs(published_at=[None, TIME.replace(day=9), None, TIME], language="de"),
    }
    rows = []
    for name, table in tables.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, row_group_size=2)
        rows += [(name.split("/")[1], row) for row in table.to_pylist()]
    return {name: tmp_path / name for name in tables}, rows


def tally(rows):
    return {
        "rows": len(rows),
        "words": sum(row["n_words"] for row in rows),
        "swaps": sum(len(row["edits"]) for row in rows),
        "swapped_words": sum(round(row["n_words"] * row["swap_rate"]) for row in rows),
    }


def plain(tallies):
    return {name: {key: getattr(value, key) for key in tally([])} for name, value in tallies.items()}


def test_contents_agree_with_counting_row_by_row(files):
    paths, rows = files
    contents = count_contents(paths)
    splits, profiles = ("train", "test"), ("autoblog", "light")
    assert plain(contents.splits) == {name: tally([row for split, row in rows if split == name]) for name in splits}
    assert plain(contents.profiles) == {
        name: tally([row for _, row in rows if row["profile"] == name]) for name in profiles
    }
    assert contents.total.rows == 9
    assert contents.total.asked_rate == pytest.approx(0.2)
    assert list(contents.file_rows.values()) == [4, 1, 4]
    assert contents.sources == {"Test Wire": 5, "": 4}
    assert contents.licenses == {"cc0-1.0": 8, "mit": 1}
    assert contents.languages == {"en": 5, "de": 4}
    assert contents.kinds == {"word": contents.total.swaps}
    assert (contents.first, contents.last) == ("2026-01-02T03:00:00+00:00", "2026-01-09T03:00:00+00:00")


def test_bytes_are_the_sizes_of_the_files(files):
    paths, _ = files
    total = count_contents(paths).total
    assert total.file_bytes == sum(path.stat().st_size for path in paths.values())
    assert total.bytes > total.words


def test_contents_without_times_have_none(tmp_path):
    pq.write_table(make_pairs(), tmp_path / "pairs.parquet")
    contents = count_contents({"data/train/part-00000.parquet": tmp_path / "pairs.parquet"})
    assert contents.first is contents.last is None


def test_contents_of_a_file_without_rows_are_empty(tmp_path):
    pq.write_table(pa.Table.from_pylist([], schema=PAIRS), tmp_path / "pairs.parquet")
    contents = count_contents({"data/train/part-00000.parquet": tmp_path / "pairs.parquet"})
    assert contents.total.rows == 0
    assert contents.total.swap_rate == 0
    assert Contents().total.rows == 0
