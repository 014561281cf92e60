"""Findings as pages show them: a check that does not hold, the decision on it, and the address of its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.quality.suites.results import CheckResult
from pipelines.release.triage.file import read_triage
from pipelines.release.triage.findings import Finding, list_findings, read_moment
from pipelines.storage.places import Place

# Function: suite and name of a check -> address of its page.
Link = Callable[[str, str], str]


@dataclass(frozen=True)
class FindingsView:
    """The findings of a release, or of a stopped run.

    damage  reason why the decisions cannot be read; "" if they can
    """

    findings: list[Finding]
    link: Link
    damage: str = ""

    @property
    def n_open(self) -> int:
        return sum(not finding.standing.is_quiet for finding in self.findings)


def view_findings(dataset: Place, checks: Sequence[CheckResult], version: str | None, link: Link) -> FindingsView:
    """Return the findings of a release; version None is a run that has published nothing."""
    triage = read_triage(dataset)
    return FindingsView(list_findings(checks, version, triage, read_moment(dataset, triage)), link, triage.damage)
