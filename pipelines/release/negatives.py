"""The negatives of a release: texts of the class "clean" beside its pairs, in files of their own.

A release without negatives has no such files, and its manifest no entry on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConfigError
from pipelines.parts.rejects import add_up
from pipelines.release.damage import not_as_published
from pipelines.release.find import Release, read_manifest
from pipelines.release.intact import with_checksums
from pipelines.release.layout import NEGATIVES_CONFIG, split_of
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables
from schemas import NEGATIVES


@dataclass(frozen=True)
class NegativeCounts:
    """The negatives of a release.

    splits, kinds  name -> rows
    file_rows      path in the release -> rows
    licenses       value -> rows; "" for rows without a licence
    """

    splits: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    file_rows: dict[str, int] = field(default_factory=dict)
    licenses: dict[str, int] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """Return the entry of the manifest; empty without negatives."""
        rows = sum(self.splits.values())
        return {NEGATIVES_CONFIG: {"rows": rows, "splits": self.splits, "kinds": self.kinds}} if rows else {}


def count_negatives(files: Mapping[str, Place]) -> NegativeCounts:
    """Count the rows of files of negatives: path in the release -> place of the file, ordered by split."""
    splits: dict[str, int] = {}
    file_rows = dict.fromkeys(files, 0)
    values: dict[str, list[dict[str, int]]] = {"kind": [], "license": []}
    for path, place in files.items():
        for table in read_tables(place, columns=list(values)):
            file_rows[path] += len(table)
            for column, found in values.items():
                found.append(
                    {each["values"] or "": each["counts"] for each in pc.value_counts(table[column]).to_pylist()}
                )
        splits[split_of(path)] = splits.get(split_of(path), 0) + file_rows[path]
    return NegativeCounts(splits, add_up(values["kind"]), file_rows, add_up(values["license"]))


def negative_files(folder: Place, split: str | None = None) -> dict[str, list[tuple[Place, int]]]:
    """Return split -> its files of negatives in order, each with its number of rows; only `split` if it is given.

    A split without negatives is left out. Raises ConfigError for a split that the release does not have.
    """
    manifest = read_manifest(folder)
    known = {**manifest["splits"], **dict(manifest.get(NEGATIVES_CONFIG) or {}).get("splits", {})}
    if split is not None and split not in known:
        raise ConfigError(f"expected a split of {folder.name}: {', '.join(known)}; got {split[:60]!r}")
    found: dict[str, list[tuple[Place, int]]] = {}
    for entry in manifest["files"]:
        if NEGATIVES_CONFIG in entry and split in (None, split_of(entry["path"])):
            found.setdefault(split_of(entry["path"]), []).append((folder / entry["path"], entry[NEGATIVES_CONFIG]))
    return found


def read_negatives(release: Release, split: str | None = None) -> pa.Table:
    """Return the negatives of a release, or of one split, as a table of schemas.NEGATIVES; empty if it has none.

    Raises ConfigError for a split that the release does not have, StorageError if a file is not as it was published.
    """
    tables = [NEGATIVES.empty_table()]
    for files in with_checksums(release.folder, negative_files(release.folder, split)).values():
        for file in files:
            path = file.fetch()
            try:
                tables += [table.select(NEGATIVES.names).cast(NEGATIVES) for table in read_tables(path)]
            except (pa.ArrowException, OSError, KeyError) as error:
                raise not_as_published(file.place, error) from error
    return pa.concat_tables(tables)
