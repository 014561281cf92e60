"""Finished parts, small enough to pass between Airflow tasks as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


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
