import pytest
from corpus import make_config

from pipelines.errors import ConfigError
from pipelines.quality.suites import checks as module
from pipelines.quality.suites.checks import Check, holds, load_suite, merge_outcomes, suite_fingerprint, why_not_run


def between(column="x", name="x", **kwargs):
    return Check("tiny", name, "expect_column_values_to_be_between", {"column": column, **kwargs}, "critical", "Small.")


def in_set(column, name="ok"):
    kwargs = {"column": column, "value_set": [True]}
    return Check("tiny", name, "expect_column_values_to_be_in_set", kwargs, "critical", "True.")


@pytest.fixture
def config(tmp_path):
    return make_config(tmp_path, validate_pairs={"max_length_ratio": 3.5})


def test_load_suite_fills_in_settings_by_name(config):
    check = next(check for check in load_suite("pairs", config) if check.name == "length_ratio")
    assert check.kwargs == {"column": "length_ratio", "min_value": 0.5, "max_value": 3.5}
    assert check.settings == ("validate_pairs.min_length_ratio", "validate_pairs.max_length_ratio")


def test_load_suite_rejects_an_unknown_setting(config, monkeypatch):
    entry = {
        "name": "short",
        "type": "t",
        "kwargs": {"max_value": {"$PARAMETER": "validate_pairs.max_lenght"}},
        "severity": "critical",
        "notes": "",
    }
    monkeypatch.setattr(module, "read_json", lambda _: {"checks": [entry]})
    with pytest.raises(ConfigError, match=r"validate_pairs\.max_lenght.*short.*pairs\.json"):
        load_suite("pairs", config)


def test_suite_fingerprint_changes_with_a_threshold(config, tmp_path):
    assert suite_fingerprint(load_suite("pairs", config)) == suite_fingerprint(load_suite("pairs", config))
    other = make_config(tmp_path, validate_pairs={"max_length_ratio": 3})
    assert suite_fingerprint(load_suite("pairs", config)) != suite_fingerprint(load_suite("pairs", other))


def test_merge_outcomes_adds_up():
    one = {"x": {"rows": 2, "unexpected": 1, "examples": [{"id": "a", "value": 1}]}}
    more = {"x": {"rows": 9, "unexpected": 6, "examples": [{"id": str(i), "value": i} for i in range(5)]}}
    merged = merge_outcomes([one, more, one])["x"]
    assert (merged["rows"], merged["unexpected"]) == (13, 8)
    assert [example["id"] for example in merged["examples"]] == ["a", "0", "1", "2", "3"]
    assert one["x"]["rows"] == 2


def test_holds_leaves_room_for_mostly():
    outcome = {"rows": 100, "unexpected": 2, "examples": []}
    assert holds(between(mostly=0.98), outcome)
    assert not holds(between(mostly=0.99), outcome)
    assert not holds(between(), outcome)


def test_a_setting_switches_its_checks_off(tmp_path):
    def off(suite, **sections):
        return {check.name: check.off for check in load_suite(suite, make_config(tmp_path, **sections)) if check.off}

    no_split = {"group_duplicates": {"test_unseen": 0}, "spin_articles": {"held_out": 0}}
    checks = ("test_unseen_pairs", "unseen_rate_error", "unseen_swaps_seen")
    assert off("corpus", **no_split) == dict.fromkeys(checks, "group_duplicates.test_unseen is 0")
    assert off("corpus", group_duplicates={"test_unseen": 0.1}) == {}
    assert off("pairs") == {"similarity": "validate_pairs.semantic_sample is 0"}
    assert off("pairs", validate_pairs={"semantic_sample": 5}) == {}


def test_a_check_without_a_row_did_not_run():
    assert why_not_run(between(), {"rows": 1}) == ""
    assert why_not_run(between(), {"rows": 0}) == "no row has a value for it"
