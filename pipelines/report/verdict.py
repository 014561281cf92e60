"""A verdict in one sentence, and the checks: in the order in which they need attention, and what each expects."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.report.scales import number

Json = Mapping[str, Any]
EFFECTS = ("stop", "quarantine", "warning", "none")
SUITES = ("corpus", "pairs", "articles")


def sentence(results: Json) -> str:
    """What the verdict means, for a reader who reads nothing else.

    >>> sentence({"verdict": "failed", "counts": {"pairs": 7}, "checks": [{"effect": "stop"}, {"effect": "none"}]})
    'Nothing is published: 1 of 2 checks stops the release.'
    """
    effects = [check["effect"] for check in results.get("checks", [])]
    n_stop, n_other = effects.count("stop"), len(effects) - effects.count("none") - effects.count("stop")
    of = f"of {len(effects):,} checks"
    pairs = f"{results.get('counts', {}).get('pairs', 0):,} pairs"
    if results.get("verdict") == "failed":
        more = f", and {n_other:,} more {_verb(n_other, 'asks', 'ask')} for attention" if n_other else ""
        return f"Nothing is published: {n_stop:,} {of} {_verb(n_stop, 'stops', 'stop')} the release{more}."
    if n_other:
        return f"{pairs} are good to publish; {n_other:,} {of} {_verb(n_other, 'asks', 'ask')} for attention."
    return f"{pairs} are good to publish: every one {of} holds."


def attention(checks: Sequence[Json]) -> list[Json]:
    """The checks that do not hold, those that stop the release first."""
    return [check for effect in EFFECTS[:-1] for check in checks if check["effect"] == effect]


def by_suite(checks: Sequence[Json]) -> dict[str, list[Json]]:
    """Suite -> its checks, what does not hold first; suites with findings before others, then as in SUITES."""
    names = sorted({check["suite"] for check in checks}, key=lambda name: (*SUITES, name).index(name))
    grouped = {
        name: sorted((c for c in checks if c["suite"] == name), key=lambda c: EFFECTS.index(c["effect"]))
        for name in names
    }
    return dict(sorted(grouped.items(), key=lambda item: min(EFFECTS.index(check["effect"]) for check in item[1])))


def expected(check: Json) -> str:
    """What a check expects: of the figure of a corpus, or of every row.

    >>> expected({"suite": "corpus", "threshold": "at most 0.01"})
    'at most 0.01'
    >>> expected({"suite": "pairs", "expectation": {"kwargs": {"min_value": 0.5, "max_value": 2}}})
    'every row, 0.5 to 2'
    """
    if check["suite"] == "corpus":
        return str(check["threshold"])
    kwargs = check.get("expectation", {}).get("kwargs", {})
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and high is not None:
        return f"every row, {number(low)} to {number(high)}"
    bounds = [
        f", {word} {number(bound)}" for word, bound in (("at least", low), ("at most", high)) if bound is not None
    ]
    return "every row" + "".join(bounds)


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
