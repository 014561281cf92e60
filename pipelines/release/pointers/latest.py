"""LATEST of a dataset, and the README beside it, which loads the versions that LATEST and the tags name.

LATEST is swapped by whoever has seen its last state, and moves forward only, unless somebody asks for another version:
an older release that is published late does not take it back. It never keeps a release that is being pruned: the
manifest of a release is checked before the swap and after it, as a pruner checks LATEST before it takes the manifest
and after that.
"""

import logging
from collections.abc import Mapping, Sequence

from pipelines.errors import ConfigError, StorageError
from pipelines.release.description.card import pointer_card
from pipelines.release.find import LATEST, data_files, find_versions, is_whole, latest_version, read_release
from pipelines.release.negatives import negative_files
from pipelines.release.pointers.history import read_history, remember
from pipelines.release.pointers.marks import is_lasting
from pipelines.release.pointers.tags import check_lasting, list_tags, version_in
from pipelines.storage.places import Place
from pipelines.storage.swaps import Seen, read_seen, swap_text

log = logging.getLogger(__name__)


def advance_latest(dataset_folder: Place, version: str) -> None:
    """Make LATEST name `version`, unless it names a newer release; one that names none then names the newest."""
    while True:
        seen = read_seen(dataset_folder / LATEST)
        named = version_in(seen)
        wanted = version
        if not is_whole(dataset_folder, named):
            wanted = _newest_lasting(dataset_folder)
        elif named >= version or not is_lasting(dataset_folder, version):
            return
        if not wanted or _move(dataset_folder, seen, wanted):
            return


def mend_latest(dataset_folder: Place, version: str) -> None:
    """Make LATEST name an existing release if it names none, or an older one and never named this one.

    A publisher that ended before it moved LATEST leaves such a release; one that somebody went back from is in HISTORY.
    """
    latest = latest_version(dataset_folder)
    if latest is None or (latest < version and version not in read_history(dataset_folder)):
        advance_latest(dataset_folder, version)


def promote(dataset_folder: Place, version: str, *, expected: str | None = None) -> str | None:
    """Make LATEST name `version`, newer or older; return the version that it named before.

    expected  the version that LATEST must name until then; None for any
    Raise ConfigError if there is no such release, StorageError if it is being pruned, or if LATEST does not name the
    version expected.
    """
    while True:
        check_lasting(dataset_folder, version)
        seen = read_seen(dataset_folder / LATEST)
        named = version_in(seen)
        if expected is not None and named != expected:
            raise StorageError(
                f"expected LATEST to name {expected or 'nothing'}, but it names {named} by now: look again"
            )
        if is_lasting(dataset_folder, version) if named == version else _move(dataset_folder, seen, version):
            write_pointer_card(dataset_folder)
            return named or None
        _retreat(dataset_folder, version, named)


def find_former(dataset_folder: Place) -> str:
    """Return the version that LATEST named before the present one, of those that are still there.

    Without a HISTORY, of older datasets, it is the version before the present one. Raise ConfigError if there is none.
    """
    latest = latest_version(dataset_folder)
    older = [version for version in find_versions(dataset_folder) if latest is None or version < latest]
    for version in reversed([*older, *read_history(dataset_folder)]):
        if version != latest and is_lasting(dataset_folder, version):
            return version
    raise ConfigError(
        f"expected a release of {dataset_folder} that LATEST named before {latest or 'now'}, found none: "
        f"`spindle list {dataset_folder}` lists what there is"
    )


def named_versions(dataset_folder: Place) -> set[str]:
    """Return the versions that LATEST and the tags name, whether they are there or not."""
    return {version_in(read_seen(dataset_folder / LATEST)), *list_tags(dataset_folder).values()} - {""}


def write_pointer_card(dataset_folder: Place) -> None:
    """Write the README that loads the versions of LATEST and of the tags; write nothing if it is right."""
    readme = dataset_folder / "README.md"
    while True:
        seen = read_seen(readme)
        latest, tags = pointers = _read_pointers(dataset_folder)
        if latest is None:
            return
        try:
            card = _make_card(dataset_folder, latest, tags)
        except StorageError:  # pruned a moment ago, or damaged
            if _read_pointers(dataset_folder) == pointers:
                raise
            continue
        if (seen.text == card or swap_text(readme, seen, card)) and _read_pointers(dataset_folder) == pointers:
            return


def _move(dataset_folder: Place, seen: Seen, version: str) -> bool:
    """Swap LATEST; return False if another process was quicker, or if the release is being pruned."""
    remember(dataset_folder, version_in(seen))
    return swap_text(dataset_folder / LATEST, seen, f"{version}\n") and is_lasting(dataset_folder, version)


def _retreat(dataset_folder: Place, version: str, former: str) -> None:
    """Let LATEST name its former version again if it names one that is being pruned."""
    seen = read_seen(dataset_folder / LATEST)
    if version_in(seen) == version and not is_lasting(dataset_folder, version):
        wanted = former if is_lasting(dataset_folder, former) else _newest_lasting(dataset_folder)
        if wanted:
            _move(dataset_folder, seen, wanted)


def _newest_lasting(dataset_folder: Place) -> str:
    """Return the newest version that nobody is pruning; "" if there is none."""
    versions = reversed(find_versions(dataset_folder))
    return next((version for version in versions if is_lasting(dataset_folder, version)), "")


def _read_pointers(dataset_folder: Place) -> tuple[str | None, dict[str, str]]:
    tags = {name: version for name, version in list_tags(dataset_folder).items() if is_whole(dataset_folder, version)}
    return latest_version(dataset_folder), tags


def _make_card(dataset_folder: Place, latest: str, tags: dict[str, str]) -> str:
    dataset = read_release(dataset_folder / latest).dataset
    tagged = {
        name: folders for name, version in tags.items() if (folders := _find_tagged(dataset_folder, name, version))
    }
    negatives = _name_folders(dataset_folder / latest, negative_files(dataset_folder / latest))
    return pointer_card(dataset, latest, _split_folders(dataset_folder / latest), tagged, negatives)


def _find_tagged(dataset_folder: Place, name: str, version: str) -> dict[str, str]:
    """The folders of a tagged release; none if it is damaged, which is no fault of the other ones."""
    try:
        return _split_folders(dataset_folder / version)
    except StorageError as error:
        log.warning("the README of %s leaves the tag %s out: %s", dataset_folder, name, error)
        return {}


def _split_folders(folder: Place) -> dict[str, str]:
    """Split -> folder of its data files, below the folder of the dataset."""
    return _name_folders(folder, data_files(folder))


def _name_folders(folder: Place, of_split: Mapping[str, Sequence[tuple[Place, int]]]) -> dict[str, str]:
    first = {split: files[0][0] for split, files in of_split.items() if files}
    return {split: f"{folder.name}/{path.parent.relative_to(folder).as_posix()}" for split, path in first.items()}  # type: ignore[arg-type]
