"""`spindle prune`: old releases deleted, each as a whole."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import typer

from pipelines.cli import terminal
from pipelines.cli.numbers import human_bytes
from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import Release, latest_version, list_releases
from pipelines.release.publish import publishing, remove_release


def run(root: Path, *, keep: int, yes: bool) -> None:
    terminal.check_folder(root)
    releases = list_releases(root)
    if not releases:
        raise ConfigError(f"expected a folder with releases, found none in {root}: give the --output of a build")
    old = choose_old(releases, keep=keep)
    console = terminal.stdout()
    if not old:
        console.print(f"nothing to delete: no dataset has more than {keep} releases that could go")
        return
    freed = human_bytes(sum(release.bytes for release in old))
    for release in old:
        what = f"{release.dataset}/{release.version}: {release.rows:,} pairs, {human_bytes(release.bytes)}"
        console.print(what, soft_wrap=True)
    if not yes and not _confirm(f"delete these {len(old)} of {len(releases)} releases, {freed}?"):
        console.print("nothing was deleted")
        return
    for release in old:
        delete_release(release)
    console.print(f"deleted {len(old)} releases, {freed}")


def choose_old(releases: Sequence[Release], *, keep: int) -> list[Release]:
    """Return the releases that are not among the newest `keep` of their dataset nor LATEST, oldest first."""
    old: list[Release] = []
    by_folder = sorted(releases, key=lambda release: (release.folder.parent, release.version))
    for folder, group in groupby(by_folder, key=lambda release: release.folder.parent):
        latest = latest_version(folder)
        old += [release for release in list(group)[:-keep] if release.version != latest]
    return old


def delete_release(release: Release) -> None:
    """Delete a release unless LATEST names it by now: gone for readers at once, its files after that."""
    dataset = release.folder.parent
    try:
        with publishing(dataset):
            if latest_version(dataset) != release.version:
                remove_release(release.folder)
    except OSError as error:
        raise StorageError(
            f"expected to delete {release.path}, but {error.strerror or error}: check the permissions of its folder"
        ) from error


def _confirm(question: str) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort as error:
        raise ConfigError("expected an answer or --yes, got neither: nothing was deleted") from error
