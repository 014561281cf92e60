"""Files compared with their checksums, by all who read a release: a flipped bit that Parquet does not notice."""

import random

import pyarrow.parquet as pq
import pytest
from published import publish, replace_file

from pipelines.errors import StorageError
from pipelines.probe.sample import PairFile, files_of, sample_pairs
from pipelines.release.find import data_files
from pipelines.release.intact import with_checksums
from pipelines.scoring.train import sample_split
from pipelines.storage.files import sha256_file, write_text
from pipelines.training.export import export_release
from pipelines.training.formats import find_format


@pytest.fixture
def changed(tmp_path):
    """A release with a flipped bit in its training data that no reader notices, and the path of the file."""
    release = publish(tmp_path, parts=4)
    path = next(release.folder.glob("data/train/*.parquet"))
    whole, table = path.read_bytes(), pq.read_table(path)
    for position in random.Random(1).sample(range(len(whole)), len(whole)):  # noqa: S311
        content = bytearray(whole)
        content[position] ^= 1
        replace_file(path, bytes(content))
        try:
            if not pq.read_table(path).equals(table):
                return release, path
        except Exception:  # noqa: BLE001, S112 - whatever a reader says of damage that it notices
            continue
    raise AssertionError


@pytest.mark.parametrize(
    "read",
    [
        lambda release, out: export_release(release, find_format("jsonl", "article"), out),
        lambda release, out: sample_split(release, "train", 10**6),  # noqa: ARG005
        lambda release, out: sample_pairs(files_of(release.folder)["train"], 10**6),  # noqa: ARG005
    ],
    ids=["export", "train", "probe"],
)
def test_changed_data_are_refused_by_name(changed, tmp_path, read):
    release, path = changed
    with pytest.raises(StorageError, match=f"expected {path} to be as it was published, but its checksum differs"):
        read(release, tmp_path / "out")
    assert not (tmp_path / "out" / "train.jsonl").exists()


def test_parts_of_a_build_are_read_as_they_are(changed):
    _, path = changed
    assert len(sample_pairs([PairFile(path, "0" * 64)], 10**6))


def test_whole_files_are_fetched_and_missing_ones_named(tmp_path):
    release = publish(tmp_path)
    files = with_checksums(release.folder, data_files(release.folder))
    assert {split: sum(file.rows for file in each) for split, each in files.items()} == release.splits
    for file in files["train"]:
        file.check()
        assert file.fetch() == file.place
        file.place.unlink()
        for read in (file.check, file.fetch):
            with pytest.raises(StorageError, match="but it is missing"):
                read()


def test_objects_are_compared_too(s3):
    release = publish(f"{s3}/corpora", parts=1)
    (file,) = with_checksums(release.folder, data_files(release.folder))["train"]
    file.check()
    assert sha256_file(file.fetch()) == file.sha256
    write_text(file.place, "PAR1")
    with pytest.raises(StorageError, match="its checksum differs"):
        file.check()
