"""The status of a run: its verdict, a sentence, and the reasons why it stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.quality.suites.results import CheckResult, read_checks
from pipelines.quality.suites.verdict import PASSED, WARNED
from pipelines.redact import redact
from pipelines.web.progress import Step

Json = Mapping[str, Any]
ENDED = ("success", "failed")
# States of a run, besides the verdict of the release that it published: it goes on, something stopped it, it ended and
# published nothing, or it was not to publish anything.
RUNNING, STOPPED, NOT_PUBLISHED, DONE = "running", "stopped", "not published", "done"


@dataclass(frozen=True)
class RunStatus:
    """The status of a run so far.

    verdict    "passed", "passed with warnings" or "failed", stored with the release or found by the last stage on
               quality so far; empty before
    checks     the checks that stopped the release
    stops      the tasks that failed, each with the lines that say why
    results    folder of the results with this verdict: of that stage, or of a release that was there; empty before
    probe      summary of the models that probe_corpus trained; empty before
    release    summary of publish_release: path, version, rows, ...; empty before the release
    goes_on    True until the run has ended
    publishes  True for a run that is to publish a release
    """

    state: str
    verdict: str
    checks: tuple[CheckResult, ...]
    stops: tuple["Stop", ...]
    results: str
    probe: Json
    release: Json
    goes_on: bool
    publishes: bool

    @property
    def outcome(self) -> str:
        """The state of the run in a word or two."""
        if self.goes_on:
            return RUNNING
        if self.checks or self.state == "failed":
            return STOPPED
        if not self.release:
            return NOT_PUBLISHED if self.publishes else DONE
        return PASSED if self.verdict == PASSED else WARNED


@dataclass(frozen=True)
class Stop:
    """A task that failed.

    stage    the stage at fault: the task, or an earlier one whose rows it refused
    label    the part that it failed on; empty for a task without parts
    message  its error; empty if checks stopped the release, or if it left no reason
    lines    the last lines of its traceback, or of its log
    """

    task: str
    index: int
    label: str
    message: str
    lines: tuple[str, ...] = ()
    stage: str = ""


def status_of(state: str, steps: Sequence[Step], left: Mapping[tuple[str, int], Json]) -> RunStatus:
    """Return the status of a run in Airflow's `state`.

    left  (task, index) -> the XCom `stopped` of a failed task
    """
    stops = list(left.values())
    summaries = {step.task: step.instances[0].summary for step in steps}
    audit, probe, release = (summaries.get(name, {}) for name in ("audit_corpus", "probe_corpus", "publish_release"))
    judged = probe if "verdict" in probe else audit
    release = release if "version" in release else {}
    checks = tuple(check for stop in stops for check in read_checks(stop))
    return RunStatus(
        state=state,
        verdict="failed" if checks else str((release or judged).get("verdict", "")),
        checks=checks,
        stops=tuple(_list_stops(steps, left)),
        results=_results_of(judged, release, stops),
        probe=probe.get("probe", {}),
        release=release,
        goes_on=state not in ENDED,
        publishes="publish_release" in summaries,
    )


def _list_stops(steps: Sequence[Step], left: Mapping[tuple[str, int], Json]) -> list[Stop]:
    """The failed tasks; those with the same message once, as one input may fail many parts."""
    found: dict[tuple[str, str], Stop] = {}
    for step in steps:
        for instance in step.instances:
            if instance.kind == "failed":
                stop = left.get((instance.task, instance.index), {})
                message = "" if stop.get("checks") else str(redact(stop.get("message", "")))
                label = instance.label if instance.index >= 0 else ""
                lines = tuple(str(redact(line)) for line in stop.get("lines", ()))
                stage = str(stop.get("stage") or step.task)
                found.setdefault((step.task, message), Stop(step.task, instance.index, label, message, lines, stage))
    return list(found.values())


def _results_of(judged: Json, release: Json, stops: Sequence[Json]) -> str:
    if release and not release["published"]:
        return f"{release.get('path', '')}/quality"
    stopped = next((stop["results"] for stop in stops if stop["results"]), "")
    return str(stopped or judged.get("results", ""))


def describe(status: RunStatus, steps: Sequence[Step]) -> str:
    """Describe the status in one sentence."""
    if status.release:
        how = "Published" if status.release["published"] else "The same content was published before"
        figures = f"{status.release['rows']:,} pairs, {status.release['swap_rate']:.1%} of the words swapped"
        note = status.release.get("note")
        return f"{how}: {figures}." + (f" When it ended: {note}." if note else "")
    if status.checks:
        number = len(status.checks)
        return f"Nothing is published: {number:,} {'check stops' if number == 1 else 'checks stop'} the release."
    if status.state == "failed":
        where = _describe_failure(status, steps)
        return f"Nothing is published: {where}." if status.publishes else f"{where[0].upper()}{where[1:]}."
    if status.goes_on:
        return _describe_going_on(steps)
    return _describe_without_release(steps) if status.publishes else "The run is done."


def _describe_failure(status: RunStatus, steps: Sequence[Step]) -> str:
    if failed := dict.fromkeys(stop.stage for stop in status.stops):
        return f"the run failed in {', '.join(failed)}"
    # Of a run that is marked as failed, tasks that have not begun are skipped.
    unreached = next((task for task, state in _states(steps).items() if state == "upstream_failed"), None)
    if unreached:
        return (
            f"{unreached} could not begin, since a task before it was marked by hand and has left no result. "
            "Clear that one, with the tasks after it"
        )
    return "somebody marked the run as failed"


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
    again = "; ".join(
        f"{step.task} failed{f' on {each.label}' if each.label else ''} and is tried again soon"
        for step in steps
        for each in step.instances
        if each.state == "up_for_retry"
    )
    says = ". ".join(filter(None, [f"Running: {now}" if now else "", again]))
    return f"{says or 'The run waits for a worker'}."


def _describe_without_release(steps: Sequence[Step]) -> str:
    states = _states(steps)
    if (states.get("approve_release"), states.get("publish_release")) == ("success", "skipped"):
        return "Nothing is published: the release was not approved."
    return "Nothing is published: somebody marked the run as successful."


def _states(steps: Sequence[Step]) -> dict[str, str | None]:
    return {step.task: step.instances[0].state for step in steps}
