"""Finished work, named after its inputs.

A part is a folder `work/<stage>/<key>/`. Its key is a hash of the keys of its inputs, the settings of the stage and
the code of the stage, so an existing part holds the right result. No run computes it again: retries, resumed runs and
runs over a grown input all use this one mechanism.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ValidationFailed
from pipelines.storage.files import link_or_copy, replacing
from pipelines.storage.folders import committing_folder
from pipelines.storage.json_files import hash_json, read_json, write_json
from pipelines.storage.locks import using
from pipelines.storage.looking import NotFinishedError, is_only_looking
from pipelines.storage.tables import TableWriter
from schemas import REJECTS

RECEIPT = "receipt.json"
# Beside work/: held while a part is computed or reused.
WORK_LOCK = ".work.lock"


@dataclass(frozen=True)
class Part:
    """One finished part: small enough to pass between Airflow tasks as JSON.

    stage, key    name of its stage, and hash of its inputs, settings and code: together they name its folder
    label         its name for people; not part of the key
    folder        absolute path of its folder
    rows          name of each of its Parquet files -> number of rows
    rejected      reason -> number of rows in the rejects file; for validate_pairs, of its quarantine by first reason
    rejects_file  absolute path of the rejects file, or of the quarantine; None if no row was dropped
    statistics    sums and counts that the stage measured, which add up over parts
    seconds       time of the computation
    reused        True if an earlier run had computed it
    """

    stage: str
    key: str
    label: str
    folder: str
    rows: dict[str, int]
    rejected: dict[str, int] = field(default_factory=dict)
    rejects_file: str | None = None
    statistics: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    reused: bool = False

    @property
    def n_rows(self) -> int:
        return sum(self.rows.values())

    @property
    def files(self) -> dict[str, Path]:
        """Name -> absolute path of each Parquet file."""
        return {name: self.path(name) for name in self.rows}

    def path(self, name: str) -> Path:
        """Absolute path of the Parquet file `name`."""
        return self.file(f"{name}.parquet")

    def file(self, name: str) -> Path:
        """Absolute path of another file of the part, such as results.json."""
        return Path(self.folder, name)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Part":
        return cls(**value)


@dataclass(frozen=True)
class Chain:
    """The parts that one group of raw parts became, stage by stage."""

    articles: Part
    pairs: Part
    validated: Part

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Chain":
        return cls(**{name: Part.from_json(part) for name, part in value.items()})


@dataclass(frozen=True)
class Corpus:
    """All parts of a run, as they are audited and published: a chain for each group of raw parts, in input order."""

    chains: Sequence[Chain]
    groups: Part

    @property
    def articles(self) -> list[Part]:
        return [chain.articles for chain in self.chains]

    @property
    def pairs(self) -> list[Part]:
        return [chain.pairs for chain in self.chains]

    @property
    def validated(self) -> list[Part]:
        return [chain.validated for chain in self.chains]

    @property
    def stages(self) -> dict[str, list[Part]]:
        """Stage -> its parts, in the order of the stages."""
        return {
            "ingest_articles": self.articles,
            "group_duplicates": [self.groups],
            "spin_articles": self.pairs,
            "validate_pairs": self.validated,
        }


class PartWriter:
    """The output of a stage while it computes a part: tables, rejected rows, statistics, other files in `folder`."""

    def __init__(self, stage: str, folder: Path) -> None:
        self.statistics: dict[str, Any] = {}
        self.folder = folder
        self._stage = stage
        self._tables: dict[str, TableWriter] = {}
        self._adopted: dict[str, int] = {}
        self._rejected: dict[str, int] = {}

    def write(self, name: str, table: pa.Table, schema: pa.Schema) -> None:
        """Append `table` to the file `name`.parquet of the part; an empty table creates the file too."""
        if name not in self._tables:
            self._tables[name] = TableWriter(self.folder / f"{name}.parquet", schema)
        self._tables[name].write(table)

    def adopt(self, name: str, path: Path, rows: int) -> None:
        """Link the finished file at `path`, with `rows` rows, as the file `name` of the part."""
        link_or_copy(path, self.folder / f"{name}.parquet")
        self._adopted[name] = rows

    def reject(
        self,
        reason: str | pa.Array,
        *,
        place: pa.Array,
        article_id: pa.Array | None = None,
        row: pa.Array | None = None,
        detail: str | pa.Array | None = None,
    ) -> None:
        """Write rows to the rejects file, with one reason for all of them or one for each."""
        n_rows = len(place)
        if not n_rows:
            return

        def column(value: str | pa.Array | None) -> pa.Array:
            if value is None:
                return pa.nulls(n_rows, pa.string())
            return pa.repeat(value, n_rows) if isinstance(value, str) else value

        columns = [column(self._stage), column(reason), column(detail), column(place)]
        table = pa.table([*columns, column(article_id), column(row)], schema=REJECTS)
        self.write("rejects", table, REJECTS)
        for entry in pc.value_counts(table["reason"]).to_pylist():  # one for each reason, not for each row
            self._rejected[entry["values"]] = self._rejected.get(entry["values"], 0) + entry["counts"]

    def close(self) -> None:
        for writer in self._tables.values():
            writer.close()

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        rows = {name: writer.rows for name, writer in self._tables.items() if name != "rejects"}
        return rows | self._adopted, dict(sorted(self._rejected.items()))


def finish_part(
    dataset_folder: Path,
    stage: str,
    *,
    inputs: Any,
    label: str,
    compute: Callable[[PartWriter], None],
) -> Part:
    """Return the part that `compute` makes from `inputs`; compute it only if no earlier run did.

    inputs  any JSON value that holds everything the result depends on: keys of the parts read, settings, the
            fingerprint of the code
    Rejected rows go to `rejects/<stage>/<key>.parquet`.
    """
    key = hash_json([stage, inputs])
    folder = dataset_folder / "work" / stage / key
    if not is_only_looking():
        with using(dataset_folder / WORK_LOCK):  # so that nobody takes the part for unused meanwhile
            if not (folder / RECEIPT).exists():
                return _compute_part(dataset_folder, folder, inputs, label, compute)
            with suppress(OSError):  # a folder of somebody else may be read, but not written
                os.utime(folder / RECEIPT)  # the last use of the part, for release/unused
    elif not (folder / RECEIPT).exists():
        raise NotFinishedError(key, label)
    return replace(_read_part(dataset_folder, folder), label=label, reused=True)


def _compute_part(
    dataset_folder: Path, folder: Path, inputs: Any, label: str, compute: Callable[[PartWriter], None]
) -> Part:
    stage, key = folder.parent.name, folder.name
    began = time.monotonic()
    with committing_folder(folder) as temporary:
        writer = PartWriter(stage, temporary)
        try:
            compute(writer)
        finally:
            writer.close()
        rows, rejected = writer.counts()
        if rejected:
            rejects_path = dataset_folder / "rejects" / stage / f"{key}.parquet"
            with replacing(rejects_path) as rejects_temporary:
                (temporary / "rejects.parquet").rename(rejects_temporary)
        receipt = {
            "label": label,
            "inputs": inputs,
            "rows": rows,
            "rejected": rejected,
            "statistics": writer.statistics,
            "seconds": round(time.monotonic() - began, 3),
        }
        write_json(temporary / RECEIPT, receipt)
    return _read_part(dataset_folder, folder)


def _read_part(dataset_folder: Path, folder: Path) -> Part:
    receipt = read_json(folder / RECEIPT)
    stage, key = folder.parent.name, folder.name
    rejects = dataset_folder / "rejects" / stage / f"{key}.parquet" if receipt["rejected"] else None
    return Part(
        stage=stage,
        key=key,
        label=receipt["label"],
        folder=str(folder),
        rows=receipt["rows"],
        rejected=receipt["rejected"],
        rejects_file=str(rejects) if rejects else None,
        statistics=receipt["statistics"],
        seconds=receipt["seconds"],
    )


def check_rejects(parts: Sequence[Part], *, max_share: float, setting: str) -> None:
    """Raise ValidationFailed, with the reasons, if more than `max_share` of the rows of `parts` were rejected."""
    rejected = add_up([part.rejected for part in parts])
    n_rejected, n_kept = sum(rejected.values()), sum(part.n_rows for part in parts)
    n_rows = n_rejected + n_kept
    if n_rows and n_rejected <= max_share * n_rows and n_kept:
        return
    if not n_rows:
        raise ValidationFailed(f"{parts[0].stage if parts else 'the input'}: expected at least one row, found none")
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in rejected.items())
    folder = next((Path(part.rejects_file).parent for part in parts if part.rejects_file), None)
    found = f"{parts[0].stage} rejected {n_rejected:,} of {n_rows:,} rows ({n_rejected / n_rows:.0%})"
    if not n_kept:
        raise ValidationFailed(f"{found}, so none is left: {reasons}. The rows are in {folder}; mend the input")
    raise ValidationFailed(
        f"{found}, more than {setting}={max_share:g} allows: {reasons}. "
        f"The rows are in {folder}; mend the input or raise the setting"
    )


def add_up(counts: list[dict[str, int]]) -> dict[str, int]:
    """Sum counts by name, most frequent first.

    >>> add_up([{"too_short": 2}, {"not_english": 5, "too_short": 1}])
    {'not_english': 5, 'too_short': 3}
    """
    total: dict[str, int] = {}
    for part in counts:
        for name, number in part.items():
            total[name] = total.get(name, 0) + number
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
