"""The findings of results, each with its standing; and the releases that bear on it, read from their results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from pipelines.errors import StorageError
from pipelines.quality.suites.results import CheckResult, failed_checks, read_checks
from pipelines.release.find import find_versions
from pipelines.release.layout import RESULTS_FILE
from pipelines.release.pointers.history import read_history
from pipelines.release.triage.file import Triage, read_triage
from pipelines.release.triage.standing import Moment, Name, Standing, find_standing
from pipelines.storage.json_files import read_json
from pipelines.storage.places import Place, stamp_of


@dataclass(frozen=True)
class Finding:
    """A check that does not hold, and the decision on it."""

    check: CheckResult
    standing: Standing

    @property
    def name(self) -> Name:
        return self.check.suite, self.check.check


def list_findings(checks: Sequence[CheckResult], version: str | None, triage: Triage, moment: Moment) -> list[Finding]:
    """Return the findings among checks: the open ones first, then the most serious ones.

    version  the release of the checks; None for a run that has published nothing
    """
    found = [
        Finding(check, find_standing(triage.actions, (check.suite, check.check), version, moment))
        for check in failed_checks(checks)
    ]
    return sorted(found, key=lambda finding: finding.standing.is_quiet)


def find_findings(dataset_folder: Place, checks: Sequence[CheckResult], version: str | None) -> list[Finding]:
    """Return the findings among checks, with the decisions that lie beside the dataset; a damaged file has none."""
    triage = read_triage(dataset_folder)
    return list_findings(checks, version, triage, read_moment(dataset_folder, triage))


def read_moment(dataset_folder: Place, triage: Triage) -> Moment:
    """Return the present moment of a dataset; nothing is read if there is no decision that it bears on."""
    if not triage.actions:
        return Moment()
    versions = find_versions(dataset_folder)
    held = lru_cache(partial(_find_held, dataset_folder, tuple(versions)))
    return Moment({*versions, *read_history(dataset_folder)}, held)


def _find_held(dataset_folder: Place, versions: Sequence[str], name: Name) -> Collection[str]:
    return {version for version in versions if name in _held_in(dataset_folder / version / RESULTS_FILE)}


def _held_in(place: Place) -> frozenset[Name]:
    return _read_held(place, stamp_of(place))


@lru_cache(maxsize=4096)
def _read_held(place: Place, _stamp: tuple[int, int]) -> frozenset[Name]:
    """The checks that hold in a results.json; none if it is missing or damaged."""
    try:
        results: Any = read_json(place)
        return frozenset((check.suite, check.check) for check in read_checks(results) if check.holds)
    except (StorageError, OSError, AttributeError, TypeError):
        return frozenset()
