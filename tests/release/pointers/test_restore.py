from release.small_releases import version_of, write_releases

from pipelines.release.find import MANIFEST, is_whole
from pipelines.release.pointers.marks import DELETING, RESTORED, is_lasting, read_mark, set_mark
from pipelines.release.pointers.restore import restore_release
from pipelines.release.pruning.prune import hide_release


def test_a_hidden_release_gets_its_manifest_back(folder):
    first, _ = write_releases(folder, 2)
    manifest = (folder / first / MANIFEST).read_bytes()
    hide_release(folder, first)
    assert not is_whole(folder, first)
    assert restore_release(folder, first)
    assert (folder / first / MANIFEST).read_bytes() == manifest
    assert read_mark(folder, first).state == RESTORED
    assert is_lasting(folder, first)
    assert restore_release(folder, first)


def test_a_release_whose_files_go_is_not_restored(folder):
    first, _ = write_releases(folder, 2)
    hide_release(folder, first)
    mark = read_mark(folder, first)
    set_mark(mark, DELETING, mark.manifest)
    assert not restore_release(folder, first)
    assert not is_whole(folder, first)
    assert not restore_release(folder, version_of(9))


def test_a_manifest_that_was_taken_after_its_mark_is_written_again(folder):
    """The mark has been taken back by another process meanwhile."""
    first, _ = write_releases(folder, 2)
    hide_release(folder, first)
    text = read_mark(folder, first).manifest
    restore_release(folder, first)
    (folder / first / MANIFEST).unlink()
    assert restore_release(folder, first, text)
    assert (folder / first / MANIFEST).read_text() == text
