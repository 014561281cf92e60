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
def test_a_check_passes_if_it_has_no_effect(check):
    assert check.holds == (check.effect == "none") == check.to_json()["success"]


def test_failed_checks_begin_with_the_most_serious():
    assert [check.effect for check in failed_checks(RESULTS)] == ["stop", "quarantine", "warning"]
