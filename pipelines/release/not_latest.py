"""A release that LATEST does not name, said with the command to promote it."""

import shlex

from pipelines.release.find import Release, latest_version


def say_not_latest(release: Release) -> str:
    """Return what to tell people of a release that LATEST does not name, with the command to promote it; else "".

    A build whose input is as it once was finds the release of that time, and leaves LATEST alone: somebody may have
    chosen the other one.
    """
    dataset_folder = release.folder.parent
    latest = latest_version(dataset_folder)
    if latest is None or latest == release.version:
        return ""
    return (
        f"LATEST names another release, {latest}, and readers take that one: "
        f"`spindle promote {shlex.quote(str(dataset_folder))} {release.version}` makes it name {release.version}"
    )
