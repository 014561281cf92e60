import re

import pytest
from release.small_releases import version_of, write_releases

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import MANIFEST, find_release, tagged_version
from pipelines.release.pointers import tags
from pipelines.release.pointers.marks import HIDING, read_mark, set_mark
from pipelines.release.pointers.tags import delete_tag, list_tags, set_tag
from pipelines.release.pruning.prune import hide_release


def test_a_tag_names_a_release_that_readers_find(folder):
    first, second = write_releases(folder, 2)
    assert set_tag(folder, "paper", first) is None
    assert set_tag(folder, "paper", first) == first
    assert (folder / "tags" / "paper").read_text() == f"{first}\n"
    assert find_release(f"{folder}@paper").version == first
    assert find_release(f"{folder}@{second}").version == second
    assert list_tags(folder) == {"paper": first}


def test_a_tag_moves_only_if_asked(folder):
    first, second = write_releases(folder, 2)
    set_tag(folder, "paper", first)
    with pytest.raises(ConfigError, match=rf"paper names {first}: --move lets it name {second}"):
        set_tag(folder, "paper", second)
    assert set_tag(folder, "paper", second, move=True) == first
    assert tagged_version(folder, "paper") == second


def test_a_deleted_tag_is_gone_and_can_be_set_again(folder):
    first, second = write_releases(folder, 2)
    set_tag(folder, "a", first)
    set_tag(folder, "b", second)
    assert delete_tag(folder, "a") == first
    assert list_tags(folder) == {"b": second}
    assert tagged_version(folder, "a") is None
    for name in ("a", "none", "../b", ""):
        with pytest.raises(ConfigError, match="its tags are b"):
            delete_tag(folder, name)
    assert set_tag(folder, "a", second) is None
    assert find_release(f"{folder}@a").version == second


@pytest.mark.parametrize("name", ["Paper", ".x", "-x", "a/b", "..", "", "a b", "x" * 65, "x\n", "é"])
def test_a_wrong_name_is_refused(folder, name):
    (version,) = write_releases(folder, 1)
    with pytest.raises(ConfigError, match="expected a tag of a-z"):
        set_tag(folder, name, version)


@pytest.mark.parametrize("name", ["latest", "pairs", "default", version_of(1).lower()])
def test_a_name_with_a_meaning_is_refused(folder, name):
    (version,) = write_releases(folder, 1)
    with pytest.raises(ConfigError, match="a meaning already"):
        set_tag(folder, name, version)


def test_only_a_release_that_is_there_is_tagged(folder):
    write_releases(folder, 1)
    for missing in (version_of(2), "nonsense"):
        with pytest.raises(ConfigError, match=re.escape(f"a version of {folder}, got '{missing}'")):
            set_tag(folder, "paper", missing)
    assert list_tags(folder) == {}


def test_a_release_that_is_being_pruned_is_not_tagged(folder):
    first, _ = write_releases(folder, 2)
    set_mark(read_mark(folder, first), HIDING, (folder / first / MANIFEST).read_text())
    with pytest.raises(StorageError, match="is being pruned"):
        set_tag(folder, "paper", first)


def test_a_pruner_that_comes_between_the_checks_is_noticed(folder, monkeypatch):
    """The release is hidden after the first check and before the tag names it."""
    first, _ = write_releases(folder, 2)

    def hide_first(place, seen, text):
        patched.undo()
        assert hide_release(folder, first)
        return tags.swap_text(place, seen, text)

    with monkeypatch.context() as patched:
        patched.setattr(tags, "swap_text", hide_first)
        with pytest.raises(ConfigError, match="expected a version"):
            set_tag(folder, "paper", first)
    assert list_tags(folder) == {}


def test_an_unknown_name_lists_the_tags(folder):
    (version,) = write_releases(folder, 1)
    set_tag(folder, "paper", version)
    for name in ("other", "OTHER", version_of(2)):
        with pytest.raises(ConfigError, match=f"got '{name}': its tags are paper"):
            find_release(f"{folder}@{name}")
    with pytest.raises(ConfigError, match="no such folder"):
        find_release(f"{folder}2@paper")
