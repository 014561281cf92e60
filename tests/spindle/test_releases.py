"""The public functions on releases, by paths of strings as readers give them."""

import pytest
from published import publish, replace_file

import spindle
from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import data_files
from pipelines.storage.files import write_text


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    publish(folder)
    return folder


def test_a_datasets_folder_stands_for_its_latest_release(root):
    (release,) = spindle.list_releases(str(root))
    assert spindle.find_release(str(root / "tiny")) == spindle.find_release(release.path) == release


def test_a_folder_that_is_not_there_has_no_list_and_an_empty_one_an_empty_list(tmp_path):
    (tmp_path / "file").touch()
    for name in ("nothere", "file"):
        with pytest.raises(ConfigError, match=f"expected a folder of releases at {tmp_path}/{name}, found none"):
            spindle.list_releases(tmp_path / name)
    (tmp_path / "empty").mkdir()
    assert spindle.list_releases(tmp_path / "empty") == []


def test_a_release_is_loaded_whole_or_by_split(root, monkeypatch, tmp_path):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path / "cache"))
    release = spindle.find_release(root / "tiny")
    whole = spindle.load_release(root / "tiny", cache_dir=str(tmp_path))
    assert {split: len(rows) for split, rows in whole.items()} == release.splits
    train = spindle.load_release(root / "tiny", split="train", cache_dir=str(tmp_path))
    row = train[0]
    assert all(row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"] for edit in row["edits"])


def flip(release, split="train"):
    """Change a byte of a page of data: of the largest column, away from the footer."""
    path = next(release.folder.glob(f"data/{split}/*.parquet"))
    content = bytearray(path.read_bytes())
    content[8] ^= 1
    replace_file(path, bytes(content))
    return path


@pytest.mark.parametrize("split", [None, "train", "train[:1]", "test+train", "all"])
def test_a_changed_byte_is_found_before_loading_if_asked_for(tmp_path, split):
    path = flip(publish(tmp_path))
    with pytest.raises(StorageError, match=f"expected {path} to be as it was published, but its checksum differs"):
        spindle.load_release(tmp_path / "tiny", split, verify=True)
    with pytest.raises(StorageError, match="checksum"):
        spindle.load(tmp_path / "tiny", split, verify=True)


def test_splits_that_are_not_loaded_are_not_compared(tmp_path):
    release = publish(tmp_path)
    flip(release)
    rows = spindle.load_release(release.path, "test", verify=True, streaming=True)
    assert len(list(rows)) == release.splits["test"]


def test_a_changed_object_is_found_before_loading(s3, tmp_path):
    release = publish(f"{s3}/corpora", parts=1)
    place = next(place for place, _ in data_files(release.folder)["train"])
    assert spindle.load_release(release.path, "test", verify=True, cache_dir=str(tmp_path))
    write_text(place, "PAR1")
    with pytest.raises(StorageError, match="its checksum differs"):
        spindle.load_release(release.path, "train", verify=True)


@pytest.mark.parametrize("split", ["trian", "", "train+", "test[:1]+dev"])
def test_a_split_that_is_not_there_is_named(root, split):
    with pytest.raises(ConfigError, match=r"expected a split of .*: train, validation, test.*; got"):
        spindle.load_release(root / "tiny", split)
    with pytest.raises(ConfigError, match="leave it out for all"):
        spindle.load(root / "tiny", split, streaming=True)


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
