"""Readers that know nothing of releases find the pairs, all of them and nothing else, each split on its own."""

import datasets
import duckdb
import polars as pl
import pyarrow.dataset as ds
import pytest
from indexed import publish_indexed

datasets.disable_progress_bars()


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish_indexed(tmp_path_factory.mktemp("release"))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path)


def rows_of(loaded):
    return {name: sorted(rows["pair_id"]) for name, rows in loaded.items()}


@pytest.fixture(scope="module")
def truth(release):
    """Split -> ids of its pairs, from the files that README.md names."""
    return rows_of(datasets.load_dataset(release.path))


def test_the_release_has_four_splits_and_indexes(release, truth):
    assert {name: len(ids) for name, ids in truth.items()} == release.splits
    assert list(truth) == ["train", "validation", "test", "test_unseen"]
    assert len(list(release.folder.glob("quality/__index/*/*"))) == 4


def test_parquet_files_hold_pairs_only(release):
    data = set(release.folder.glob("data/*/*.parquet"))
    assert set(release.folder.rglob("*.parquet")) == data


@pytest.mark.parametrize("folder", ["", "data"])
def test_guessed_splits_have_their_own_rows(release, truth, folder):
    """`datasets` names splits after folders; it leaves out `unseen`, beside folders that are named after splits."""
    loaded = rows_of(datasets.load_dataset("parquet", data_dir=str(release.folder / folder)))
    assert loaded == {name: truth[name] for name in ("train", "validation", "test")}


def test_data_dir_of_the_release_has_the_same_splits(release, truth):
    loaded = rows_of(datasets.load_dataset(release.path, data_dir="data"))
    assert loaded == {name: truth[name] for name in loaded}
    assert set(loaded) >= {"train", "validation", "test"}


def test_the_unseen_split_is_loaded_when_asked_for(release, truth):
    files = {"test_unseen": str(release.folder / "data/unseen/*.parquet")}
    assert rows_of(datasets.load_dataset("parquet", data_files=files)) == {"test_unseen": truth["test_unseen"]}


def test_readers_of_all_files_give_the_pairs(release, truth):
    every = sorted(pair for ids in truth.values() for pair in ids)
    found = ds.dataset(release.path, format="parquet", exclude_invalid_files=True).to_table()
    assert sorted(pair for pair in found["pair_id"].to_pylist() if pair) == every
    paths = [str(path) for path in release.folder.rglob("*.parquet")]
    assert sorted(ds.dataset(paths).to_table()["pair_id"].to_pylist()) == every
    assert sorted(pl.read_parquet(f"{release.path}/**/*.parquet")["pair_id"]) == every
    found = duckdb.read_parquet(f"{release.path}/**/*.parquet").project("pair_id").fetchall()
    assert sorted(pair for (pair,) in found) == every


def test_polars_unnests_edits(release):
    edits = pl.read_parquet(f"{release.path}/data/*/*.parquet").explode("edits").unnest("edits")
    assert {"source", "origin"} <= set(edits.columns)
    assert set(edits["origin"]) == {"moby"}
