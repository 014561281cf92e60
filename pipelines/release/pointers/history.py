"""HISTORY of a dataset: the versions that LATEST named before, oldest first, one a line.

A version is written before LATEST moves away from it. So HISTORY has every version that LATEST ever named but the
present one, also if a process ended between the two writes.
"""

from pipelines.release.find import VERSION
from pipelines.storage.places import Place
from pipelines.storage.swaps import read_seen, swap_text

HISTORY = "HISTORY"


def read_history(dataset_folder: Place) -> list[str]:
    """Return the versions that LATEST named before, oldest first; one that it named twice is there twice."""
    return _versions_in(read_seen(dataset_folder / HISTORY).text)


def remember(dataset_folder: Place, version: str) -> None:
    """Append the version that LATEST is about to move away from, unless it is the last one."""
    place = dataset_folder / HISTORY
    while VERSION.fullmatch(version):
        seen = read_seen(place)
        versions = _versions_in(seen.text)
        if versions[-1:] == [version] or swap_text(place, seen, "".join(f"{each}\n" for each in [*versions, version])):
            return


def _versions_in(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if VERSION.fullmatch(line)]
