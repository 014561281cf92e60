"""The runs of a dataset that were judged: the pairs that each put in quarantine, and the parts that it was made of.

Rows are dropped by parts, which several runs may have in common. The receipt of an audit has the keys of a run's parts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipelines.errors import StorageError
from pipelines.parts.finish import RECEIPT
from pipelines.parts.part import KEY
from pipelines.release.find import VERSION, read_manifest
from pipelines.release.layout import RESULTS_FILE
from pipelines.storage.places import Place, stamp_of
from pipelines.storage.receipts import FILES, DamagedError, read_receipt
from pipelines.web.catalog import JUDGES, Stopped, Version

# Runs that a list shows.
SHOWN_RUNS = 20
# The name of a run: the version of its release, or the key of the results that stopped it.
NAME = re.compile(rf"{VERSION.pattern}|{KEY.pattern}")
KEPT = 4096


@dataclass(frozen=True)
class JudgedRun:
    """A run that was judged.

    name     as in NAME
    version  of its release; "" for a run that was stopped
    reasons  first reason -> number of pairs in quarantine
    """

    name: str
    version: str
    when: str
    reasons: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.reasons.values())


def list_judged(versions: Sequence[Version], stopped: Sequence[Stopped]) -> list[JudgedRun]:
    """Return the newest runs that were judged, newest first; nothing if no run has pairs in quarantine."""
    published = [
        JudgedRun(version.version, version.version, str(version.release.created), version.quarantined)
        for version in versions
        if version.release and version.quarantined is not None
    ]
    others = [
        JudgedRun(run.key, "", run.when.isoformat(), run.quarantined) for run in stopped if run.quarantined is not None
    ]
    newest = sorted([*published, *others], key=lambda run: run.when, reverse=True)[:SHOWN_RUNS]
    return newest if any(run.total for run in newest) else []


def find_parts(dataset: Place, name: str) -> frozenset[str] | None:
    """Return the keys of the parts of a run; None if it is not known, or if its work was deleted."""
    work = dataset / "work"
    homes = [work / stage / name for stage in JUDGES] if KEY.fullmatch(name) else _judges_of(dataset, name)
    for home in homes:
        inputs = _inputs_of(home / RECEIPT)
        if "audit" in inputs:
            inputs = _inputs_of(work / JUDGES[0] / str(inputs["audit"]) / RECEIPT)
        if keys := {key for keys in inputs.values() if isinstance(keys, list) for key in keys if isinstance(key, str)}:
            return frozenset(keys)
    return None


def _judges_of(dataset: Place, version: str) -> list[Place]:
    """The folders of the parts that hold the results of a release: those with a file of the same content."""
    try:
        files = read_manifest(dataset / version)[FILES]
    except StorageError:
        return []
    sums = {entry["sha256"] for entry in files if entry["path"] == RESULTS_FILE}
    receipts = (path for stage in JUDGES for path in dataset.glob(f"work/{stage}/*/{RECEIPT}"))
    return [path.parent for path in receipts if sums & _read(path).sums]


def _inputs_of(receipt: Place) -> Mapping[str, Any]:
    return _read(receipt).inputs


@dataclass(frozen=True)
class _Receipt:
    inputs: Mapping[str, Any]
    sums: frozenset[str]


def _read(place: Place) -> _Receipt:
    return _read_stamped(place, stamp_of(place))


@lru_cache(maxsize=KEPT)
def _read_stamped(place: Place, _stamp: tuple[int, int]) -> _Receipt:
    try:
        receipt = read_receipt(place)
    except DamagedError:  # or it was deleted
        return _Receipt({}, frozenset())
    inputs = receipt.get("inputs")
    return _Receipt(
        inputs if isinstance(inputs, dict) else {}, frozenset(entry["sha256"] for entry in receipt[FILES].values())
    )
