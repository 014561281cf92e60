"""Tags of a dataset: names that people give to releases, and that readers can follow.

A tag is a small file, `tags/<name>`, with a version. Like LATEST it is swapped by whoever has seen its last state. A
deleted tag is an empty file, since object stores cannot delete on a condition.
"""

import re
from contextlib import suppress

from pipelines.errors import ConfigError, StorageError
from pipelines.release.description.card import CONFIG_NAME
from pipelines.release.find import LATEST, TAG, TAGS, VERSION, is_whole
from pipelines.release.layout import NEGATIVES_CONFIG
from pipelines.release.pointers.marks import is_lasting
from pipelines.release.pointers.restore import restore_release
from pipelines.storage.places import Place
from pipelines.storage.plain_files import NoPlainFileError
from pipelines.storage.swaps import Seen, read_seen, swap_text

# Names that mean something else already: LATEST, and the configurations of `datasets`.
TAKEN = (LATEST.lower(), CONFIG_NAME, NEGATIVES_CONFIG, "default")
LIKE_VERSION = re.compile(r"\d{8}t\d{6}z.*")


def check_tag(name: str) -> None:
    """Raise ConfigError for a name that no tag may have."""
    if not TAG.fullmatch(name):
        raise ConfigError(
            f"expected a tag of a-z, 0-9, '.', '_' and '-', which begins with a letter or digit and has at most 64 "
            f"characters, got {name[:60]!r}"
        )
    if name in TAKEN or LIKE_VERSION.fullmatch(name):
        raise ConfigError(f"expected another name than {name!r}, which has a meaning already: choose one such as paper")


def list_tags(dataset_folder: Place) -> dict[str, str]:
    """Return name -> version of all tags, by name; also of those whose release is gone."""
    names = (place.name for place in (dataset_folder / TAGS).glob("*") if TAG.fullmatch(place.name))
    found: dict[str, str] = {}
    for name in sorted(names):
        with suppress(NoPlainFileError):  # a pipe or a folder names nothing
            found[name] = version_in(read_seen(dataset_folder / TAGS / name))
    return {name: version for name, version in found.items() if version}


def set_tag(dataset_folder: Place, name: str, version: str, *, move: bool = False) -> str | None:
    """Let a tag name a version; return the version that it named before.

    move  True if the tag may name another version until now
    Raise ConfigError for a wrong name, a tag that names another version, or a missing release; StorageError for a
    release that is being pruned.
    """
    check_tag(name)
    place = dataset_folder / TAGS / name
    while True:
        seen = read_seen(place)
        named = version_in(seen)
        if named not in ("", version) and not move:
            raise ConfigError(f"expected a new tag, but {name} names {named}: --move lets it name {version}")
        check_lasting(dataset_folder, version)
        if named == version:
            return named
        if swap_text(place, seen, f"{version}\n"):
            if is_lasting(dataset_folder, version):
                return named or None
            _undo(dataset_folder, place, version, named)


def delete_tag(dataset_folder: Place, name: str) -> str:
    """Delete a tag; return the version that it named. Raise ConfigError if there is no such tag."""
    place = dataset_folder / TAGS / name
    while True:
        seen = read_seen(place) if TAG.fullmatch(name) else Seen(None)
        named = version_in(seen)
        if not named:
            tags = ", ".join(list_tags(dataset_folder)) or "none"
            raise ConfigError(f"expected a tag of {dataset_folder}, got {name[:60]!r}: its tags are {tags}")
        if swap_text(place, seen, ""):
            return named


def check_lasting(dataset_folder: Place, version: str) -> None:
    """Raise ConfigError if a dataset has no such version, StorageError if it is being pruned."""
    if not is_whole(dataset_folder, version):
        raise ConfigError(
            f"expected a version of {dataset_folder}, got {version[:60]!r}: `spindle list {dataset_folder}` lists them"
        )
    if not is_lasting(dataset_folder, version):
        raise StorageError(f"expected {dataset_folder / version} to stay, but it is being pruned: choose another one")


def _undo(dataset_folder: Place, place: Place, version: str, former: str) -> None:
    """Let a tag name its former version again, which a pruner may have hidden meanwhile."""
    seen = read_seen(place)
    is_back = version_in(seen) == version and swap_text(place, seen, f"{former}\n" if former else "")
    if is_back and former and not is_whole(dataset_folder, former):
        restore_release(dataset_folder, former)


def version_in(seen: Seen) -> str:
    """The version that LATEST or a tag names; "" if it names none."""
    text = (seen.text or "").strip()
    return text if VERSION.fullmatch(text) else ""
