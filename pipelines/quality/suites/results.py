"""The result of each check: the records of results.json, for all that write, read or show them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

Json = dict[str, Any]
# Effects of a check, most serious first; NONE is that of a check that holds, NOT_RUN that of one that judged nothing.
STOP, QUARANTINE, WARNING, NOT_RUN, NONE = EFFECTS = ("stop", "quarantine", "warning", "not run", "none")
FAILS = (STOP, QUARANTINE, WARNING)
# Suites whose checks judge a figure of the whole corpus; those of the other suites judge rows.
FIGURE_SUITES = ("corpus", "probe")


@dataclass(frozen=True)
class CheckResult:
    """The result of one check over the whole corpus: a record of results.json.

    suite        "corpus", "probe", "pairs" or "articles"
    effect       one of EFFECTS: STOP of the release, QUARANTINE of the rows, WARNING, NOT_RUN, or NONE if it holds
    observed     the figure of the corpus, or the number of rows that break the rule; None if the check did not run
    threshold    the expectation, in words
    settings     names of the settings that set the threshold
    rows         number of rows checked, and `unexpected` the number of those that break the rule
    examples     some of these as {"id", "value"}
    detail       more about the figure of the corpus, or the reason why the check did not run
    notes        what is expected and why it matters
    fails        what has happened if the check does not hold; empty in older files
    expectation  type and arguments for Great Expectations
    message      one line: the finding, the expectation and the settings
    """

    check: str = ""
    suite: str = ""
    severity: str = ""
    effect: str = NONE
    observed: Any = None
    threshold: str = ""
    settings: list[str] = field(default_factory=list)
    rows: int = 0
    unexpected: int = 0
    examples: list[Json] = field(default_factory=list)
    detail: str = ""
    notes: str = ""
    fails: str = ""
    expectation: Json = field(default_factory=dict)
    message: str = ""

    @property
    def holds(self) -> bool:
        return self.effect == NONE

    @property
    def ran(self) -> bool:
        return self.effect != NOT_RUN

    @property
    def failed(self) -> bool:
        return self.effect in FAILS

    @property
    def is_on_figure(self) -> bool:
        """True if the check judges a figure of the whole corpus, False if it judges rows."""
        return self.suite in FIGURE_SUITES

    @property
    def figure(self) -> str:
        """The finding for people: the figure of the corpus, or the number of rows that break the rule.

        >>> CheckResult("rate_error", suite="corpus", observed=0.123456).figure
        '0.1235'
        >>> CheckResult("replayed", suite="pairs", observed=3, rows=1200).figure
        '3 of 1,200 rows'
        """
        if self.observed is None:
            return "not measured"
        if self.is_on_figure:
            return f"{self.observed:,.4g}"
        return f"{self.observed:,} of {self.rows:,} rows"

    def to_json(self) -> Json:
        """Return the record; `success` is null for a check that did not run."""
        return asdict(self) | {"success": self.holds if self.ran else None}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "CheckResult":
        """Read a record, or a part of one, such as a notice has."""
        return cls(**{name: value for name, value in record.items() if name in NAMES})


NAMES = frozenset(entry.name for entry in fields(CheckResult))


def read_checks(results: Mapping[str, Any]) -> list[CheckResult]:
    """Return the checks of a results.json, in its order; none if it has no checks."""
    return [CheckResult.from_json(record) for record in results.get("checks", [])]


def failed_checks(checks: Sequence[CheckResult]) -> list[CheckResult]:
    """Return the checks that do not hold, most serious first."""
    return [check for effect in FAILS for check in checks if check.effect == effect]


def count_checks(checks: Sequence[CheckResult]) -> str:
    """Count the checks that hold, fail and did not run.

    >>> effects = ["none", "none", "not run", "warning"]
    >>> count_checks([CheckResult(effect=effect) for effect in effects])
    '2 of 4 checks hold, 1 fails, 1 not run'
    >>> count_checks([CheckResult()])
    'every check holds'
    """
    held, failed = sum(check.holds for check in checks), len(failed_checks(checks))
    if held == len(checks):
        return "every check holds"
    rest = {("fails" if failed == 1 else "fail"): failed, "not run": len(checks) - held - failed}
    says = [
        f"{held:,} of {len(checks):,} checks hold",
        *(f"{number:,} {word}" for word, number in rest.items() if number),
    ]
    return ", ".join(says)
