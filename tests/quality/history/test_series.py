import pytest
from report.results import make_record

from pipelines.quality.history.series import ABSENT, read_series, value_of


def rows(name, unexpected, of=1000, **changes):
    return make_record(name, suite="pairs", observed=unexpected, rows=of, **changes)


def series_of(*releases):
    found = read_series({f"v{number}": checks for number, checks in enumerate(releases)})
    return {each.check: each for each in found}


def test_a_series_has_a_value_a_release():
    found = series_of([make_record("a", observed=0.1)], [make_record("a", observed=0.2, effect="warning")])["a"]
    assert found.versions == ("v0", "v1")
    assert found.values == (0.1, 0.2)
    assert found.states == ["none", "warning"]


def test_a_check_that_did_not_run_has_no_value_and_is_not_one_that_holds():
    found = series_of([make_record("a", effect="not run", observed=None)], [])["a"]
    assert found.values == (None, None)
    assert found.states == ["not run", ABSENT]
    assert found.last is None
    assert found.latest_result.check == "a"


def test_a_check_on_rows_has_the_share_of_those_that_break_it():
    assert value_of(rows("a", 5)) == 0.005
    assert value_of(rows("a", 0, of=0)) is None


@pytest.mark.parametrize("odd", [None, "many", True, float("nan"), float("inf"), [1]])
def test_what_is_no_number_is_no_value(odd):
    assert value_of(make_record("a", observed=odd)) is None


def test_checks_of_older_releases_come_last():
    assert list(series_of([make_record("gone")], [make_record("new")])) == ["new", "gone"]


def test_errors_follow_from_the_kind_of_figure():
    assert series_of([rows("a", 0)])["a"].errors == [pytest.approx(0.001)]  # one row
    share = series_of([rows("a", 10)], [rows("a", 1, of=100)])["a"].errors
    assert share == pytest.approx([(0.01 / 1000) ** 0.5, (0.01 / 100) ** 0.5])
    count = series_of([make_record("n", observed=400)])["n"].errors
    assert count == [20]
    figure = make_record("f", observed=0.05, expectation={"kwargs": {"max_value": 0.1}})
    assert series_of([figure])["f"].errors == [pytest.approx(0.0005)]  # a hundredth of the room


@pytest.mark.parametrize(
    ("kwargs", "step", "marks"),
    [
        ({"min_value": 1}, 45, []),
        ({"min_value": 1}, -45, ["drift"]),
        ({"min_value": 1}, 5.5, ["drift"]),
        ({"max_value": 0}, 45, ["drift"]),
    ],
    ids=["more pairs", "fewer pairs", "a share that rises", "more faults"],
)
def test_a_corpus_that_grows_is_not_odd(kwargs, step, marks):
    releases = [[make_record("n", observed=900 + step * n, expectation={"kwargs": kwargs})] for n in range(16)]
    assert [mark.kind for mark in series_of(*releases)["n"].anomalies] == marks


def test_a_share_of_few_rows_is_not_marked():
    calm = [[rows("a", 0)] for _ in range(20)]
    assert series_of(*calm, [rows("a", 1)])["a"].anomalies == []
    assert [mark.at for mark in series_of(*calm, [rows("a", 40)])["a"].anomalies] == [20]
