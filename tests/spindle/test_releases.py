"""The public functions on releases, by paths of strings as readers give them."""

import pytest
from published import publish

import spindle
from pipelines.errors import ConfigError


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    publish(folder)
    return folder


def test_a_datasets_folder_stands_for_its_latest_release(root):
    (release,) = spindle.list_releases(str(root))
    assert spindle.find_release(str(root / "tiny")) == spindle.find_release(release.path) == release


def test_a_release_is_loaded_whole_or_by_split(root, monkeypatch, tmp_path):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path / "cache"))
    release = spindle.find_release(root / "tiny")
    whole = spindle.load_release(root / "tiny", cache_dir=str(tmp_path))
    assert {split: len(rows) for split, rows in whole.items()} == release.splits
    train = spindle.load_release(root / "tiny", split="train", cache_dir=str(tmp_path))
    row = train[0]
    assert all(row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"] for edit in row["edits"])


def test_verifying_finds_a_changed_byte(tmp_path):
    publish(tmp_path)
    assert all(check.holds for check in spindle.verify_release(tmp_path / "tiny"))
    folder = spindle.find_release(tmp_path / "tiny").folder
    path = next(folder.glob("data/train/*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()  # the part has a link to the same file
    path.write_bytes(content)
    assert not all(check.holds for check in spindle.verify_release(tmp_path / "tiny"))


def test_a_folder_without_a_release_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="expected"):
        spindle.load_release(tmp_path)
