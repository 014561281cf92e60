"""Releases of a dataset: found and read.

A release is a folder `<root>/<dataset>/<version>/` with a manifest.json, which is written last: a folder
without a manifest is no release. Versions sort by time and end in the fingerprint of the content. LATEST names the
version that readers should take, and the files in tags/ name others: `news@paper` is the release of the tag `paper`.
All functions read manifests only.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Any

from pipelines.errors import ConfigError, StorageError
from pipelines.release.layout import FORMAT, FORMATS, split_of
from pipelines.release.manifest_shape import MANIFEST_SHAPE
from pipelines.storage.json_files import hash_json, read_json
from pipelines.storage.parallel import map_at_once
from pipelines.storage.places import Place, open_place
from pipelines.storage.plain_files import MOST_SHORT, NoPlainFileError, read_plain
from pipelines.storage.shapes import check_shape
from schemas import SPLITS

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
LATEST = "LATEST"
# Begin of the addresses that `spindle push` uploads to.
HUB = "hf://"
# Folder of the tags of a dataset: small files as LATEST is one. An empty file is a deleted tag.
TAGS = "tags"
TAG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
# Tag of the release that later ones are compared with for drift, in place of the one before them.
BASELINE = "baseline"
MEND = "Copy the release again from where it came; once its folder is gone, a build of the same input publishes it anew"
# Path of the report in a release; audit_corpus writes it.
REPORT = "quality/report.html"
# 20261124T083000Z-abcdef123456: time of publication, and the first 12 hex digits of the fingerprint.
VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")


@dataclass(frozen=True)
class Release:
    """One published version: small enough to pass between Airflow tasks as JSON.

    path         absolute folder of the release, or its address
    splits       split -> rows
    words        words of the clean texts, over all pairs
    swap_rate    swapped words / words over all pairs (0-1)
    bytes        bytes of all its files but the manifest
    fingerprint  32 hex digits of the content; `version` ends in the first 12
    verdict      verdict of audit_corpus: "passed" or "passed with warnings"
    published    False for an existing release whose content is identical to the one to publish
    """

    path: str
    dataset: str
    version: str
    created: str
    fingerprint: str
    rows: int
    splits: dict[str, int]
    words: int
    swap_rate: float
    bytes: int
    seed: int
    verdict: str
    published: bool = True

    def __str__(self) -> str:
        splits = ", ".join(f"{name} {rows:,}" for name, rows in self.splits.items())
        how = "published" if self.published else "the same content is already published"
        return (
            f"{how} as {self.version}: {self.rows:,} pairs ({splits}), swap rate {self.swap_rate:.1%}, in {self.path}"
        )

    @property
    def folder(self) -> Place:
        return open_place(self.path)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Release":
        return cls(**value)


IN_MANIFEST = {entry.name for entry in fields(Release)} - {"path", "published"}
REQUIRED = IN_MANIFEST | {"files", "config"}


def read_manifest(folder: Place) -> dict[str, Any]:
    """Return the manifest of the release in `folder`, of any format of FORMATS.

    Raise StorageError if there is none, if it is damaged, or if a newer version of Spindle wrote it.
    """
    try:
        manifest = read_json(folder / MANIFEST)
    except StorageError as error:
        if not isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            raise StorageError(f"{error}. {MEND}") from error
        raise StorageError(
            f"expected a release in {folder}, but it has no {MANIFEST}: give the folder of a version"
        ) from error
    _check_format(manifest.get("format") if isinstance(manifest, dict) else None, folder / MANIFEST)
    missing = sorted(REQUIRED - manifest.keys())
    if missing:
        raise StorageError(f"expected {', '.join(missing)} in {folder / MANIFEST}: the manifest is damaged")
    check_shape(manifest, MANIFEST_SHAPE, folder / MANIFEST)
    manifest["splits"] = {name: manifest["splits"][name] for name in order_splits(manifest["splits"])}
    return manifest


def _check_format(found: object, path: Place) -> None:
    """Raise StorageError unless `found` is a format that this version of Spindle reads."""
    if found in FORMATS and not isinstance(found, bool):
        return
    expected = f"expected {path} to be a manifest of format {' or '.join(map(str, FORMATS))}"
    if isinstance(found, int) and found > FORMAT:
        raise StorageError(
            f"{expected}, got format {found}: a newer version of Spindle wrote it; install the newer "
            "wheel of Spindle (in Airflow: on all workers and the API server)"
        )
    raise StorageError(f"{expected}, got something else: the manifest is damaged, or is no manifest of a release")


def read_release(folder: Place) -> Release:
    """Return the release in `folder`, from its manifest."""
    manifest = read_manifest(folder)
    return Release(path=str(folder.resolve()), **{name: manifest[name] for name in IN_MANIFEST})


def fingerprint_content(checksums: Mapping[str, str], settings: Mapping[str, Any], release_format: int = FORMAT) -> str:
    """32 hex digits that name a release's content: the settings of its card, and its files of pairs and negatives.

    checksums  path in the release -> SHA-256 of each of these files
    """
    return hash_json([release_format, dict(checksums), dict(settings)])


def order_splits(names: Iterable[str]) -> list[str]:
    """Sort splits: train, validation, test, test_unseen, then all others by name.

    >>> order_splits(["test", "extra", "train"])
    ['train', 'test', 'extra']
    """
    return sorted(names, key=lambda name: (SPLITS.index(name) if name in SPLITS else len(SPLITS), name))


def find_versions(dataset_folder: Place) -> list[str]:
    """Return the versions of one dataset, oldest first."""
    return sorted(folder.name for folder in only_releases(dataset_folder.glob("*")))


def latest_version(dataset_folder: Place) -> str | None:
    """Return the version that LATEST names; None without LATEST or without that version."""
    return _named_version(dataset_folder, LATEST)


def latest_or_newest(dataset_folder: Place) -> str | None:
    """Return the version that LATEST names, else the newest one; None if a dataset has no release.

    A warning says that the newest one is taken, unless it is the only one and nothing names another.
    """
    named = latest_version(dataset_folder)
    versions = [] if named else find_versions(dataset_folder)
    if not versions:
        return named
    if is_latest_lost(dataset_folder, versions):
        log.warning(
            "%s names no release: taking the newest one, %s; `spindle promote %s VERSION` makes it name one",
            *(dataset_folder / LATEST, versions[-1], dataset_folder),
        )
    return versions[-1]


def is_latest_lost(dataset_folder: Place, versions: Sequence[str]) -> bool:
    """Return True if LATEST, which names none of these versions, should; the first release may have none yet."""
    return bool(versions) and (len(versions) > 1 or (dataset_folder / LATEST).is_file())


def tagged_version(dataset_folder: Place, tag: str) -> str | None:
    """Return the version that a tag names; None without the tag or without that version."""
    return _named_version(dataset_folder, f"{TAGS}/{tag}") if TAG.fullmatch(tag) else None


def _named_version(dataset_folder: Place, name: str) -> str | None:
    try:
        version = read_plain(dataset_folder / name, MOST_SHORT).decode().strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError, NoPlainFileError):
        return None
    except OSError as error:
        raise StorageError(f"expected to read {dataset_folder / name}, but {error.strerror or error}") from error
    return version if is_whole(dataset_folder, version) else None


def is_whole(dataset_folder: Place, version: str) -> bool:
    """Return True if a dataset has this version: its manifest is there."""
    return VERSION.fullmatch(version) is not None and (dataset_folder / version / MANIFEST).is_file()


def find_release(path: Place | str) -> Release:
    """Return the release at `path`: the folder of a version or of a dataset, whose LATEST is taken, or DATASET@NAME.

    NAME is a version, a tag, or `latest`, also in capitals. Of a dataset whose LATEST names no release the newest one
    is taken, with a warning. Raise ConfigError, with what there is, if `path` is none of these.
    """
    if str(path).startswith(HUB):
        there = str(path).removeprefix(HUB).removeprefix("datasets/")
        raise ConfigError(
            f"expected a folder or a store, got {str(path)[:60]!r}: a release on the Hub is loaded with "
            f'datasets.load_dataset("{there[:60]}")'
        )
    folder, name = split_name(path)
    if name is not None:
        return _find_named(folder, LATEST.lower() if name == LATEST else name)
    if (folder / MANIFEST).is_file():
        return read_release(folder)
    versions = find_versions(folder) if folder.is_dir() else []
    if versions:
        return _read_pointed(folder, partial(latest_or_newest, folder))
    nearby = only_releases(folder.glob("*/*")) if folder.is_dir() else []
    known = ", ".join(sorted({release.parent.name for release in nearby}))
    hint = f"it holds the datasets {known}: add one to the path" if known else "`spindle list ROOT` lists what there is"
    raise ConfigError(f"expected the folder of a release or a dataset, got {folder}; {hint}")


def split_name(path: Place | str) -> tuple[Place, str | None]:
    """Return the place of DATASET@NAME and the name; None as the name of any other path.

    >>> str(split_name("s3://bucket/news@paper")[0]), split_name("s3://bucket/news@paper")[1]
    ('s3://bucket/news', 'paper')

    A folder with an @ in its name is itself. Raise ConfigError for an address that cannot be read.
    """
    text = str(path)
    head, at, name = text.rpartition("@")
    below = head.partition("://")[2] if "://" in head else head
    is_named = at and name and "/" not in name and not head.endswith("/") and ("://" not in head or "/" in below)
    if not is_named or ("://" not in text and open_place(text).exists()):
        return open_place(path), None
    return open_place(head), name


def _find_named(folder: Place, name: str) -> Release:
    if VERSION.fullmatch(name):
        find = partial(_version_there, folder, name)
    else:
        find = partial(latest_version, folder) if name == LATEST.lower() else partial(tagged_version, folder, name)
    if find() is not None:
        return _read_pointed(folder, find)
    if name == LATEST.lower() and (versions := find_versions(folder)):
        raise ConfigError(
            f"expected {folder / LATEST} to name a release that is there, but it does not: "
            f"`spindle promote {folder} {versions[-1]}` makes it name the newest one"
        )
    there = folder.is_dir()
    tags = ", ".join(sorted(place.name for place in (folder / TAGS).glob("*") if tagged_version(folder, place.name)))
    known = f"its tags are {tags}" if tags else "it has no tags"
    known = f"{known}, its versions are listed by `spindle list {folder}`" if there else "there is no such folder"
    raise ConfigError(f"expected a version or a tag of {folder}, or `latest`, got {name[:60]!r}: {known}")


def _version_there(folder: Place, version: str) -> str | None:
    return version if is_whole(folder, version) else None


def _read_pointed(folder: Place, find: Callable[[], str | None]) -> Release:
    """Return the release of the version that `find` returns; search again if it was pruned a moment ago."""
    while True:
        version = find()
        try:
            return read_release(folder / (version or ""))
        except StorageError:
            if find() == version:
                raise


def data_files(folder: Place, split: str | None = None) -> dict[str, list[tuple[Place, int]]]:
    """Return split -> its Parquet files in order, with their rows: of all splits, or of one, else raise ConfigError."""
    manifest = read_manifest(folder)
    if split is not None and split not in manifest["splits"]:
        raise ConfigError(f"expected a split of {folder.name}: {', '.join(manifest['splits'])}; got {split!r}")
    wanted = [split] if split is not None else list(manifest["splits"])
    data = [entry for entry in manifest["files"] if "rows" in entry]
    return {
        name: [(folder / entry["path"], entry["rows"]) for entry in data if split_of(entry["path"]) == name]
        for name in wanted
    }


def only_releases(folders: Iterable[Place]) -> list[Place]:
    """Return those of some folders that hold a release: they are named like a version, and have a manifest."""
    named = [folder for folder in folders if VERSION.fullmatch(folder.name)]
    are_whole = map_at_once(lambda folder: (folder / MANIFEST).is_file(), named)
    return [folder for folder, is_whole in zip(named, are_whole, strict=True) if is_whole]
