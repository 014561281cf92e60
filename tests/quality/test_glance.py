import math

import pyarrow as pa
import pytest
from corpus import make_articles, make_config
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import make_pairs

from pipelines.quality import suites
from pipelines.quality.glance import GLANCES, plainly_holds
from pipelines.quality.rows import check_articles
from pipelines.quality.suites import Check, load_suite, run_suite

BETWEEN = "expect_column_values_to_be_between"
IN_SET = "expect_column_values_to_be_in_set"
UNIQUE = "expect_column_values_to_be_unique"


def check_of(type_, **kwargs):
    return Check("tiny", "x", type_, kwargs, "critical", "Small.")


CHECKS = [
    check_of(BETWEEN, column="number", min_value=0, max_value=3),
    check_of(BETWEEN, column="share", min_value=0, mostly=0.5),
    check_of(BETWEEN, column="share", max_value=1.5),
    check_of(IN_SET, column="ok", value_set=[True]),
    check_of(IN_SET, column="word", value_set=["a", "b"]),
    check_of("expect_column_values_to_not_be_null", column="word"),
    check_of("expect_column_values_to_not_be_null", column="share"),
    check_of(UNIQUE, column="word"),
    check_of(UNIQUE, column="number"),
    check_of("expect_compound_columns_to_be_unique", column_list=["word", "number"]),
]


@st.composite
def tables(draw):
    def column(values, type_):
        return pa.array(draw(st.lists(st.sampled_from(values), min_size=n_rows, max_size=n_rows)), type_)

    n_rows = draw(st.integers(0, 3))
    return pa.table(
        {
            "id": pa.array([str(row) for row in range(n_rows)], pa.string()),
            "number": column([0, 1, 2, 3, None, *([-1, 4] if draw(st.booleans()) else [])], pa.int64()),
            "share": column([0.0, 0.5, None, *([math.nan, 2.0, -1.0] if draw(st.booleans()) else [])], pa.float64()),
            "ok": column([True, None, *([False] if draw(st.booleans()) else [])], pa.bool_()),
            "word": column(["a", "b", "c", None], pa.string()),
        }
    )


@settings(max_examples=40, deadline=None)
@given(tables())
def test_what_plainly_holds_also_holds_for_great_expectations(table):
    plain = [check for check in CHECKS if plainly_holds(check.type, check.kwargs, table)]
    if plain:
        assert [len(outcome.unexpected) for outcome in suites._ask(plain, table, "id")] == [0] * len(plain)


def test_every_kind_of_check_can_plainly_hold_and_can_fail_to():
    good = pa.table({"number": [1, 2], "share": [0.1, 0.2], "ok": [True, True], "word": ["a", "b"]})
    bad = pa.table({"number": [9, 9], "share": [-1.0, 2.0], "ok": [True, False], "word": ["c", None]})
    holds = [check for check in CHECKS if plainly_holds(check.type, check.kwargs, good)]
    assert {check.type for check in holds} == set(GLANCES)
    assert not [check for check in CHECKS if plainly_holds(check.type, check.kwargs, bad)]


@pytest.mark.parametrize(
    ("type_", "kwargs"),
    [
        (BETWEEN, {"column": "n", "max_value": 1, "mostly": 0.5}),
        (BETWEEN, {"column": "n", "max_value": 9, "strict_max": True}),
        (BETWEEN, {"column": "nowhere", "max_value": 9}),
        (BETWEEN, {"column": "ok", "max_value": 9}),
        (IN_SET, {"column": "n", "value_set": [1, 2]}),
        ("expect_column_mean_to_be_between", {"column": "n", "max_value": 9}),
    ],
)
def test_plainly_holds_is_unsure_of_what_it_does_not_know(type_, kwargs):
    assert not plainly_holds(type_, kwargs, pa.table({"n": [1, 2], "ok": [True, True]}))


def test_good_rows_need_no_great_expectations(tmp_path, monkeypatch):
    monkeypatch.setattr(suites, "great_expectations", None)
    checks = load_suite("articles", make_config(tmp_path))
    outcomes = run_suite(checks, check_articles(make_articles(make_pairs())), id_column="article_id")
    judged = {outcome.check.name: outcome.n_rows for outcome in outcomes}
    assert judged == dict.fromkeys(judged, 4) | {"published_at_plausible": 0}  # no date, nothing to judge
    assert sum(len(outcome.unexpected) for outcome in outcomes) == 0
