"""The outcomes of the checks of a release in its asset event, in the form of Airflow's data-quality provider."""

from report.results import make_check

from pipelines.storage.json_files import write_json
from pipelines.workflow.notices import RESULT_KEY, event_of, summarise_checks


def made(tmp_path, *checks):
    release = {"path": str(tmp_path), "dataset": "news", "fingerprint": "f" * 32, "version": "v", "rows": 3}
    release |= {"swap_rate": 0.2, "verdict": "passed with warnings"}
    if checks:
        write_json(tmp_path / "quality" / "results.json", {"checks": list(checks), "attention": []})
    return release


def test_outcomes_are_counted_and_the_score_weighs_warnings(tmp_path):
    effects = {"a": "none", "b": "none", "c": "warning", "d": "quarantine", "e": "not run"}
    checks = [make_check(name, effect=effect) for name, effect in effects.items()]
    assert summarise_checks(made(tmp_path, *checks)) == {
        "run_uid": "f" * 32,
        "ruleset": "spindle",
        "table": "news",
        "score": 0.875,
        "passed": 2,
        "warned": 2,
        "failed": 0,
        "not_run": 1,
        "errored": 0,
        "failed_rules": [],
        "warned_rules": ["c", "d"],
    }


def test_a_stopped_check_counts_in_full(tmp_path):
    checks = [make_check("a", effect="stop"), make_check("b")]
    summary = summarise_checks(made(tmp_path, *checks))
    assert (summary["score"], summary["failed_rules"]) == (0.5, ["a"])


def test_a_release_without_results_has_no_score(tmp_path):
    assert summarise_checks(made(tmp_path))["score"] is None


def test_the_event_of_a_release_carries_them(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.workflow.notices.release_page", lambda _: "http://localhost/release")
    extra = event_of(made(tmp_path, make_check("a")), {})
    assert (extra[RESULT_KEY]["score"], extra["verdict"]) == (1.0, "passed with warnings")
