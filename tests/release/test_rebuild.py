"""Manifests compared, and recipes read; tests/cli/test_rebuild.py rebuilds releases for real."""

import pytest
from published import publish

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import read_manifest
from pipelines.release.pointers.tags import set_tag
from pipelines.release.rebuild import MOST, compare_rebuild, find_manifest, read_recipe
from pipelines.storage.json_files import write_json


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=2)


@pytest.fixture
def manifest(release):
    return read_manifest(release.folder)


def with_content(manifest, *pieces):
    return manifest | {"raw": [{"content": content, "rows": rows} for content, rows in pieces]}


def test_a_release_is_identical_to_itself(manifest):
    before = with_content(manifest, ("a", 3))
    found = compare_rebuild(before, before)
    assert found.is_identical
    assert (found.differing, found.differences) == ([], ())
    assert found.to_json()["identical"] is True
    n_data = sum("rows" in entry for entry in manifest["files"])
    assert len(found.files) == n_data, "pages and reports have times in them and are not compared"


def test_files_that_differ_are_missing_or_are_new_are_named(manifest):
    first, second, *others = [entry for entry in manifest["files"] if "rows" in entry]
    new = first | {"path": "data/train/part-00009.parquet"}
    found = compare_rebuild(manifest, manifest | {"files": [first | {"sha256": "0" * 64}, *others, new]})
    assert found.differing == sorted([first["path"], second["path"], new["path"]])
    by_path = {file.path: (file.sha256, file.rebuilt) for file in found.files}
    assert by_path[second["path"]] == (second["sha256"], "")
    assert by_path[new["path"]] == ("", first["sha256"])
    assert not found.is_identical


def test_another_fingerprint_is_a_difference(manifest):
    found = compare_rebuild(manifest, manifest | {"fingerprint": "0" * 32})
    assert (found.is_identical, found.differing) == (False, [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "0" * 32}, "code: {code} then, " + "0" * 32 + " now"),
        ({"platform": "Plan9 mips"}, "platform: {platform} then, Plan9 mips now"),
        ({"lexicons": {"autoblog": "ff"}}, "lexicons.autoblog: "),
        ({"profiles": {}}, "profiles"),
        ({"packages": {"pyarrow": "0.1"}}, "packages.datasets: "),
    ],
)
def test_recorded_causes_are_compared(manifest, changes, said):
    before = with_content(manifest, ("a", 3))
    differences = compare_rebuild(before, before | changes).differences
    assert any(text.startswith(said.format(**manifest)) for text in differences)


def test_a_change_of_the_input_is_placed(manifest):
    before = with_content(manifest, ("a", 100), ("b", 100), ("c", 20))
    after = with_content(manifest, ("a", 100), ("b", 100), ("d", 90))
    assert compare_rebuild(before, after).differences == (
        "input: 220 rows then, 290 now, with other content after about row 200",
    )
    assert compare_rebuild(manifest | {"raw": []}, after).differences == (
        "input: the manifest does not record its content, so it may have changed",
    )


def test_the_place_of_the_input_is_no_difference_and_long_lists_are_cut(manifest):
    before = with_content(manifest, ("a", 1))
    config = before["config"] | {"input": "elsewhere"}
    assert compare_rebuild(before, before | {"config": config}).differences == ()
    many = compare_rebuild(before, before | {"config": config | {"x": {str(n): "y" * 999 for n in range(20)}}})
    assert len(many.differences) == MOST + 1
    assert max(map(len, many.differences)) < 150


def test_a_path_names_a_release_by_its_manifest_its_folder_or_its_dataset(release):
    for path in (release.folder / "manifest.json", release.folder, release.folder.parent):
        assert find_manifest(path) == find_manifest(str(path)) == release.folder
    set_tag(release.folder.parent, "paper", release.version)
    for name in ("paper", "latest", release.version):
        assert find_manifest(f"{release.folder.parent}@{name}") == release.folder


def test_a_damaged_manifest_is_an_error_and_no_traceback(release, tmp_path, manifest):
    for changes, error in (
        ({"config": []}, (ConfigError, StorageError)),
        ({"config": {}}, ConfigError),
        ({"groups": {"carried": "ff"}, "files": []}, StorageError),
        ({"groups": "x"}, StorageError),
        ({"files": [3]}, StorageError),
    ):
        write_json(tmp_path / "manifest.json", manifest | changes)
        with pytest.raises(error):
            read_recipe(tmp_path, output=str(tmp_path / "out"), source="a.jsonl")
