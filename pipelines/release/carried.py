"""The groups and splits of a release, kept in it so that the next release can carry them over."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.config.stages import GroupDuplicates
from pipelines.errors import StorageError
from pipelines.release.find import MANIFEST, latest_or_newest, read_manifest
from pipelines.release.layout import GROUPS_FILE
from pipelines.storage.cache import fetch
from pipelines.storage.files import sha256_file
from pipelines.storage.places import Place
from schemas import CARRIED

log = logging.getLogger(__name__)

# Settings that decide which articles are near-duplicates.
DECIDE_GROUPS = ("similarity", "shingle_words", "permutations", "containment")
NAME = GROUPS_FILE.rpartition("/")[2]
FILE = GROUPS_FILE
REMEDY = (
    "Groups and splits are carried over from this release: copy it again, let LATEST name another one (`spindle "
    "promote`), or draw them anew (group_duplicates.carry_splits: false)"
)
# Entry of the manifest: see Lineage.
LINEAGE = "groups"


@dataclass(frozen=True)
class Lineage:
    """The origin of the groups of a release.

    base     name of what decides the groups of a first release: the articles, the settings and the code
    carried  SHA-256 of the file of the release whose groups were carried over; "" for none
    """

    base: str
    carried: str = ""


@dataclass(frozen=True)
class Earlier:
    """The groups of an earlier release.

    version   its version
    sha256    SHA-256 of its file of groups
    lineage   origin of its groups
    settings  settings of group_duplicates that it was built with
    path      the file
    """

    version: str
    sha256: str
    lineage: Lineage
    settings: Mapping[str, Any]
    path: Place

    def read(self) -> pa.Table:
        """Return a table of CARRIED; raise StorageError if the file is not as it was published."""
        path = fetch(self.path, self.sha256)
        if sha256_file(path) != self.sha256:
            raise StorageError(f"expected {self.path} as it was published, but its checksum differs: {REMEDY}")
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
            return reader.read_all().cast(CARRIED)


@dataclass(frozen=True)
class CarryFrom:
    """The release whose groups and splits are carried over, in place of the latest release of the dataset.

    folder  its folder; None: nothing is carried over
    """

    folder: Place | None


def find_earlier_groups(dataset_folder: Place) -> Earlier | None:
    """Return the groups of the latest release; None without a release, or for one of a version that kept no groups.

    If LATEST names no release, it is the newest one. Raise StorageError if it is damaged: groups that are drawn anew
    would move articles from its test split to the train split of the next release.
    """
    version = latest_or_newest(dataset_folder)
    if version is None:
        return None
    try:
        return read_groups(dataset_folder / version)
    except StorageError as error:
        raise StorageError(f"{error}. {REMEDY}") from error


def read_groups(folder: Place) -> Earlier | None:
    """Return the groups of the release in `folder`; None if it is of a version that kept no groups.

    Raise StorageError if its manifest is damaged, or if the file of its groups is missing.
    """
    manifest = read_manifest(folder)
    entry = next((entry for entry in manifest["files"] if entry["path"] == FILE), None)
    if entry is None or LINEAGE not in manifest:
        return None
    if not (folder / FILE).is_file():
        raise StorageError(f"expected {folder / FILE}, which the manifest lists, but it is missing")
    settings, lineage = manifest["config"].get("group_duplicates"), manifest[LINEAGE]
    if not isinstance(settings, dict):
        raise StorageError(f"expected the settings of group_duplicates in {folder / MANIFEST}: the manifest is damaged")
    return Earlier(
        folder.name, entry["sha256"], Lineage(lineage["base"], lineage.get("carried", "")), settings, folder / FILE
    )


def find_carried(dataset_folder: Place, settings: GroupDuplicates, carry: CarryFrom | None = None) -> Earlier | None:
    """Return the groups of the latest release, if they can be carried over: groups of other settings would leak.

    carry  the release to use in place of the latest one
    """
    earlier = _find_groups(dataset_folder, carry) if settings.carry_splits else None
    if earlier and any(earlier.settings.get(name) != getattr(settings, name) for name in DECIDE_GROUPS):
        log.warning(
            "%s was grouped with other settings (%s): its groups and splits are not carried over",
            earlier.version,
            ", ".join(DECIDE_GROUPS),
        )
        return None
    return earlier


def _find_groups(dataset_folder: Place, carry: CarryFrom | None) -> Earlier | None:
    if carry is None:
        return find_earlier_groups(dataset_folder)
    return None if carry.folder is None else read_groups(carry.folder)


def find_lineage(base: str, earlier: Earlier | None) -> Lineage:
    """Return the lineage that names the part.

    If the latest release has the same base, its groups are the result: carried over from it, they would be the same.
    """
    if earlier is None:
        return Lineage(base)
    return earlier.lineage if earlier.lineage.base == base else Lineage(base, earlier.sha256)


def write_groups(path: Path, groups: pa.Table) -> None:
    """Write the file of groups from a table of GROUPS."""
    write_sorted_groups(path, [groups.sort_by("article_id")])


def write_sorted_groups(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write the file of groups from tables of GROUPS, which are sorted by article_id one after the other."""
    with pa.ipc.new_file(str(path), CARRIED, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        for table in tables:
            writer.write_table(table.select(CARRIED.names).cast(CARRIED), max_chunksize=1 << 16)
