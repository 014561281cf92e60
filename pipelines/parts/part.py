"""Finished parts, small enough to pass between Airflow tasks as JSON."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines.storage.addresses import is_remote
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place, open_place

# Folders of a dataset with the files of parts, each in <stage>/<key>.
WORK_FOLDERS = ("work", "rejects", "quarantine")
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Part:
    """One finished part: small enough to pass between Airflow tasks as JSON.

    stage, key    name of its stage, and hash of its inputs, settings and code: together they name it
    label         its name for people; not part of the key
    folder        absolute path or address of the folder of its files
    rows          name of each of its Parquet files -> number of rows
    rejected      reason -> number of rows in the rejects file; for validate_pairs, of its quarantine by first reason
    rejects_file  path or address of the rejects file, or of the quarantine; None if no row was dropped
    statistics    sums and counts that the stage measured, which add up over parts
    seconds       time of the computation
    reused        True if an earlier run had computed it
    sums          name -> SHA-256 of each of its files
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
    sums: dict[str, str] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        return sum(self.rows.values())

    @property
    def n_words(self) -> int:
        """Words of the part, counted in total or by split; 0 if the stage counts none."""
        splits = self.statistics.get("splits", {}).values()
        return int(self.statistics.get("n_words", sum(sums["n_words"] for sums in splits)))

    @property
    def negative_kind(self) -> str | None:
        """The kind of the negatives that all of its rows are; None for news."""
        return self.statistics.get("negative_kind")

    @property
    def negatives(self) -> dict[str, dict[str, int]]:
        """Split -> kind -> number of the negatives that spin_articles wrote beside its pairs."""
        return dict(self.statistics.get("negatives", {}))

    @property
    def files(self) -> dict[str, Path]:
        """Name -> local path of each Parquet file."""
        return {name: self.path(name) for name in self.rows}

    @property
    def place(self) -> Place:
        """The folder of its files, on a disk or in an object store; links are not followed, since work/ may be one."""
        return open_place(self.folder) if is_remote(self.folder) else Path(self.folder)

    def path(self, name: str) -> Path:
        """Local path of the Parquet file `name`."""
        return self.file(f"{name}.parquet")

    def file(self, name: str) -> Path:
        """Local path of another file of the part, such as results.json: the file itself, or a copy of an object."""
        return fetch(self.place / name, self.sums.get(name))

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
