"""Planted faults in the manifest of a release, in the files that it names, and in the names beside the release."""

import json

import pytest
from published import publish
from release.damage import copy_release, edit_manifest, faults, messages, replace_content

from pipelines.errors import StorageError
from pipelines.release.listing import list_releases
from pipelines.release.verification.verify import verify_release

TRAIN = "data/train/part-00000.parquet"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published")).folder


@pytest.fixture
def folder(published, tmp_path):
    return copy_release(published, tmp_path)


def another(value):
    """Another value of the same type."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, str):
        return value + "0"
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, list):
        return value[:-1] or [1]
    return {**value, "another": 1}


FIELDS = [
    "bytes",
    "checks",
    "code",
    "config",
    "counts",
    "created",
    "dataset",
    "files",
    "fingerprint",
    "format",
    "groups",
    "lexicons",
    "manifest_sha256",
    "packages",
    "pairs_by_profile",
    "platform",
    "probe",
    "profiles",
    "raw",
    "rows",
    "seed",
    "splits",
    "swap_rate",
    "verdict",
    "version",
    "words",
]


def test_every_field_of_the_manifest_is_tried(folder):
    assert sorted(json.loads((folder / "manifest.json").read_text())) == FIELDS


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "change", [another, lambda _: None, lambda _: [{"a": []}]], ids=["changed", "null", "nonsense"]
)
def test_a_changed_field_of_the_manifest_is_found(folder, name, change):
    edit_manifest(folder, lambda manifest: manifest.update({name: change(manifest[name])}), seals=False)
    assert faults(folder) == {"manifest_is_as_written": 1}
    assert "manifest.json states" in messages(folder)


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "manifest_sha256"])
def test_a_field_that_was_removed_is_found(folder, name):
    edit_manifest(folder, lambda manifest: manifest.pop(name), seals=False)
    assert faults(folder) == {"manifest_is_as_written": 1}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("config", "seed"), 99),
        (("config", "group_duplicates", "test"), 0.5),
        (("files", 0, "rows"), 99),
        (("files", -1, "sha256"), "0" * 64),
        (("counts", "validate_pairs", "kept"), 99),
        (("profiles", "autoblog", "name"), "light"),
        (("groups", "base"), "0" * 32),
    ],
)
def test_a_changed_value_deep_in_the_manifest_is_found(folder, path, value):
    def change(manifest):
        for step in path[:-1]:
            manifest = manifest[step]
        manifest[path[-1]] = value

    edit_manifest(folder, change, seals=False)
    assert faults(folder) == {"manifest_is_as_written": 1}


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("bytes", 1, "manifest_agrees"),
        ("words", 1, "manifest_agrees"),
        ("swap_rate", 0.5, "manifest_agrees"),
        ("pairs_by_profile", {"autoblog": 7, "light": 1}, "manifest_agrees"),
        ("created", "2020-01-01T00:00:00+00:00", "manifest_agrees"),
        ("verdict", "passed with warnings", "manifest_agrees"),
        ("rows", 9, "rows_are_counted"),
        ("splits", {"train": 7, "validation": 1}, "rows_are_counted"),
        ("fingerprint", "0" * 32, "fingerprint_matches"),
        ("version", "20200101T000000Z-000000000000", "fingerprint_matches"),
    ],
)
def test_a_changed_field_is_found_with_a_corrected_checksum(folder, name, value, rule):
    edit_manifest(folder, lambda manifest: manifest.update({name: value}))
    assert faults(folder)[rule] >= 1


def test_a_changed_seed_is_found_with_a_corrected_checksum(folder):
    edit_manifest(folder, lambda manifest: manifest.update(seed=2))
    assert faults(folder) == {"manifest_agrees": 1, "pair_ids_match": 8}


def test_changed_results_are_found_though_their_checksum_was_corrected(folder):
    replace_content(folder, "quality/results.json", json.dumps({"verdict": "passed with warnings"}).encode())
    assert faults(folder) == {"manifest_agrees": 1}
    assert "verdict is 'passed', expected 'passed with warnings'" in messages(folder)


def test_a_manifest_of_an_earlier_version_has_no_checksum(folder):
    edit_manifest(folder, lambda manifest: manifest.pop("manifest_sha256"), seals=False)
    assert faults(folder) == {}
    assert verify_release(folder)[0].checked == 0
    assert [release.version for release in list_releases(folder.parent)] == [folder.name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("config", []),
        ("config", {"publish_release": 7}),
        ("splits", ["train"]),
        ("splits", None),
        ("files", {}),
        ("files", [7]),
        ("files", [{"path": "data/train/a", "bytes": "1", "sha256": "0" * 64}]),
        ("files", [{"path": "a", "bytes": 1, "sha256": "0" * 64, "rows": 1}]),
        ("version", 7),
        ("created", None),
    ],
)
def test_values_of_other_types_are_a_damaged_manifest(folder, name, value):
    edit_manifest(folder, lambda manifest: manifest.update({name: value}))
    with pytest.raises(StorageError, match="is damaged"):
        verify_release(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}"])
def test_a_nonsensical_manifest_is_a_damaged_one(folder, content):
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(StorageError, match=r"damaged"):
        verify_release(folder)


@pytest.mark.parametrize(
    "content",
    [b"20200101T000000Z-000000000000\n", b"", b"nonsense\n", b"\xff\x00", b"../elsewhere\n", b"x" * 5000],
)
def test_a_latest_that_names_no_release_is_found(folder, content):
    (folder.parent / "LATEST").write_bytes(content)
    assert faults(folder) == {"latest_exists": 1}
    assert "LATEST names" in messages(folder)
    assert len(messages(folder)) < 500


def test_a_readme_that_names_a_release_that_is_gone_is_found(folder):
    path = folder.parent / "README.md"
    path.write_text(path.read_text().replace(folder.name, "20200101T000000Z-000000000000"))
    assert faults(folder) == {"latest_exists": 1}


def test_another_release_may_be_the_latest(folder, tmp_path):
    other = copy_release(folder, tmp_path / "more")
    (other.parent / "LATEST").write_text("20200101T000000Z-000000000000\n")
    (other.parent / "README.md").unlink()
    (other.parent / "20200101T000000Z-000000000000").mkdir()
    (other.parent / "20200101T000000Z-000000000000" / "manifest.json").write_text("{}")
    assert faults(other) == {}


def test_a_release_without_its_dataset_is_whole(folder, tmp_path):
    alone = folder.rename(tmp_path / folder.name)
    assert faults(alone) == {}


@pytest.mark.parametrize("name", [TRAIN, "README.md", "quality/report.html", "quality/groups.arrow", "croissant.json"])
@pytest.mark.parametrize("kind", ["flipped", "longer", "shorter", "empty", "gone", "folder", "link"])
def test_a_changed_file_is_found(folder, name, kind, tmp_path):
    path = folder / name
    content = path.read_bytes()
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "link":  # to the same content, outside of the release
        (tmp_path / "outside").write_bytes(content)
        path.symlink_to(tmp_path / "outside")
    elif kind != "gone":
        flipped = content[:-1] + bytes([content[-1] ^ 4])
        path.write_bytes({"flipped": flipped, "longer": content + b" ", "shorter": content[:-1], "empty": b""}[kind])
    rule = "checksums_match" if kind == "flipped" else "files_are_there"
    assert faults(folder) == {rule: 1}
    assert name in messages(folder)


@pytest.mark.parametrize(
    "name",
    ["data/train/part-00009.parquet", "data/.hidden", "manifest.json.bak", "quality/new/a.txt", "LATEST", "data/link"],
)
def test_an_extra_file_is_found(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    if name == "data/link":
        (folder / name).symlink_to("nowhere")
    else:
        (folder / name).write_bytes(b"more")
    assert faults(folder) == {"no_other_files": 1}
    assert name in messages(folder)
