"""The findings of a run for its notice: grouped by effect, with links; those that people have decided on apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.errors import cut
from pipelines.quality.suites.results import QUARANTINE, STOP, WARNING, CheckResult
from pipelines.release.triage.findings import Finding, find_findings
from pipelines.release.triage.standing import MUTED, OPEN, STATES
from pipelines.storage.places import Place
from pipelines.workflow.links import check_page

Json = dict[str, Any]
# Greatest number of findings of a notice, and length of one; the report has everything.
SHOWN = 10
SHOWN_LETTERS = 300
GROUPS = {STOP: "stops the release", QUARANTINE: "rows in quarantine", WARNING: "warning"}


@dataclass(frozen=True)
class Told:
    """The findings of a run.

    lines   for people
    facts   for templates: suite, check, effect, state, decision, message and page of each
    is_muted  True if there are findings, and every one of them is muted: nobody is called for them
    """

    lines: list[str] = field(default_factory=list)
    facts: list[Json] = field(default_factory=list)
    is_muted: bool = False


def tell_findings(dataset_folder: Place, checks: Sequence[CheckResult], version: str | None) -> Told:
    """Return the findings among the checks of a release; version None is a run that has published nothing."""
    found = find_findings(dataset_folder, checks, version)
    facts = [_describe(finding, dataset_folder, version) for finding in found]
    return Told(list(_lines(facts)), facts, bool(found) and all(finding.standing.state == MUTED for finding in found))


def _describe(finding: Finding, dataset_folder: Place, version: str | None) -> Json:
    check, standing = finding.check, finding.standing
    return {
        "suite": check.suite,
        "check": check.check,
        "effect": check.effect,
        "state": standing.state,
        "decision": str(standing),
        "note": standing.action.note if standing.action else "",
        "message": check.message,
        "notes": check.notes,
        "page": check_page(dataset_folder, check.suite, check.check, version),
    }


def _lines(facts: Sequence[Json]) -> Iterator[str]:
    """Open findings by effect with their links, then the names of the others by state."""
    unsaid = 0
    for effect, words in GROUPS.items():
        group = [fact for fact in facts if fact["state"] == OPEN and fact["effect"] == effect]
        if group:
            yield f"{words} ({len(group)}):"
        shown = group[:SHOWN]
        unsaid += len(group) - len(shown)
        for fact in shown:
            yield f"- {cut(fact['message'], SHOWN_LETTERS)}. Expected: {cut(fact['notes'], SHOWN_LETTERS)}"
            yield from ([f"  {fact['page']}"] if fact["page"] else [])
    if unsaid:
        yield f"and {unsaid:,} more"
    for state in STATES[1:]:
        group = [fact for fact in facts if fact["state"] == state]
        if group:
            yield f"{state} ({len(group)}): " + "; ".join(
                f"{fact['check']}, {fact['decision']}" for fact in group[:SHOWN]
            )
