import shutil

import pytest
import yaml
from published import publish
from release.former import publish_former
from release.small_releases import version_of, write_release, write_releases

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import MANIFEST, find_release, latest_version
from pipelines.release.pointers import latest as pointers
from pipelines.release.pointers.history import read_history
from pipelines.release.pointers.latest import advance_latest, find_former, mend_latest, promote, write_pointer_card
from pipelines.release.pointers.marks import HIDING, read_mark, set_mark
from pipelines.release.pointers.tags import delete_tag, set_tag
from pipelines.release.pruning.prune import hide_release
from pipelines.storage.files import write_text

VERSIONS = ["20260101T000000Z-aaaaaaaaaaaa", "29991231T235958Z-bbbbbbbbbbbb"]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=1)


@pytest.fixture
def dataset(published, tmp_path):
    """The folder of a dataset with two releases, without LATEST."""
    for version in VERSIONS:
        shutil.copytree(published.folder, tmp_path / version)
    return tmp_path


@pytest.mark.parametrize("broken", [None, "", VERSIONS[0], "20000101T000000Z-000000000000\n", "nonsense\n"])
def test_latest_advances_to_a_newer_release(dataset, broken):
    if broken is not None:
        (dataset / "LATEST").write_text(broken)
    advance_latest(dataset, VERSIONS[1])
    write_pointer_card(dataset)
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[1]}\n"
    assert f"{VERSIONS[1]}/data/train/*.parquet" in (dataset / "README.md").read_text()


def test_latest_never_goes_back_by_itself(dataset):
    advance_latest(dataset, VERSIONS[1])
    advance_latest(dataset, VERSIONS[0])
    mend_latest(dataset, VERSIONS[0])
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[1]}\n"


def test_a_release_that_is_gone_is_never_named(dataset):
    shutil.rmtree(dataset / VERSIONS[1])
    advance_latest(dataset, VERSIONS[1])
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[0]}\n"


@pytest.mark.parametrize("broken", [None, "", VERSIONS[1]])
def test_only_a_latest_that_names_no_release_is_mended(dataset, broken):
    shutil.rmtree(dataset / VERSIONS[1])
    if broken is not None:
        (dataset / "LATEST").write_text(broken)
    mend_latest(dataset, VERSIONS[0])
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[0]}\n"


def test_a_correct_latest_is_not_rewritten(dataset):
    advance_latest(dataset, VERSIONS[1])
    write_pointer_card(dataset)
    before = {path.name: path.stat().st_ino for path in dataset.iterdir()}
    advance_latest(dataset, VERSIONS[1])
    write_pointer_card(dataset)
    assert {path.name: path.stat().st_ino for path in dataset.iterdir()} == before


def configs_of(folder):
    """Configuration of `datasets` -> the version that it loads, from the README."""
    front = yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])
    return {each["config_name"]: each["data_files"][0]["path"].partition("/")[0] for each in front["configs"]}


def test_latest_is_promoted_back_and_forth(folder):
    first, second, third = write_releases(folder, 3)
    assert promote(folder, third) is None
    assert promote(folder, first) == third
    assert (latest_version(folder), configs_of(folder)) == (first, {"pairs": first})
    assert promote(folder, first) == first
    assert promote(folder, second) == first
    assert read_history(folder) == [third, first]


def test_the_former_release_is_the_one_that_latest_named_before(folder):
    first, second, third = write_releases(folder, 3)
    for version in (first, third, second):
        promote(folder, version)
    assert find_former(folder) == third
    hide_release(folder, third)
    assert find_former(folder) == first
    promote(folder, first)
    assert find_former(folder) == second


def test_the_former_release_of_a_dataset_without_history_is_the_next_older_one(folder):
    first, second, third = write_releases(folder, 3)
    write_text(folder / "LATEST", f"{third}\n")
    assert find_former(folder) == second
    write_text(folder / "LATEST", f"{first}\n")
    with pytest.raises(ConfigError, match=f"named before {first}, found none"):
        find_former(folder)


def test_after_a_rollback_only_a_newer_release_moves_latest(folder):
    first, second = write_releases(folder, 2)
    advance_latest(folder, first)
    advance_latest(folder, second)
    promote(folder, first)
    mend_latest(folder, second)  # an unchanged rerun
    assert latest_version(folder) == first
    advance_latest(folder, write_release(folder, 3))
    assert latest_version(folder) == version_of(3)


def test_a_publisher_that_ended_before_it_moved_latest_is_made_up_for(folder):
    first, second = write_releases(folder, 2)
    advance_latest(folder, first)
    mend_latest(folder, second)
    assert latest_version(folder) == second


def test_latest_moves_only_to_a_release_that_is_there(folder):
    first, second = write_releases(folder, 2)
    promote(folder, second)
    with pytest.raises(ConfigError, match="expected a version of"):
        promote(folder, version_of(3))
    set_mark(read_mark(folder, first), HIDING, (folder / first / MANIFEST).read_text())
    with pytest.raises(StorageError, match="is being pruned"):
        promote(folder, first)
    assert latest_version(folder) == second


def test_a_pruner_that_comes_between_the_checks_is_noticed(folder, monkeypatch):
    """The release is hidden after the first check and before LATEST names it."""
    first, second = write_releases(folder, 2)
    promote(folder, second)

    def hide_first(place, seen, text):
        patched.undo()
        assert hide_release(folder, first)
        return pointers.swap_text(place, seen, text)

    with monkeypatch.context() as patched:
        patched.setattr(pointers, "swap_text", hide_first)
        with pytest.raises(ConfigError, match="expected a version"):
            promote(folder, first)
    assert latest_version(folder) == second


def test_readme_has_a_configuration_for_each_tag_whose_release_is_there(folder):
    first, second = write_releases(folder, 2)
    promote(folder, second)
    set_tag(folder, "paper", first)
    set_tag(folder, "b", second)
    write_text(folder / "tags" / "lost", f"{version_of(9)}\n")
    write_pointer_card(folder)
    assert configs_of(folder) == {"pairs": second, "b": second, "paper": first}
    delete_tag(folder, "paper")
    write_pointer_card(folder)
    assert configs_of(folder) == {"pairs": second, "b": second}


def test_readers_follow_latest_and_tags(published, tmp_path):
    from datasets import load_dataset

    dataset = tmp_path / "tiny"
    former = publish_former(tmp_path)  # its folder of test_unseen has another name
    shutil.copytree(published.folder, dataset / VERSIONS[1])
    promote(dataset, VERSIONS[1])
    set_tag(dataset, "paper", former.version)
    write_pointer_card(dataset)
    loaded = {name: load_dataset(str(dataset), name, cache_dir=str(tmp_path / "cache")) for name in ("pairs", "paper")}
    for name, path in {"pairs": dataset, "paper": f"{dataset}@paper"}.items():
        assert {split: len(rows) for split, rows in loaded[name].items()} == find_release(path).splits


def test_a_release_that_latest_names_already_is_promoted_only_if_it_lasts(folder, monkeypatch):
    """Another process has just moved LATEST, and a pruner has set its mark since the first look at it."""
    first, second = write_releases(folder, 2)
    promote(folder, second)
    checks, check = [], pointers.check_lasting

    def check_then_mark(*arguments):
        checks.append(check(*arguments))
        set_mark(read_mark(folder, second), HIDING, (folder / second / MANIFEST).read_text())

    monkeypatch.setattr(pointers, "check_lasting", check_then_mark)
    with pytest.raises(StorageError, match="being pruned"):
        promote(folder, second)
    assert latest_version(folder) == first
