"""What a task did as a short table for its log: plain text in columns, as logs are shown in letters of one width.

Each line begins with two spaces: it is detail below a line that says the same in a sentence.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tabulate import tabulate

from pipelines.parts import Part
from pipelines.release.find import Release

Json = Mapping[str, Any]
Rows = list[tuple[str, str]]
# A log is read on a screen: what is longer is in results.json.
MAX_LETTERS = 100
NUMBER = re.compile(r"[\d,]+")


def part_table(part: Part) -> list[str]:
    """Rows kept and why others are not, the rates, and how long it took."""
    quarantine = part.stage == "validate_pairs"
    rows: Rows = [
        ("rows in", f"{part.n_rows + sum(part.rejected.values()):,}"),
        ("kept", f"{part.n_rows:,}"),
        *_counts(part.rows if len(part.rows) > 1 else {}),
        ("in quarantine" if quarantine else "rejected", f"{sum(part.rejected.values()):,}"),
        *_counts(part.rejected),
        *((f"rate of {name}", rate_of(sums)) for name, sums in part.statistics.get("profiles", {}).items()),
    ]
    if groups := part.statistics.get("n_groups"):
        rows.append(("groups", f"{groups:,}"))
    if n_words := part.statistics.get("n_words"):
        rows.append(("words", f"{n_words:,}"))
    if part.reused:
        rows.append(("seconds", f"{part.seconds:.1f}, in an earlier run"))
        return _table(_align(rows))
    rows.append(("seconds", f"{part.seconds:.1f}"))
    if n_words and part.seconds:
        rows.append(("words a second", f"{n_words / part.seconds:,.0f}"))
    return _table(_align(rows))


def check_table(checks: Sequence[Json]) -> list[str]:
    """The checks that do not hold, those that stop the run first: each with its figure, what was expected, and why."""
    order = ("stop", "quarantine", "warning")
    failed = sorted((check for check in checks if check["effect"] in order), key=lambda c: order.index(c["effect"]))
    rows = [(check["check"], figure_of(check), check["threshold"], check["effect"]) for check in failed]
    return _table(rows, ("check", "figure", "expected", "so")) if rows else []


def release_table(release: Release) -> list[str]:
    """What was published, and where it lies."""
    rows: Rows = [
        ("release", release.version if release.published else f"{release.version}, as it was published before"),
        ("pairs", f"{release.rows:,}"),
        *_counts(release.splits),
        ("words", f"{release.words:,}"),
        ("swap rate", f"{release.swap_rate:.1%}"),
        ("verdict", release.verdict),
        ("path", release.path),
    ]
    return _table(_align(rows))


def figure_of(check: Json) -> str:
    """What a check found: the figure of the corpus, or how many rows are not as expected.

    >>> figure_of({"suite": "corpus", "observed": 0.123456}), figure_of({"suite": "pairs", "observed": 3, "rows": 1200})
    ('0.1235', '3 of 1,200 rows')
    """
    if check["suite"] == "corpus":
        return f"{check['observed']:,.4g}"
    return f"{check['observed']:,} of {check['rows']:,} rows"


def rate_of(sums: Json) -> str:
    """The mean rate asked for and the mean rate achieved, from sums over pairs.

    >>> rate_of({"pairs": 4, "asked_rate": 1.0, "swap_rate": 0.98})
    'asked 25.0%, achieved 24.5%'
    """
    pairs = max(1, sums["pairs"])
    return f"asked {sums['asked_rate'] / pairs:.1%}, achieved {sums['swap_rate'] / pairs:.1%}"


def _counts(counts: Mapping[str, int]) -> Rows:
    return [(f"- {name}", f"{number:,}") for name, number in counts.items()]


def _align(rows: Rows) -> Rows:
    """Counts end below each other."""
    width = max(len(text) for _, text in rows if NUMBER.fullmatch(text))
    return [(label, text.rjust(width) if NUMBER.fullmatch(text) else text) for label, text in rows]


def _table(rows: Sequence[tuple[str, ...]], headers: tuple[str, ...] = ()) -> list[str]:
    cells = [[row[0], *map(_shorten, row[1:])] if row[0] != "path" else row for row in rows]
    text = tabulate(cells, headers=headers, tablefmt="plain", disable_numparse=True, preserve_whitespace=True)
    return [f"  {line.rstrip()}" for line in text.splitlines()]


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_LETTERS else f"{text[:MAX_LETTERS]}..."
