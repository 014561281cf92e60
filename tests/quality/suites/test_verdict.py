from dataclasses import replace

import pytest

from pipelines.quality.suites.checks import Check
from pipelines.quality.suites.verdict import judge, verdict_of

ROWS = {"rows": 2000, "unexpected": 3, "examples": [{"id": "a1", "value": False}]}
FINE = {"rows": 2000, "unexpected": 0, "examples": []}


def check(suite, severity="critical", settings=(), **kwargs):
    return Check(suite, "rule", "t", kwargs, severity, "Do something.", settings)


def judge_one(check, outcome, **details):
    return judge([([check], {"rule": outcome})], details)[0]


@pytest.mark.parametrize(
    ("suite", "severity", "outcome", "effect", "verdict"),
    [
        ("pairs", "critical", FINE, "none", "passed"),
        ("pairs", "critical", ROWS, "quarantine", "passed with warnings"),
        ("pairs", "warning", ROWS, "warning", "passed with warnings"),
        ("articles", "critical", ROWS, "stop", "failed"),
        ("articles", "warning", ROWS, "warning", "passed with warnings"),
        ("corpus", "critical", ROWS | {"observed": 3}, "stop", "failed"),
        ("corpus", "warning", ROWS | {"observed": 3}, "warning", "passed with warnings"),
    ],
)
def test_effect_and_verdict_follow_suite_and_severity(suite, severity, outcome, effect, verdict):
    record = judge_one(check(suite, severity), outcome)
    assert record.effect == effect
    assert verdict_of([record]) == verdict


def test_one_stop_outweighs_any_number_of_passed_checks():
    fine = judge_one(check("pairs"), FINE)
    assert verdict_of([fine, judge_one(check("articles"), ROWS), fine]) == "failed"
    assert verdict_of([]) == "passed"


def test_a_figure_shows_threshold_setting_and_detail():
    outcome = {"rows": 1, "unexpected": 1, "examples": [], "observed": 0.034}
    rule = check("corpus", settings=("validate_pairs.max_quarantine_share",), max_value=0.01)
    record = judge_one(rule, outcome, rule="language 7")
    assert record.message == ("rule is 0.034, expected at most 0.01 (validate_pairs.max_quarantine_share): language 7")
    assert (record.observed, record.threshold) == (0.034, "at most 0.01")


def test_failed_rows_are_counted_and_named():
    record = judge_one(check("pairs"), ROWS)
    assert record.message == "rule does not hold for 3 of 2,000 pairs, now in quarantine: a1 (False)"
    assert (record.observed, record.threshold) == (3, "no row")
    assert judge_one(check("pairs"), FINE).message == "rule holds"


def test_a_long_fraction_of_a_failed_row_is_shortened():
    outcome = ROWS | {"examples": [{"id": "a1", "value": 0.997876818097407}]}
    assert judge_one(check("pairs", "warning"), outcome).message.endswith("a1 (0.9979)")


def test_a_check_that_judged_nothing_did_not_run():
    idle = {"rows": 0, "unexpected": 0, "examples": []}
    for rule, outcome in ((check("pairs"), idle), (check("corpus", max_value=1), idle | {"observed": None})):
        record = judge_one(rule, outcome)
        assert (record.effect, record.observed, record.to_json()["success"]) == ("not run", None, None)
        assert record.message == "rule did not run: no row has a value for it"
        assert verdict_of([record]) == "passed"
    off = replace(check("corpus"), off="a.switch is 0")
    assert judge_one(off, FINE | {"observed": 0.0}, rule="more").message == "rule did not run: a.switch is 0"


def test_a_figure_does_not_name_the_corpus_as_its_example():
    outcome = {"rows": 1, "unexpected": 1, "examples": [{"id": "news", "value": 0.72}], "observed": 0.72}
    assert judge_one(check("corpus", max_value=0.1), outcome).message == "rule is 0.72, expected at most 0.1"


def test_a_failed_check_says_what_happened():
    rule = replace(check("corpus", max_value=0.1), notes="Rates are as before.", fails="The rates are not as before")
    outcome = {"rows": 1, "unexpected": 1, "examples": [], "observed": 0.72}
    assert judge_one(rule, outcome).message == "The rates are not as before: rule is 0.72, expected at most 0.1"
    assert judge_one(rule, outcome | {"unexpected": 0}).message == "rule is 0.72"
    rows = judge_one(replace(check("pairs"), fails="Words are lost"), ROWS).message
    assert rows.startswith("Words are lost: rule does not hold for 3 of 2,000 pairs, now in quarantine")
