"""Pruning of a dataset, planned with its true bytes, and carried out."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.config.prune_form import PruneOptions
from pipelines.errors import StorageError
from pipelines.release.find import Release, find_versions, read_release
from pipelines.release.listing import scan_folders
from pipelines.release.pruning.leftovers import Files, find_leftovers, remove_leftovers
from pipelines.release.pruning.prune import choose_old, hidden_releases, prune_releases
from pipelines.release.pruning.space import StoredFile, freed_bytes, list_stored
from pipelines.release.pruning.unused import StoredPart, find_unused, remove_unused
from pipelines.storage.places import Place, is_below

log = logging.getLogger(__name__)

HOUR = 3600


@dataclass(frozen=True)
class Pruning:
    """The plan of pruning one dataset.

    n_releases  number of releases before
    old         releases that go, oldest first
    hidden      version -> hours since it was hidden of releases that went before, and whose files are still there
    due         versions whose files go now
    parts       parts in work/ that nothing uses
    leftovers   path below the dataset folder -> file that a broken-off run has left
    now, later  bytes that are freed now, and after the time of grace
    stays       bytes of these files that stay, since other files share them
    """

    dataset_folder: Place
    n_releases: int
    old: Sequence[Release]
    hidden: dict[str, float]
    due: Sequence[str]
    parts: Sequence[StoredPart]
    leftovers: Files
    kept: Sequence[Place]
    now: int = 0
    later: int = 0
    stays: int = 0
    release_files: dict[str, list[StoredFile]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.old or self.hidden or self.parts or self.leftovers)


@dataclass(frozen=True)
class Pruned:
    """The result of pruning one dataset.

    hidden   versions whose manifest went
    deleted  versions whose files went
    parts, leftovers, freed  number of parts of work/, of left files, and bytes freed
    """

    hidden: Sequence[str]
    deleted: Sequence[str]
    parts: int
    leftovers: int
    freed: int


def find_datasets(root: Place) -> list[Place]:
    """Return the folders of datasets at or below `root`: those with releases, work, or hidden releases, by name.

    A dataset that a link leads to from `root` to elsewhere is left out, with a warning.
    """
    folders, faults = scan_folders(root)
    for fault in faults:
        log.warning("%s: nothing in it is pruned", fault)
    found = set(folders)
    for name in ("work", "pruned"):
        found |= {place for place in [root / name, *root.glob(f"*/{name}")] if place.is_dir()}
    datasets = {place.resolve().parent for place in found if is_below(place.resolve().parent, root)}
    for outside in sorted({place.parent for place in found if not is_below(place.resolve().parent, root)}, key=str):
        log.warning(
            "%s leads out of %s, by a link: what lies elsewhere is not pruned; name its own folder to prune it",
            *(outside, root),
        )
    return sorted(datasets, key=str)


def plan_each(folders: Iterable[Place], options: PruneOptions) -> tuple[list[Pruning], list[str]]:
    """Return the plan of each dataset, and why there is none for the others: a damaged release may use any part."""
    plans, faults = [], []
    for folder in folders:
        try:
            plans.append(plan_pruning(folder, options))
        except StorageError as error:
            faults.append(f"expected to prune {folder}, but a release of it cannot be read: {error}")
    return plans, faults


def plan_pruning(dataset_folder: Place, options: PruneOptions) -> Pruning:
    """Return what pruning would do; nothing is written. Raise StorageError if a release is damaged."""
    releases = [read_release(dataset_folder / version) for version in find_versions(dataset_folder)]
    # A release elsewhere that a link leads to is of another dataset, and stays.
    own = [release for release in releases if is_below(dataset_folder / release.version, dataset_folder)]
    old = choose_old(dataset_folder, own, keep=options.keep)
    kept = [release.folder for release in releases if release not in old]
    ages = {version: age / HOUR for version, age in hidden_releases(dataset_folder).items()}
    now = [version for version, age in ages.items() if age >= options.grace]
    now += [release.version for release in old] if options.grace <= 0 else []
    files = {
        version: list(list_stored(dataset_folder, [version]).values())
        for version in [*ages, *(release.version for release in old)]
    }
    parts = find_unused(dataset_folder, kept=kept, days=options.days) if options.work else []
    leftovers = find_leftovers(dataset_folder)
    at_once = [*_part_files(parts), *leftovers.values(), *(file for version in now for file in files[version])]
    after = [file for version in files if version not in now for file in files[version]]
    freed, in_all = freed_bytes(at_once)[0], freed_bytes([*at_once, *after])
    return Pruning(
        dataset_folder,
        len(releases),
        old,
        ages,
        now,
        parts,
        leftovers,
        kept,
        now=freed,
        later=in_all[0] - freed,
        stays=in_all[1],
        release_files=files,
    )


def carry_out(plan: Pruning, options: PruneOptions) -> Pruned:
    """Delete what a plan names and what is still to go; raise StorageError during a run, or if a store refuses.

    The parts go first: while a run is at work, nothing is deleted.
    """
    folder, versions = plan.dataset_folder, [release.version for release in plan.old]
    try:
        parts = remove_unused(folder, plan.parts, kept=plan.kept, days=options.days) if plan.parts else []
        leftovers = remove_leftovers(folder)
        hidden, deleted = prune_releases(folder, versions, grace=options.grace * HOUR)
    except OSError as error:
        raise StorageError(
            f"expected to delete files in {folder}, but {error.strerror or error}: check the permissions of the folder"
        ) from error
    of_releases = (file for version in deleted for file in plan.release_files.get(version, []))
    freed = freed_bytes([*_part_files(parts), *leftovers.values(), *of_releases])[0]
    return Pruned(hidden, deleted, len(parts), len(leftovers), freed)


def _part_files(parts: Iterable[StoredPart]) -> list[StoredFile]:
    return [file for part in parts for file in part.stored.values()]
