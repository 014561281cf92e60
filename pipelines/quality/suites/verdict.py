"""From what the checks found to a verdict, for people and programs: the content of results.json."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.quality.suites.checks import Check, Json, holds

PASSED, WARNED, FAILED = "passed", "passed with warnings", "failed"


def judge(suites: Sequence[tuple[Sequence[Check], Mapping[str, Json]]], details: Mapping[str, str]) -> list[Json]:
    """One record for each check of all suites.

    effect    what a check that does not hold means: "stop" the release, "quarantine" of the rows, or "warning";
              else "none"
    observed  the figure of the corpus, or how many rows are not as expected
    message   one line that says what was expected, what came, and which setting decides
    details   more on a check of the suite `corpus`, by its name
    """
    return [_judge_one(check, outcomes[check.name], details) for checks, outcomes in suites for check in checks]


def verdict_of(checks: Sequence[Json]) -> str:
    effects = {check["effect"] for check in checks}
    if "stop" in effects:
        return FAILED
    return PASSED if effects <= {"none"} else WARNED


def threshold_of(kwargs: Mapping[str, Any]) -> str:
    """What a figure may be, in words.

    >>> threshold_of({"column": "quarantine_share", "max_value": 0.01})
    'at most 0.01'
    """
    words = {"min_value": "at least", "max_value": "at most"}
    return " and ".join(f"{word} {kwargs[name]:,.9g}" for name, word in words.items() if kwargs.get(name) is not None)


def _judge_one(check: Check, outcome: Json, details: Mapping[str, str]) -> Json:
    success = holds(check, outcome)
    is_figure = check.suite == "corpus"
    record = {
        "suite": check.suite,
        "check": check.name,
        "severity": check.severity,
        "success": success,
        "effect": "none" if success else _effect(check),
        "observed": outcome["observed"] if is_figure else outcome["unexpected"],
        "threshold": threshold_of(check.kwargs) if is_figure else _rows_of(check),
        "settings": list(check.settings),
        "rows": outcome["rows"],
        "unexpected": outcome["unexpected"],
        "examples": outcome["examples"],
        "detail": details.get(check.name, "") if is_figure else "",
        "notes": check.notes,
        "expectation": {"type": check.type, "kwargs": check.kwargs},
    }
    return record | {"message": _message(record)}


def _rows_of(check: Check) -> str:
    return f"at most {check.max_share:.3g} of the rows" if check.max_share else "no row"


def _effect(check: Check) -> str:
    if check.severity != "critical":
        return "warning"
    return "quarantine" if check.suite == "pairs" else "stop"


def _message(record: Json) -> str:
    if record["suite"] == "corpus":
        says = f"{record['check']} is {record['observed']:,.4g}"
        says += "" if record["success"] else f", expected {record['threshold']}"
    elif record["success"]:
        says = f"{record['check']} holds"
    else:
        says = f"{record['check']} does not hold for {record['unexpected']:,} of {record['rows']:,} {record['suite']}"
    if record["effect"] == "quarantine":
        says += ", now in quarantine"
    if record["settings"] and not record["success"]:
        says += f" ({', '.join(record['settings'])})"
    more = record["detail"] or ", ".join(f"{example['id']} ({example['value']})" for example in record["examples"][:2])
    return f"{says}: {more}" if more else says
