"""The status of a run: its verdict, a sentence, and the reasons why it stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.quality.suites.results import CheckResult, read_checks
from pipelines.redact import redact
from pipelines.web.progress import Step

Json = Mapping[str, Any]
ENDED = ("success", "failed")


@dataclass(frozen=True)
class RunStatus:
    """The status of a run so far.

    verdict    "passed", "passed with warnings" or "failed", stored with the release or found by the last stage on
               quality so far; empty before
    checks     the checks that stopped the release
    errors     messages of all other errors
    results    folder of the results with this verdict: of that stage, or of a release that was there; empty before
    probe      summary of the models that probe_corpus trained; empty before
    release    summary of publish_release: path, version, rows, ...; empty before the release
    goes_on    True until the run has ended
    """

    state: str
    verdict: str
    checks: tuple[CheckResult, ...]
    errors: tuple[str, ...]
    results: str
    probe: Json
    release: Json
    goes_on: bool


def status_of(state: str, steps: Sequence[Step], stops: Sequence[Json]) -> RunStatus:
    """Return the status of a run in Airflow's `state`.

    stops  the XComs `stopped` of failed tasks
    """
    left = {step.task: step.instances[0].summary for step in steps}
    audit, probe, release = (left.get(name, {}) for name in ("audit_corpus", "probe_corpus", "publish_release"))
    judged = probe if "verdict" in probe else audit
    release = release if "version" in release else {}
    checks = tuple(check for stop in stops for check in read_checks(stop))
    return RunStatus(
        state=state,
        verdict="failed" if checks else str((release or judged).get("verdict", "")),
        checks=checks,
        errors=tuple(dict.fromkeys(redact(stop["message"]) for stop in stops if not stop["checks"])),
        results=_results_of(judged, release, stops),
        probe=probe.get("probe", {}),
        release=release,
        goes_on=state not in ENDED,
    )


def _results_of(judged: Json, release: Json, stops: Sequence[Json]) -> str:
    if release and not release["published"]:
        return f"{release.get('path', '')}/quality"
    stopped = next((stop["results"] for stop in stops if stop["results"]), "")
    return str(stopped or judged.get("results", ""))


def describe(status: RunStatus, steps: Sequence[Step]) -> str:
    """Describe the status in one sentence."""
    if status.release:
        how = "Published" if status.release["published"] else "The same content was published before"
        return f"{how}: {status.release['rows']:,} pairs, {status.release['swap_rate']:.1%} of the words swapped."
    if status.checks:
        number = len(status.checks)
        return f"Nothing is published: {number:,} {'check stops' if number == 1 else 'checks stop'} the release."
    if status.state == "failed":
        failed = [step.task for step in steps if step.counts.get("failed")]
        return f"Nothing is published: the run failed in {', '.join(failed) or 'a task that is gone'}."
    return _describe_going_on(steps) if status.goes_on else _describe_without_release(steps)


def waits_for_approval(steps: Sequence[Step]) -> bool:
    """True if the run waits for an approval."""
    return _states(steps).get("approve_release") == "awaiting_input"


def _describe_going_on(steps: Sequence[Step]) -> str:
    if waits_for_approval(steps):
        return "The release waits for somebody's approval."
    running = [step for step in steps if step.counts.get("running")]
    now = "; ".join(
        ", ".join(
            filter(None, [f"{step.task}, {step.counts.get('done', 0):,} of {step.total:,} parts done", step.left])
        )
        if step.is_mapped
        else step.task
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
