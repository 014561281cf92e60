"""The tables in the logs of tasks."""

import re

import pytest

from pipelines.parts.part import Part
from pipelines.quality.suites.results import CheckResult
from pipelines.release.find import Release
from pipelines.workflow.tables import MAX_LETTERS, check_table, part_table, release_table


def part(**changes):
    values = {
        "stage": "spin_articles",
        "key": "k",
        "label": "part 00003",
        "folder": "/work",
        "rows": {"train": 1995, "test": 5},
        "rejected": {"no_swaps": 7},
        "statistics": {"n_words": 120_000},
        "seconds": 2.0,
    }
    return Part(**(values | changes))


def check(name, effect, **changes):
    record = {
        "suite": "corpus",
        "check": name,
        "effect": effect,
        "observed": 0.31,
        "rows": 1,
        "threshold": "at most 0.2",
    }
    return CheckResult(**(record | changes))


def test_a_part_says_rows_reasons_seconds_and_speed():
    assert part_table(part()) == [
        "  rows in           2,007",
        "  kept              2,000",
        "  - train           1,995",
        "  - test                5",
        "  rejected              7",
        "  - no_swaps            7",
        "  words           120,000",
        "  seconds         2.0",
        "  words a second   60,000",
    ]


def test_a_validated_part_says_quarantine_and_rates():
    sums = {"pairs": 4, "asked_rate": 1.0, "swap_rate": 0.98}
    lines = part_table(
        part(stage="validate_pairs", statistics={"profiles": {"light": sums}}, rejected={"length_ratio": 2})
    )
    assert any(re.fullmatch(r"  in quarantine +2", line) for line in lines)
    assert any(re.fullmatch(r"  - length_ratio +2", line) for line in lines)
    assert any(re.fullmatch(r"  rate of light +asked 25.0%, achieved 24.5%", line) for line in lines)


def test_a_reused_part_has_no_speed_of_its_own():
    lines = part_table(part(reused=True))
    assert lines[-1].endswith("2.0, in an earlier run")
    assert not any("words a second" in line for line in lines)


def test_checks_that_stop_come_first_and_those_that_hold_are_left_out():
    lines = check_table(
        [
            check("top_swap_share", "warning"),
            check("rate_error", "none"),
            check("replayed", "quarantine", suite="pairs", observed=3, rows=1200, threshold="no row"),
            check("leaked_groups", "stop", observed=2, threshold="at most 0"),
        ]
    )
    assert [re.split(r" {2,}", line.strip()) for line in lines] == [
        ["check", "figure", "expected", "effect"],
        ["leaked_groups", "2", "at most 0", "stop"],
        ["replayed", "3 of 1,200 rows", "no row", "quarantine"],
        ["top_swap_share", "0.31", "at most 0.2", "warning"],
    ]


def test_no_table_if_every_check_holds():
    assert check_table([check("rate_error", "none")]) == []


@pytest.mark.parametrize("text", ["x" * (MAX_LETTERS + 1), "\N{SNOWMAN}" * 500])
def test_a_long_cell_is_cut(text):
    line = check_table([check("a", "stop", threshold=text)])[1]
    assert len(line) < MAX_LETTERS + 40
    assert "..." in line


def test_a_release_says_version_splits_verdict_and_path():
    release = Release(
        path="/data/" + "long/" * 60,
        dataset="news",
        version="20261124T083000Z-abcdef123456",
        created="2026-11-24T08:30:00+00:00",
        fingerprint="f",
        rows=1200,
        splits={"train": 1100, "test": 100},
        words=300_000,
        swap_rate=0.2512,
        bytes=1,
        seed=1,
        verdict="passed",
        published=False,
    )
    text = "\n".join(release_table(release))
    assert "identical to an earlier one" in text
    assert "25.1%" in text
    assert text.endswith(release.path), "a path can be copied"
    assert all(line.startswith("  ") for line in text.splitlines())
