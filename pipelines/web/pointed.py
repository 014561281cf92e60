"""The release that readers of a dataset take: that of LATEST, or the newest one if it names none."""

from dataclasses import dataclass

from pipelines.release.find import LATEST, find_versions, is_latest_lost, latest_version
from pipelines.release.pointers.tags import version_in
from pipelines.storage.places import Place
from pipelines.storage.swaps import read_seen


@dataclass(frozen=True)
class Pointed:
    """LATEST of a dataset.

    named    the version in it; "" if it holds none
    now      the release that it names; None if that one is not there
    newest   the release that readers take where it names none; None without any
    is_lost  it names no release, though it is there, or the dataset has several
    """

    named: str
    now: str | None
    newest: str | None
    is_lost: bool


def read_pointed(dataset: Place) -> Pointed:
    """Read LATEST of a dataset."""
    now = latest_version(dataset)
    if now:
        return Pointed(now, now, now, is_lost=False)
    place, versions = dataset / LATEST, find_versions(dataset)
    named = version_in(read_seen(place)) if place.is_file() else ""
    return Pointed(named, None, versions[-1] if versions else None, is_latest_lost(dataset, versions))
