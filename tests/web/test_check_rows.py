import pytest
from report.results import make_record

from pipelines.web.check_rows import describe_checks, find_distance


@pytest.mark.parametrize(
    ("observed", "kwargs", "says", "state"),
    [
        (0.01, {"max_value": 0.02}, "0.01 below the limit", "far"),
        (0.019, {"max_value": 0.02}, "0.001 below the limit", "near"),
        (0.02, {"max_value": 0.02}, "0 below the limit", "near"),
        (0.5, {"max_value": 0.2}, "0.3 over", "over"),
        (0, {"max_value": 0}, "none found, none allowed", "far"),
        (3, {"max_value": 0}, "3 over", "over"),
        (0.95, {"min_value": 0.8}, "0.15 above the least", "near"),
        (0.7, {"min_value": 0.8}, "0.1 short", "over"),
        (0, {"min_value": 1}, "1 short", "over"),
        (0.5, {"min_value": 0.1, "max_value": 0.55}, "0.05 below the limit", "near"),
        (None, {"max_value": 0.2}, "", "none"),
        (0.3, {}, "", "none"),
    ],
)
def test_the_distance_is_that_to_the_nearest_bound(observed, kwargs, says, state):
    check = make_record("a", observed=observed, unexpected=0, expectation={"type": "between", "kwargs": kwargs})
    distance = find_distance(check)
    assert (distance.says, distance.state) == (says, state)


def test_the_distance_of_a_check_on_rows_is_a_share():
    check = make_record(
        "a", suite="pairs", observed=3, unexpected=3, rows=100, expectation={"kwargs": {"mostly": 0.95}}
    )
    assert find_distance(check).says == "2.0% below the limit"
    none = make_record("a", suite="pairs", observed=1, unexpected=1, rows=100, expectation={"kwargs": {}})
    assert (find_distance(none).says, find_distance(none).state) == ("1.0% over", "over")


@pytest.mark.parametrize(
    ("check", "failing"),
    [
        (make_record("replayed", suite="pairs", effect="quarantine"), "quarantine"),
        (make_record("quarantine_share", effect="warning"), "quarantine"),
        (make_record("language", suite="articles", effect="warning"), "articles"),
        (make_record("reject_share", effect="stop"), "rejects"),
        (make_record("similarity", suite="pairs", effect="warning"), "pairs"),
        (make_record("shortcut_auroc", effect="warning"), ""),
        (make_record("replayed", suite="pairs"), ""),
    ],
)
def test_failing_rows_are_where_the_check_put_them(check, failing):
    assert describe_checks([check])[0].failing == failing
