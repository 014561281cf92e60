"""How a run came out, or where it stands: a verdict, a sentence, and what stopped it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.quality.suites.results import CheckResult, read_checks
from pipelines.web.progress import Step

Json = Mapping[str, Any]
ENDED = ("success", "failed")


@dataclass(frozen=True)
class Outcome:
    """What is known of a run so far.

    verdict    of the audit: "passed", "passed with warnings" or "failed"; empty before there is one
    checks     the checks that stopped the release
    errors     what else stopped it, a message each
    results    folder of the audit, empty before there is one
    release    what publish_release left: path, version, rows, ...; empty before there is one
    goes_on    it has not ended
    """

    state: str
    verdict: str
    checks: tuple[CheckResult, ...]
    errors: tuple[str, ...]
    results: str
    release: Json
    goes_on: bool


def outcome_of(state: str, steps: Sequence[Step], stops: Sequence[Json]) -> Outcome:
    """The outcome of a run in Airflow's `state`; `stops` is what failed tasks left."""
    left = {step.task: step.instances[0].summary for step in steps}
    audit, release = left.get("audit_corpus", {}), left.get("publish_release", {})
    checks = tuple(check for stop in stops for check in read_checks(stop))
    return Outcome(
        state=state,
        verdict="failed" if checks else str(audit.get("verdict", "")),
        checks=checks,
        errors=tuple(dict.fromkeys(stop["message"] for stop in stops if not stop["checks"])),
        results=str(audit.get("results") or next((stop["results"] for stop in stops if stop["results"]), "")),
        release=release if "version" in release else {},
        goes_on=state not in ENDED,
    )


def describe(outcome: Outcome, steps: Sequence[Step]) -> str:
    """Where the run stands, in one sentence."""
    if outcome.release:
        how = "Published" if outcome.release["published"] else "The same content was published before"
        return f"{how}: {outcome.release['rows']:,} pairs, {outcome.release['swap_rate']:.1%} of the words swapped."
    if outcome.checks:
        number = len(outcome.checks)
        return f"Nothing is published: {number:,} {'check stops' if number == 1 else 'checks stop'} the release."
    if outcome.state == "failed":
        failed = [step.task for step in steps if step.counts.get("failed")]
        return f"Nothing is published: the run failed in {', '.join(failed) or 'a task that is gone'}."
    return _describe_going_on(steps) if outcome.goes_on else _describe_without_release(steps)


def waits_for_approval(steps: Sequence[Step]) -> bool:
    """Is it for a person to go on?"""
    return _states(steps).get("approve_release") == "awaiting_input"


def _describe_going_on(steps: Sequence[Step]) -> str:
    if waits_for_approval(steps):
        return "The release waits for somebody's approval."
    running = [step for step in steps if step.counts.get("running")]
    now = "; ".join(
        f"{step.task}, {step.counts.get('done', 0):,} of {step.total:,} parts done" if step.is_mapped else step.task
        for step in running
    )
    return f"Running: {now}." if now else "The run waits for a worker."


def _describe_without_release(steps: Sequence[Step]) -> str:
    states = _states(steps)
    if (states.get("approve_release"), states.get("publish_release")) == ("success", "skipped"):
        return "Nothing is published: the release was not approved."
    return "The run has ended."


def _states(steps: Sequence[Step]) -> dict[str, str | None]:
    return {step.task: step.instances[0].state for step in steps}
