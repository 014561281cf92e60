import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_articles
from pairs import NEWS, make_pairs

from pipelines.errors import SchemaError
from pipelines.quality.corpus.examine import examine_articles, examine_pairs
from pipelines.quality.pairs.promises import Promises
from pipelines.storage import tables


@pytest.fixture
def files(tmp_path):
    """The articles, and the pairs of two splits, in row groups of one row."""
    pairs = make_pairs()
    tables = {"articles": make_articles(pairs), "train": pairs.slice(1), "test": pairs.slice(0, 1)}
    for name, table in tables.items():
        pq.write_table(table, tmp_path / f"{name}.parquet", row_group_size=1)
    return {name: tmp_path / f"{name}.parquet" for name in tables}


def examine(files, sample_size=2):
    articles = examine_articles(files["articles"])
    splits = {split: path for split, path in files.items() if split != "articles"}
    return examine_pairs(
        splits,
        articles,
        {"autoblog": Promises()},
        count_words=lambda texts: np.zeros(len(texts), np.int64),
        digest=lambda table, sizes: [table.select(["pair_id"])] * len(sizes),
        sample_size=sample_size,
    )


def test_every_article_gives_a_finding_and_a_sketch(files):
    seen = examine_articles(files["articles"])
    ids = [row["article_id"] for row in make_pairs().to_pylist()]
    assert seen.findings["article_id"].to_pylist() == seen.sketches.table["article_id"].to_pylist() == ids
    assert seen.known.ids.tolist() == ids


def test_pairs_are_examined_split_by_split_in_order(files, monkeypatch):
    monkeypatch.setattr(tables, "ROW_GROUP_ROWS", 1)  # row groups are read one by one
    seen = examine(files)
    ids = make_pairs()["pair_id"].to_pylist()
    assert seen.findings["pair_id"].to_pylist() == ids
    assert seen.findings["split"].to_pylist() == ["test", "train", "train", "train"]
    assert [group.split for group in seen.row_groups] == ["test", "train", "train", "train"]
    assert seen.sample["pair_id"].to_pylist() == sorted(ids)[:2]
    assert pa.concat_tables(seen.surface)["row"].to_pylist() == [0, 1, 2, 3]
    assert all(seen.findings["clean_is_article"].to_pylist())


def test_all_edits_are_counted_with_their_split(files):
    counts = examine(files).edits
    splits = dict.fromkeys(("test", "train"), 0)
    for row in counts.to_pylist():
        splits[row["split"]] += row["count"]
    assert splits == {"test": 3, "train": len(make_pairs()["edits"].combine_chunks().flatten()) - 3}


def test_a_part_without_pairs_has_no_findings(files):
    seen = examine({"articles": files["articles"]})
    assert (len(seen.findings), seen.row_groups, len(seen.edits), len(seen.sample)) == (0, [], 0, 0)
    assert seen.findings.column_names == examine(files).findings.column_names


def test_other_columns_are_rejected(files):
    pq.write_table(make_pairs(NEWS).drop_columns(["clean"]), files["train"])
    with pytest.raises(SchemaError, match=r"train\.parquet.*clean"):
        examine(files)
