"""A short table for the log of a task: plain text in columns, since logs are shown in a fixed-width font.

Each line begins with two spaces: it is a detail of the sentence above it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tabulate import tabulate

from pipelines.config.prune_form import PruneOptions
from pipelines.errors import cut
from pipelines.parts.part import Part
from pipelines.quality.suites.results import CheckResult, failed_checks
from pipelines.release.find import Release

if TYPE_CHECKING:
    from pipelines.release.pruning.plan import Pruning

Json = Mapping[str, Any]
Lines = list[tuple[str, str]]
# A log is read on a screen; longer texts are in results.json.
MAX_LETTERS = 100
NUMBER = re.compile(r"[\d,]+")


def part_table(part: Part) -> list[str]:
    """Rows kept, rows rejected by reason, rates, and seconds."""
    quarantine = part.stage == "validate_pairs"
    rows: Lines = [
        ("rows in", f"{part.n_rows + sum(part.rejected.values()):,}"),
        ("kept", f"{part.n_rows:,}"),
        *_counts(part.rows if len(part.rows) > 1 else {}),
        ("in quarantine" if quarantine else "rejected", f"{sum(part.rejected.values()):,}"),
        *_counts(part.rejected),
        *((f"rate of {name}", rate_of(sums)) for name, sums in part.statistics.get("profiles", {}).items()),
    ]
    if groups := part.statistics.get("n_groups"):
        rows.append(("groups", f"{groups:,}"))
    if n_words := part.n_words:
        rows.append(("words", f"{n_words:,}"))
    if part.reused:
        rows.append(("seconds", f"{part.seconds:.1f}, in an earlier run"))
        return _table(_align(rows))
    rows.append(("seconds", f"{part.seconds:.1f}"))
    if n_words and part.seconds:
        rows.append(("words a second", f"{n_words / part.seconds:,.0f}"))
    return _table(_align(rows))


def check_table(checks: Sequence[CheckResult]) -> list[str]:
    """The checks that do not hold, most serious first: figure, expectation and effect of each."""
    rows = [(check.check, check.figure, check.threshold, check.effect) for check in failed_checks(checks)]
    return _table(rows, ("check", "figure", "expected", "effect")) if rows else []


def release_table(release: Release) -> list[str]:
    """The release: version, pairs, rate, verdict and path."""
    rows: Lines = [
        ("release", release.version if release.published else f"{release.version}, identical to an earlier one"),
        ("pairs", f"{release.rows:,}"),
        *_counts(release.splits),
        ("words", f"{release.words:,}"),
        ("swap rate", f"{release.swap_rate:.1%}"),
        ("verdict", release.verdict),
        ("path", release.path),
    ]
    return _table(_align(rows))


def prune_table(plan: "Pruning", options: PruneOptions) -> list[str]:
    """Plan of pruning: releases, parts and files that go, and the bytes that this frees."""
    rows: Lines = [
        ("dataset", plan.dataset_folder.name),
        ("releases", f"{plan.n_releases:,}"),
        *(("- pruned", release.version) for release in plan.old),
        *((f"- pruned {hours:.1f} h ago", version) for version, hours in plan.hidden.items()),
        ("unused parts of work", f"{len(plan.parts):,}"),
        ("left files", f"{len(plan.leftovers):,}"),
        ("bytes freed", f"{plan.now:,}"),
        (f"bytes freed after {options.grace:g} h", f"{plan.later:,}"),
        ("bytes that stay", f"{plan.stays:,}"),
        ("path", str(plan.dataset_folder)),
    ]
    return _table(_align(rows))


def rate_of(sums: Json) -> str:
    """Mean asked and mean achieved rate, from sums over pairs.

    >>> rate_of({"pairs": 4, "asked_rate": 1.0, "swap_rate": 0.98})
    'asked 25.0%, achieved 24.5%'
    """
    pairs = max(1, sums["pairs"])
    return f"asked {sums['asked_rate'] / pairs:.1%}, achieved {sums['swap_rate'] / pairs:.1%}"


def _counts(counts: Mapping[str, int]) -> Lines:
    return [(f"- {name}", f"{number:,}") for name, number in counts.items()]


def _align(rows: Lines) -> Lines:
    """Align counts to the right."""
    width = max(len(text) for _, text in rows if NUMBER.fullmatch(text))
    return [(label, text.rjust(width) if NUMBER.fullmatch(text) else text) for label, text in rows]


def _table(rows: Sequence[tuple[str, ...]], headers: tuple[str, ...] = ()) -> list[str]:
    cells = [[row[0], *(cut(text, MAX_LETTERS) for text in row[1:])] if row[0] != "path" else row for row in rows]
    text = tabulate(cells, headers=headers, tablefmt="plain", disable_numparse=True, preserve_whitespace=True)
    return [f"  {line.rstrip()}" for line in text.splitlines()]
