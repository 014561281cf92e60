import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from pipelines.errors import ValidationFailed
from pipelines.quality.suites import expectations
from pipelines.quality.suites.checks import Check, merge_outcomes
from pipelines.quality.suites.expectations import BETWEEN, IN_SET, PRESENT, UNIQUE, Judged
from pipelines.quality.suites.representatives import (
    MAX_VALUES,
    WEIGHT,
    judge_representatives,
    keep_representatives,
    read_representatives,
    write_representatives,
)
from pipelines.quality.suites.run import run_by_great_expectations, run_suite

KWARGS = [
    (PRESENT, {"column": "name"}),
    (IN_SET, {"column": "ok", "value_set": [True], "mostly": 0.9}),
    (IN_SET, {"column": "name", "value_set": ["a", "b"]}),
    (BETWEEN, {"column": "x", "min_value": 0, "max_value": 1, "mostly": 0.99}),
    (BETWEEN, {"column": "n", "min_value": 1}),
    (BETWEEN, {"column": "n", "max_value": 2}),
    (UNIQUE[0], {"column": "key"}),
    (UNIQUE[1], {"column_list": ["key", "name", "n"]}),
    ("expect_column_values_to_match_regex", {"column": "name", "regex": "a"}),
]
CHECKS = [Check("tiny", f"check {i}", *about, "critical", "Fine.") for i, about in enumerate(KWARGS)]
FLOATS = [-1.0, 0.0, 0.1, 0.5, 1.0, np.nextafter(1.0, 2), 7.0, float("nan"), float("inf"), None]
VALUES = {"name": ["a", "b", "c", "", None], "ok": [True, False, None], "x": FLOATS, "n": [-1, 0, 1, 2, 3, None]}
TYPES = {"name": pa.string(), "ok": pa.bool_(), "x": pa.float64(), "n": pa.int16()}


def make_part(seed, n_rows, n_keys, good=0.0):
    """Rows of random values, of which a share `good` are those of one row without faults, with some equal keys."""
    draw = np.random.default_rng(seed)
    fine = {"name": "a", "ok": True, "x": 0.5, "n": 1}
    is_good = draw.random(n_rows) < good
    columns = {
        name: pa.array([fine[name] if each else of[draw.integers(len(of))] for each in is_good], TYPES[name])
        for name, of in VALUES.items()
    }
    return pa.table(columns | {"key": pa.array([f"k{draw.integers(n_keys)}" for _ in range(n_rows)])})


def check_part(checks, table):
    """The outcomes of a part, and its representatives."""
    outcomes = run_suite(checks, table, id_column="key")
    return {each.check.name: each.to_json() for each in outcomes}, keep_representatives(outcomes, table)


def judge(tables, checks=CHECKS):
    parts = [check_part(checks, table) for table in tables]
    found = merge_outcomes(outcomes for outcomes, _ in parts)
    named = {f"part {i}": representatives for i, (_, representatives) in enumerate(parts)}
    return judge_representatives(checks, named, found, id_column="key")


@pytest.mark.parametrize(
    ("n_rows", "n_keys", "good"), [(0, 1, 0), (1, 1, 0), (3, 2, 0), (60, 20, 0), (300, 9_000, 0.9), (300, 200, 0.99)]
)
def test_representatives_are_judged_as_all_rows_are(n_rows, n_keys, good):
    tables = [make_part(seed, n_rows, n_keys, good) for seed in range(3)]
    judged = judge(tables)
    slow = [run_by_great_expectations(CHECKS, table, id_column="key") for table in tables]
    every = merge_outcomes({each.check.name: each.to_json() for each in outcomes} for outcomes in slow)
    counts = ("rows", "unexpected")
    assert {name: [judged[name][count] for count in counts] for name in judged} == {
        name: [every[name][count] for count in counts] for name in every
    }


def test_a_part_keeps_few_rows_and_their_weights():
    table = make_part(1, 5_000, 10**9)
    table = table.set_column(1, "ok", pa.array([True] * 5_000)).set_column(0, "name", pa.array(["a"] * 5_000))
    table = table.set_column(3, "n", pa.array([1] * 5_000, pa.int16()))
    _, representatives = check_part(CHECKS, table)
    assert len(representatives) <= 3 * 5  # x is null, NaN, below, within or above
    assert sum(representatives[WEIGHT].to_pylist()) == 5_000
    assert {-1.0, 0.0, 1.0, float("inf")} <= set(representatives["x"].to_pylist())


