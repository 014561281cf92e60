"""`spindle prune`: old releases deleted, each as a whole, and on request the parts of work that nothing uses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import typer
from rich.console import Console

from pipelines.cli import terminal
from pipelines.cli.numbers import human_bytes
from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import Release, latest_version, list_releases
from pipelines.release.publish import PUBLISH_LOCK, remove_release
from pipelines.release.unused import StoredPart, find_unused, freed_bytes, remove_unused
from pipelines.storage.folders import local_folder
from pipelines.storage.locks import using


def run(root: Path, *, keep: int, work: bool, days: int, yes: bool, dry_run: bool) -> None:
    terminal.check_folder(root)
    releases = list_releases(root)
    datasets = {local_folder(release.path).parent for release in releases}
    if work:
        datasets |= {folder.resolve().parent for folder in (root / "work", *root.glob("*/work")) if folder.is_dir()}
    if not datasets:
        raise ConfigError(f"expected a folder with releases, found none in {root}: give the --output of a build")
    old = choose_old(releases, keep=keep)
    kept = [local_folder(release.path) for release in releases if release not in old]
    unused = {dataset: find_unused(dataset, kept=kept, days=days) for dataset in sorted(datasets)} if work else {}
    parts = [part for found in unused.values() for part in found]
    console = terminal.stdout()
    if not old and not parts:
        console.print(f"nothing to delete: no dataset has more than {keep} releases that could go")
        if work:
            console.print(f"each part of work is used by a release, or was by a run of the last {days} days")
        return
    for release in old:
        what = f"{release.dataset}/{release.version}: {release.rows:,} pairs, {human_bytes(release.bytes)}"
        console.print(what, soft_wrap=True)
    _show_parts(console, parts)
    freed, stays = freed_bytes(
        [*(local_folder(release.path) for release in old), *(path for part in parts for path in part.paths)]
    )
    _show_bytes(console, freed, stays, work=work)
    names = [f"{len(old)} of {len(releases)} release(s)"] * bool(old) + [f"{len(parts):,} part(s) of work"] * bool(
        parts
    )
    if dry_run:
        console.print(f"nothing was deleted: a dry run, which found {' and '.join(names)}")
        return
    if not yes and not _confirm(f"delete these {' and '.join(names)}, which frees {human_bytes(freed)}?"):
        console.print("nothing was deleted")
        return
    # The parts first: while a run is at work, nothing is deleted.
    n_parts = sum(_remove_parts(dataset, found, kept, days) for dataset, found in unused.items() if found)
    for release in old:
        delete_release(release)
    deleted = [f"{len(old)} release(s)"] * bool(old) + [f"{n_parts:,} part(s) of work"] * bool(parts)
    console.print(f"deleted {' and '.join(deleted)}, which freed {human_bytes(freed)}")


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
        with using(dataset / PUBLISH_LOCK, alone=True):
            if latest_version(dataset) != release.version:
                remove_release(local_folder(release.path))
    except OSError as error:
        raise StorageError(
            f"expected to delete {release.path}, but {error.strerror or error}: check the permissions of its folder"
        ) from error


def _remove_parts(dataset: Path, parts: Sequence[StoredPart], kept: Iterable[Path], days: int) -> int:
    try:
        return remove_unused(dataset, parts, kept=kept, days=days)
    except OSError as error:
        raise StorageError(
            f"expected to delete parts in {dataset / 'work'}, but {error.strerror or error}: check its permissions"
        ) from error


def _show_parts(console: Console, parts: Sequence[StoredPart]) -> None:
    """Print a line for each stage of each dataset."""
    folders: defaultdict[Path, list[StoredPart]] = defaultdict(list)
    for part in parts:
        folders[part.folder.parent].append(part)
    for folder, found in folders.items():
        size = human_bytes(sum(freed_bytes(part.paths)[0] for part in found))
        name = f"{folder.parents[1].name}/work/{folder.name}"
        console.print(f"{name}: {len(found):,} part(s) that nothing uses, {size} of their own", soft_wrap=True)


def _show_bytes(console: Console, freed: int, stays: int, *, work: bool) -> None:
    """Print what is truly freed: a release shares its files with the parts in work/ that it was made of."""
    console.print(f"frees {human_bytes(freed)}", end="\n" if not stays else "; ")
    if stays:
        hint = "" if work else " (--work deletes the parts that nothing uses)"
        why = "stay on disk: parts in work/ or other releases share these files"
        console.print(f"{human_bytes(stays)} {why}{hint}", soft_wrap=True)


def _confirm(question: str) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort as error:
        raise ConfigError("expected an answer or --yes, got neither: nothing was deleted") from error
