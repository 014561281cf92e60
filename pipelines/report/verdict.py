"""A verdict in one sentence, and the checks in the order of their effects."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.quality.suites.results import EFFECTS, FAILS, STOP, CheckResult, count_checks, read_checks
from pipelines.report.scales import number

Json = Mapping[str, Any]
SUITES = ("corpus", "probe", "pairs", "articles")


def sentence(results: Json, *, is_published: bool = False) -> str:
    """Summarise a results.json for readers who read nothing else.

    is_published  it is that of a release; else of a corpus that is judged before it is published
    >>> sentence({"verdict": "failed", "checks": [{"check": "a", "effect": "stop"}, {"check": "b", "effect": "none"}]})
    'Nothing is published: 1 of 2 checks stops the release.'
    """
    checks = read_checks(results)
    effects = [check.effect for check in checks]
    n_stop = effects.count(STOP)
    n_other = sum(effect in FAILS for effect in effects) - n_stop
    n_idle = sum(not check.ran for check in checks)
    idle = f"; {n_idle:,} {_verb(n_idle, 'was', 'were')} not run" if n_idle else ""
    of = f"of {len(effects):,} checks"
    pairs = f"{results.get('counts', {}).get('pairs', 0):,} pairs"
    if results.get("verdict") == "failed":
        more = f", and {n_other:,} more {_verb(n_other, 'needs', 'need')} attention" if n_other else ""
        return f"Nothing is published: {n_stop:,} {of} {_verb(n_stop, 'stops', 'stop')} the release{more}{idle}."
    are = "are published" if is_published else "are good to publish"
    if n_other:
        return f"{pairs} {are}; {n_other:,} {of} {_verb(n_other, 'needs', 'need')} attention{idle}."
    return f"{pairs} {are}: {count_checks(checks)}."


def by_suite(checks: Sequence[CheckResult]) -> dict[str, list[CheckResult]]:
    """Group checks by suite, most serious first: suites with failed checks come first, then as in SUITES."""
    names = sorted({check.suite for check in checks}, key=lambda name: (*SUITES, name).index(name))
    grouped = {name: sorted((check for check in checks if check.suite == name), key=_seriousness) for name in names}
    return dict(sorted(grouped.items(), key=lambda item: min(map(_seriousness, item[1]))))


def expected(check: CheckResult) -> str:
    """Describe the expectation of a check: on the figure of a corpus, or on every row, or on most of them.

    >>> expected(CheckResult("quarantine_share", suite="corpus", threshold="at most 0.01"))
    'at most 0.01'
    >>> expected(CheckResult("length_ratio", suite="pairs", expectation={"kwargs": {"min_value": 0.5, "max_value": 2}}))
    '0.5 to 2 in every row'
    >>> expected(CheckResult("rate_reached", suite="pairs", expectation={"kwargs": {"min_value": 1, "mostly": 0.99}}))
    'at least 1 in 99% of the rows'
    """
    if check.is_on_figure:
        return check.threshold
    kwargs = check.expectation.get("kwargs", {})
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    most = kwargs.get("mostly", 1)
    rows = "every row" if most == 1 else f"{number(100 * most)}% of the rows"
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)} in {rows}"
    bounds = [
        f"{word} {number(bound)} in " for word, bound in (("at least", low), ("at most", high)) if bound is not None
    ]
    return "".join([*bounds, rows])


def _seriousness(check: CheckResult) -> int:
    return EFFECTS.index(check.effect)


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
