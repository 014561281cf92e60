from release.small_releases import version_of

from pipelines.release.pointers.history import HISTORY, read_history, remember
from pipelines.storage.files import write_text


def test_each_version_is_remembered_once_in_a_row(folder):
    for number in (1, 1, 2, 1):
        remember(folder, version_of(number))
    assert read_history(folder) == [version_of(1), version_of(2), version_of(1)]
    assert (folder / HISTORY).read_text() == "".join(f"{version_of(number)}\n" for number in (1, 2, 1))


def test_what_is_no_version_is_not_remembered(folder):
    remember(folder, "")
    remember(folder, "nonsense")
    assert not (folder / HISTORY).exists()
    write_text(folder / HISTORY, f"nonsense\n{version_of(1)}\n")
    assert read_history(folder) == [version_of(1)]
