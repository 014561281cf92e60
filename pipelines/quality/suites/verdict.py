"""The verdict: the outcomes of all suites as results of checks, and the one word for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.errors import ValidationFailed
from pipelines.quality.suites.checks import Check, Json, holds, why_not_run
from pipelines.quality.suites.results import FIGURE_SUITES, NONE, NOT_RUN, QUARANTINE, STOP, WARNING, CheckResult

# Files that the last stage on quality writes into its part, and publish_release into quality/. audit_corpus writes its
# own results too: those of the release are the ones of probe_corpus, which hold both.
RESULTS, REPORT = "results.json", "report.html"
PASSED, WARNED, FAILED = "passed", "passed with warnings", "failed"


def judge(
    suites: Sequence[tuple[Sequence[Check], Mapping[str, Json]]], details: Mapping[str, str]
) -> list[CheckResult]:
    """Return the result of each check of all suites.

    suites   checks, and their merged outcomes by name
    details  more about a figure of the suites `corpus` and `probe`, by the name of its check
    """
    return [_judge_one(check, outcomes[check.name], details) for checks, outcomes in suites for check in checks]


def verdict_of(checks: Sequence[CheckResult]) -> str:
    """Return FAILED if a check stops the release, WARNED if another does not hold, else PASSED.

    Checks that did not run do not count.
    """
    effects = {check.effect for check in checks}
    if STOP in effects:
        return FAILED
    return PASSED if effects <= {NONE, NOT_RUN} else WARNED


def stop_if_failed(checks: Sequence[CheckResult], *, dataset: str, folder: str) -> None:
    """Raise ValidationFailed, with all checks that stop the release, if there are any.

    folder  of results.json, report.html and the Data Docs: `<dataset>/work/<stage>/<key>`, on a disk or in a store
    """
    failed = [check for check in checks if check.effect == STOP]
    if not failed:
        return
    lines = "\n".join(f"- {check.suite}: {check.message}. Expected: {check.notes}" for check in failed)
    raise ValidationFailed(
        f"expected {dataset} to pass every critical check, but {len(failed)} failed and nothing is published:\n"
        f"{lines}\n"
        f"All results are in {folder}/{RESULTS}, for a browser in {folder}/{REPORT}; "
        f"dropped rows are in rejects/ and quarantine/ of {folder.partition('/work/')[0]}",
        checks=[check.to_json() for check in failed],
        results=folder,
    )


def describe_limits(kwargs: Mapping[str, Any]) -> str:
    """Describe the limits of a figure.

    >>> describe_limits({"column": "quarantine_share", "max_value": 0.01})
    'at most 0.01'
    """
    words = {"min_value": "at least", "max_value": "at most"}
    return " and ".join(f"{word} {kwargs[name]:,.9g}" for name, word in words.items() if kwargs.get(name) is not None)


def _judge_one(check: Check, outcome: Json, details: Mapping[str, str]) -> CheckResult:
    is_figure, reason = check.suite in FIGURE_SUITES, why_not_run(check, outcome)
    detail = details.get(check.name, "") if is_figure else ""
    result = CheckResult(
        suite=check.suite,
        check=check.name,
        severity=check.severity,
        effect=effect_of(check, outcome),
        observed=None if reason else outcome["observed"] if is_figure else outcome["unexpected"],
        threshold=describe_limits(check.kwargs) if is_figure else describe_share(check),
        settings=list(check.settings),
        rows=outcome["rows"],
        unexpected=outcome["unexpected"],
        examples=outcome["examples"],
        detail=check.off or detail or reason,  # switched off, then what the figure says, then that no row has a value
        notes=check.notes,
        fails=check.fails,
        expectation={"type": check.type, "kwargs": check.kwargs},
    )
    return replace(result, message=_message(result))


def describe_share(check: Check) -> str:
    return f"at most {check.max_share:.3g} of the rows" if check.max_share else "no row"


def effect_of(check: Check, outcome: Json) -> str:
    """The effect of a check with this outcome on the release, of EFFECTS."""
    if why_not_run(check, outcome):
        return NOT_RUN
    if holds(check, outcome):
        return NONE
    if check.severity != "critical":
        return WARNING
    return QUARANTINE if check.suite == "pairs" else STOP


def _example(example: Json) -> str:
    """Name a row and its value, as the pages do.

    >>> _example({"id": "a-1", "value": None}), _example({"id": "a-2", "value": 0.51234})
    ('a-1 (no value)', 'a-2 (0.5123)')
    """
    value = example["value"]
    shown = "no value" if value is None else f"{value:,.4g}" if isinstance(value, float) else value
    return f"{example['id']} ({shown})"


def _message(result: CheckResult) -> str:
    if not result.ran:
        return f"{result.check} did not run: {result.detail}"
    if result.is_on_figure:
        says = f"{result.check} is {result.observed:,.4g}"
        says += "" if result.holds else f", expected {result.threshold}"
    elif result.holds:
        says = f"{result.check} holds"
    else:
        says = f"{result.check} does not hold for {result.unexpected:,} of {result.rows:,} {result.suite}"
    if result.fails and not result.holds:
        says = f"{result.fails}: {says}"
    if result.effect == QUARANTINE:
        says += ", now in quarantine"
    if result.settings and not result.holds:
        says += f" ({', '.join(result.settings)})"
    # The one row of a suite on figures is the corpus itself.
    more = result.detail or ("" if result.is_on_figure else ", ".join(map(_example, result.examples[:2])))
    return f"{says}: {more}" if more else says
