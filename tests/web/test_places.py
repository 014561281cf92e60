import pytest
from fastapi import HTTPException

from pipelines.web.places import confined, find_dataset, find_release, find_root
from pipelines.workflow.roots import find_roots


def is_missing(function, *arguments):
    with pytest.raises(HTTPException) as caught:
        function(*arguments)
    return caught.value.status_code == 404


def configure(monkeypatch, *folders):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", ",".join(map(str, folders)))


def test_a_missing_root_is_not_found(tmp_path, monkeypatch):
    configure(monkeypatch, tmp_path / "gone")
    assert is_missing(find_root, "gone")
    assert is_missing(find_root, "elsewhere")


def test_a_dataset_and_its_release_are_found(root, release):
    assert find_dataset("corpora", "tiny") == root / "tiny"
    assert find_release("corpora", "tiny", release.version) == root / "tiny" / release.version


@pytest.mark.parametrize("dataset", ["..", ".", "", "TINY", "tiny/..", "tiny\n", "/tiny", "work", "tiny/work"])
def test_an_odd_dataset_is_not_found(release, dataset):
    assert is_missing(find_dataset, "corpora", dataset)


@pytest.mark.parametrize("version", ["work", "LATEST", "..", "20261124T083000Z-abcdef123456", ""])
def test_an_odd_version_is_not_found(release, version):
    assert is_missing(find_release, "corpora", "tiny", version)


def test_an_unfinished_release_is_not_found(root, release):
    (root / "tiny" / "20261124T083000Z-abcdef123456").mkdir()
    assert is_missing(find_release, "corpora", "tiny", "20261124T083000Z-abcdef123456")


@pytest.mark.parametrize("relative", ["a/b.txt", "a"])
def test_paths_inside_a_folder_are_found(tmp_path, relative):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").touch()
    assert confined(tmp_path, relative) == tmp_path / relative


@pytest.mark.parametrize(
    "relative",
    ["", ".", "..", "../x", "a/../b", "a//b", "/etc/passwd", "a\\b", "a\0b", "a\nb", "gone", "a/gone", "n" * 300],
)
def test_paths_out_of_the_folder_are_not_found(tmp_path, relative):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").touch()
    assert is_missing(confined, tmp_path, relative)


def test_links_may_stay_inside_a_folder_but_not_leave_it(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "file").touch()
    (inside / "to-file").symlink_to(inside / "file")
    (inside / "to-out").symlink_to(outside)
    (inside / "loop").symlink_to(inside / "loop")
    assert confined(inside, "to-file") == inside / "file"
    assert is_missing(confined, inside, "to-out")
    assert is_missing(confined, inside, "to-out/file")
    assert is_missing(confined, inside, "loop")


def test_a_dataset_or_release_that_links_outside_is_not_found(root, release, tmp_path):
    (root / "linked").symlink_to(tmp_path)
    assert is_missing(find_dataset, "corpora", "linked")
    other = "20261124T083000Z-abcdef123456"
    (tmp_path / other).mkdir()
    (tmp_path / other / "manifest.json").write_text("{}")
    (root / "tiny" / other).symlink_to(tmp_path / other)
    assert is_missing(find_release, "corpora", "tiny", other)


def test_a_root_that_is_a_link_is_resolved(root, release, tmp_path, monkeypatch):
    (tmp_path / "shared").symlink_to(root)
    configure(monkeypatch, tmp_path / "shared")
    assert list(find_roots()) == ["corpora"]
