"""LATEST of a dataset, and the README beside it, which loads the version that LATEST names.

LATEST is swapped by whoever has seen its last state, and moves forward only: an older release that is published late
does not take it back.
"""

from pipelines.release.card import pointer_card
from pipelines.release.find import LATEST, find_versions, is_whole, latest_version, read_release
from pipelines.storage.files import write_text
from pipelines.storage.places import Place
from pipelines.storage.swaps import read_seen, swap_text


def advance_latest(dataset_folder: Place, version: str) -> None:
    """Make LATEST name `version`, unless it names a newer release; it then names the newest one that is there."""
    place = dataset_folder / LATEST
    while True:
        seen = read_seen(place)
        named = (seen.text or "").strip()
        if named >= version and is_whole(dataset_folder, named):
            return
        wanted = version if is_whole(dataset_folder, version) else (find_versions(dataset_folder) or [""])[-1]
        if not wanted or (swap_text(place, seen, f"{wanted}\n") and is_whole(dataset_folder, wanted)):
            return


def mend_latest(dataset_folder: Place, version: str) -> None:
    """Make LATEST name `version` if it names no release."""
    if latest_version(dataset_folder) is None:
        advance_latest(dataset_folder, version)


def write_pointer_card(dataset_folder: Place) -> None:
    """Write the README that loads the version of LATEST; write nothing if it is right."""
    readme = dataset_folder / "README.md"
    while (version := latest_version(dataset_folder)) is not None:
        release = read_release(dataset_folder / version)
        card = pointer_card(release.dataset, version, list(release.splits))
        if read_seen(readme).text != card:
            write_text(readme, card)
        if latest_version(dataset_folder) == version:
            return
