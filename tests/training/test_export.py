import json
from pathlib import Path

import pytest
from published import publish, replace_file

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import data_files, find_release
from pipelines.storage.places import open_place
from pipelines.storage.tables import read_tables
from pipelines.training.export import export_release
from pipelines.training.formats import FORMATS, find_format


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("corpora"))


def pair_ids(release, split):
    files = data_files(release.folder, split)[split]
    return [name for place, _ in files for table in read_tables(place) for name in table["pair_id"].to_pylist()]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_file_for_each_split(release, tmp_path, name):
    told = []
    form = find_format(name)
    splits = export_release(release, form, tmp_path / name, lambda *step: told.append(step))
    assert {each.split: each.pairs for each in splits} == release.splits
    assert sorted(path.name for path in (tmp_path / name).iterdir()) == sorted(each.name for each in splits)
    assert sum(pairs for _, pairs in told) == release.rows
    again = export_release(release, form, tmp_path / "again")
    for each in again:
        assert (tmp_path / "again" / each.name).read_bytes() == (tmp_path / name / each.name).read_bytes()


def test_the_pairs_of_a_split_are_all_there_in_order(release, tmp_path):
    export_release(release, find_format("jsonl"), tmp_path / "out")
    for split in release.splits:
        lines = (tmp_path / "out" / f"{split}.jsonl").read_text().splitlines()
        assert [json.loads(line)["pair_id"] for line in lines] == pair_ids(release, split)


def test_a_csv_has_one_header_for_all_parts(release, tmp_path):
    export_release(release, find_format("csv"), tmp_path / "out")
    lines = (tmp_path / "out" / "train.csv").read_text().splitlines()
    assert [line for line in lines if line.startswith("pair_id")] == lines[:1]


def test_the_file_of_test_unseen_is_not_taken_for_test(tmp_path):
    from corpus import make_config, make_corpus

    config = make_config(tmp_path)
    corpora = [make_corpus(config, splits=("train", "validation", "test", "test_unseen"))]
    release = publish(tmp_path, corpora=corpora)
    splits = export_release(release, find_format("conll"), tmp_path / "out")
    assert {each.split: each.name for each in splits}["test_unseen"] == "unseen.conll"


def test_a_folder_with_files_a_file_and_the_release_itself_are_refused(release, tmp_path):
    form = find_format("conll")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    for output, words in [
        (tmp_path / "full", "empty or a new folder"),
        (tmp_path / "full" / "mine", "it is a file"),
        (release.folder, "empty or a new folder"),
        (release.folder / "export", "outside the release"),
    ]:
        with pytest.raises(ConfigError, match=words):
            export_release(release, form, output)
    assert not (release.folder / "export").exists()
    assert (tmp_path / "full" / "mine").read_text() == "x"


@pytest.mark.parametrize("split", ["train", "test"])
def test_a_damaged_file_is_an_error_and_leaves_no_split(tmp_path, split):
    """A folder with some of the splits looks like an export, and stands in the way of the next one."""
    release = publish(tmp_path)
    place = data_files(release.folder, split)[split][-1][0]
    replace_file(place, b"PAR1 but nothing else")
    with pytest.raises(StorageError, match=r"expected .* to be as it was published, but .*spindle verify"):
        export_release(release, find_format("conll"), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.slow
def test_a_release_in_a_store_is_exported_to_a_disk_and_to_a_store(release, s3, tmp_path):
    from pipelines.storage.files import write_bytes

    for path in release.folder.rglob("*"):
        if path.is_file():
            write_bytes(
                open_place(f"{s3}/tiny/{release.version}/{path.relative_to(release.folder)}"), path.read_bytes()
            )
    there = find_release(f"{s3}/tiny")
    form = find_format("classification")
    export_release(release, form, tmp_path / "local")
    export_release(there, form, tmp_path / "remote")
    export_release(there, form, open_place(f"{s3}/out"))
    for path in Path(tmp_path / "local").iterdir():
        assert (tmp_path / "remote" / path.name).read_bytes() == path.read_bytes()
        assert open_place(f"{s3}/out/{path.name}").read_bytes() == path.read_bytes()
    with pytest.raises(ConfigError, match="empty or a new folder"):
        export_release(there, form, open_place(f"{s3}/out"))


def test_an_export_that_was_killed_leaves_nothing_in_the_way_of_the_next(release, tmp_path):
    left = tmp_path / f".tmp-{'0' * 32}-train.conll"
    left.write_text("half")
    splits = export_release(release, find_format("conll"), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(each.name for each in splits)
    left.write_text("half")
    with pytest.raises(ConfigError, match="but it has files"):
        export_release(release, find_format("conll"), tmp_path)
    assert left.exists(), "a refused export changes nothing"


def test_two_exports_into_one_folder_do_not_mix(release, tmp_path):
    refused = []

    def begin_another(split, _):
        if split == "validation":
            with pytest.raises(StorageError, match="nobody else to write into"):
                export_release(release, find_format("csv"), tmp_path)
            refused.append(split)

    splits = export_release(release, find_format("conll"), tmp_path, begin_another)
    assert refused
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(each.name for each in splits)