def test_representatives_of_representatives_are_the_same():
    outcomes = run_suite(CHECKS, table := make_part(1, 200, 40, 0.8), id_column="key")
    once = keep_representatives(outcomes, table)
    twice = keep_representatives(run_suite(CHECKS, once, id_column="key"), once)
    assert str(twice.to_pylist()) == str(once.to_pylist())  # NaN is unequal to itself


@pytest.mark.parametrize("n_rows", [0, 100])
def test_representatives_are_read_as_they_were_written(tmp_path, n_rows):
    outcomes = run_suite(CHECKS, table := make_part(1, n_rows, 40), id_column="key")
    write_representatives(tmp_path / "kept.parquet", outcomes, table)
    found = read_representatives(tmp_path / "kept.parquet")
    assert str(found) == str(keep_representatives(outcomes, table))


def test_a_repeated_key_is_kept_twice():
    table = make_part(1, 50, 10**9, good=1).set_column(4, "key", pa.array([*map(str, range(48)), "twice", "twice"]))
    _, representatives = check_part(CHECKS, table)
    assert representatives["key"].to_pylist().count("twice") == 2


def test_a_key_may_be_in_two_parts():
    judged = judge([make_part(1, 9, 10**9, good=1)] * 2)
    assert judged["check 6"] == {"rows": 18, "unexpected": 0, "examples": []}


def test_values_beyond_the_first_share_a_cell():
    names = pa.array([f"name {i}" for i in range(200)])
    table = make_part(1, 200, 10**9, good=1).set_column(0, "name", names)
    _, representatives = check_part([CHECKS[2], CHECKS[6]], table)
    assert len(representatives) == MAX_VALUES + 1


def misjudge(monkeypatch, expectation, wrong):
    """Let Arrow judge an expectation wrongly, as `wrong` does from its true flags and the values."""
    judge_truly, known = expectations.EXPECTATIONS[expectation]

    def judge_wrongly(columns, arguments):
        judged = judge_truly(columns, arguments)
        return Judged(judged.is_judged, wrong(judged.is_unexpected, columns[0].to_pylist()))

    monkeypatch.setitem(expectations.EXPECTATIONS, expectation, (judge_wrongly, known))


@pytest.mark.parametrize(
    ("expectation", "check", "wrong"),
    [
        (BETWEEN, 3, lambda bad, values: bad | np.array([value == 1.0 for value in values])),
        (BETWEEN, 3, lambda bad, values: bad & np.array([value != np.nextafter(1.0, 2) for value in values])),
        (BETWEEN, 3, lambda bad, values: bad & ~np.isnan(np.array(values, float))),
        (IN_SET, 2, lambda bad, values: bad & np.array([value != "c" for value in values])),
        (IN_SET, 2, lambda bad, values: bad | np.array([value == "b" for value in values])),
        (PRESENT, 0, lambda bad, _: np.zeros(len(bad), bool)),
        (UNIQUE[0], 6, lambda bad, _: np.ones(len(bad), bool)),
    ],
)
def test_a_row_that_arrow_judges_wrongly_stops_the_run(monkeypatch, expectation, check, wrong):
    misjudge(monkeypatch, expectation, wrong)
    with pytest.raises(
        ValidationFailed, match=f"Great Expectations to confirm the check 'check {check}', but it finds"
    ):
        judge([make_part(seed, 100, 10**9) for seed in range(2)], [CHECKS[check], CHECKS[6]])


def test_an_outcome_of_a_part_that_was_changed_stops_the_run():
    found, representatives = check_part(CHECKS, make_part(1, 1_000, 10**9, good=1))
    found["check 3"]["unexpected"] = 2
    message = (
        r"'check 3', but it finds 0 of 1,000 rows that break it, and the parts found 2 of 1,000 rows that break it\. "
        r"Nothing is published: .*report these numbers"
    )
    with pytest.raises(ValidationFailed, match=message):
        judge_representatives(CHECKS, {"a": representatives}, found, id_column="key")


def test_checks_on_one_column_keep_that_column_alone():
    check = dataclasses.replace(CHECKS[3], severity="warning")
    outcomes = run_suite([check], table := make_part(1, 20, 9), id_column="key")
    assert keep_representatives(outcomes, table).column_names == ["x", WEIGHT]
