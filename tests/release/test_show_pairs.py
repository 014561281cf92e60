"""Random pairs of a release."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from published import publish

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import data_files, read_release
from pipelines.release.show_pairs import show_pairs
from schemas import PAIRS

TRAIN = "data/train/part-00000.parquet"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"))


@pytest.fixture
def folder(published, tmp_path):
    """A copy of the release, to be changed."""
    return shutil.copytree(published.folder, tmp_path / published.version)


@pytest.mark.parametrize("split", [None, "train", "test"])
@pytest.mark.parametrize("n_pairs", [0, 1, 3, 100])
def test_show_pairs_draws_rows_of_the_release(published, split, n_pairs):
    files = [path for group in data_files(published.folder, split).values() for path, _ in group]
    everything = pa.concat_tables([pq.read_table(path) for path in files]).to_pylist()
    shown = show_pairs(published, n_pairs, split=split, seed=4)
    assert shown.schema.equals(PAIRS)
    rows = shown.to_pylist()
    assert len(rows) == min(n_pairs, len(everything))
    assert [row for row in everything if row in rows] == rows
    assert show_pairs(published, n_pairs, split=split, seed=4).equals(shown)


def test_show_pairs_draws_others_by_another_seed(published):
    drawn = {show_pairs(published, 1, seed=seed)["pair_id"][0].as_py() for seed in range(20)}
    assert 4 < len(drawn) <= 8


def test_show_pairs_reads_only_the_row_groups_it_needs(folder, monkeypatch):
    manifest = json.loads((folder / "manifest.json").read_text())
    (entry,) = [entry for entry in manifest["files"] if entry["path"] == TRAIN]
    table = pa.concat_tables([pq.read_table(folder / entry["path"])] * 50)
    pq.write_table(table, folder / entry["path"], row_group_size=10)
    entry["rows"] = 100
    (folder / "manifest.json").write_text(json.dumps(manifest))
    read = []

    class Spy(pq.ParquetFile):
        def read_row_groups(self, groups):
            read.extend(groups)
            return super().read_row_groups(groups)

    monkeypatch.setattr(pq, "ParquetFile", Spy)
    assert len(show_pairs(read_release(folder), 2, split="train")) == 2
    assert 1 <= len(read) <= 2


def test_show_pairs_of_an_unknown_split_names_the_splits(published):
    with pytest.raises(ConfigError, match="train, validation, test; got 'dev'"):
        show_pairs(published, 1, split="dev")


def test_a_missing_or_damaged_file_is_named_with_a_remedy(folder):
    release = read_release(folder)
    (folder / TRAIN).write_bytes(b"PAR1")
    with pytest.raises(StorageError, match=rf"expected .*/{TRAIN} to be as it was published, but .*: `spindle verify`"):
        show_pairs(release, 100)
    (folder / TRAIN).unlink()
    with pytest.raises(StorageError, match=rf"/{TRAIN} .* but it is missing: `spindle verify` .* copy the release"):
        show_pairs(release, 100)


@pytest.mark.parametrize("rows", [50, 1 << 40, (1 << 63) - 1])
def test_a_manifest_with_more_rows_than_its_files_is_damage(folder, rows):
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest["files"]:
        if "rows" in entry:
            entry["rows"] = rows
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(StorageError, match=r"fewer than the manifest says|too many rows"):
        show_pairs(read_release(folder), 5)
    (folder / "manifest.json").write_text(json.dumps(manifest | {"splits": {}}))
    with pytest.raises(StorageError, match="it lists none"):
        show_pairs(read_release(folder), 5)
