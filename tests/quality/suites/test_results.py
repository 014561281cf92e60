import pytest

from pipelines.quality.suites.results import EFFECTS, CheckResult, failed_checks, read_checks

RESULTS = [CheckResult(f"check_{effect}", suite="pairs", effect=effect) for effect in reversed(EFFECTS)]


def test_a_record_reads_back_equal():
    assert read_checks({"checks": [check.to_json() for check in RESULTS]}) == RESULTS


def test_an_incomplete_record_can_be_read():
    assert CheckResult.from_json({"check": "a", "of_a_later_version": 1}) == CheckResult("a")


def test_results_without_checks_have_none():
    assert read_checks({"verdict": "failed"}) == []


@pytest.mark.parametrize("check", RESULTS)
def test_a_check_holds_if_it_has_no_effect(check):
    assert check.holds == (check.effect == "none")
    assert check.to_json()["success"] == (None if check.effect == "not run" else check.holds)


def test_failed_checks_begin_with_the_most_serious():
    assert [check.effect for check in failed_checks(RESULTS)] == ["stop", "quarantine", "warning"]


def test_a_record_of_an_older_release_is_read():
    """Before checks said that they did not run, such a check held."""
    old = {"check": "similarity", "suite": "pairs", "effect": "none", "success": True, "observed": 0, "rows": 0}
    (check,) = read_checks({"checks": [old]})
    assert (check.holds, check.fails, check.figure) == (True, "", "0 of 0 rows")
