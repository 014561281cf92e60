"""The addresses in notices, and the outcomes of the checks of a release in its asset event."""

import pytest
from report.results import make_check

from pipelines.storage.json_files import write_json
from pipelines.workflow import notices
from pipelines.workflow.notices import RESULT_KEY, event_of, summarise_checks

# A run id may be anything; this one looks like a secret.
RUN = "http://air:8080/spindle/run/build_corpus/token%3Dnightly"


def made(tmp_path, *checks):
    release = {"path": str(tmp_path), "dataset": "news", "fingerprint": "f" * 32, "version": "v", "rows": 3}
    release |= {"swap_rate": 0.2, "verdict": "passed with warnings"}
    if checks:
        write_json(
            tmp_path / "quality" / "results.json",
            {"checks": list(checks), "attention": [check["message"] for check in checks]},
        )
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


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """The pages of an Airflow whose address has a login, on the folder of datasets."""
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://me:hush-hush@air:8080/")
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(tmp_path))
    return "http://air:8080/spindle/corpora"


def test_a_notice_of_a_release_leads_to_its_own_version_and_shows_no_secret(tmp_path, pages):
    folder = tmp_path / "news" / "20261130T100000Z-0123456789ab"
    says = "the input https://me:pw@news.example/a.jsonl?version=quiet-quiet changed"
    check = make_check("top_100_share", effect="warning", severity="warning", message=says)
    release = made(folder, check) | {"version": folder.name, "splits": {"train": 3}, "words": 30}
    notice = notices.release(None, release, RUN)
    page = f"{pages}/{tmp_path.name}/news/checks/corpus/top_100_share?version={folder.name}"
    assert [finding["page"] for finding in notice["findings"]] == [page]
    for text in (notice["text"], notice["html"]):
        assert f"  {page}\n" in text
        assert f"page: {RUN}" in text
        assert "https://news.example/a.jsonl?... changed" in text
    assert notice["page"] == RUN
    assert "quiet" not in str(notice)
    assert "hush" not in str(notice)


@pytest.mark.parametrize("beside", ["{}&token=hush", "'{}", "{}?token=hush", "https://x.org/?u={}"])
def test_only_an_address_of_our_own_is_left_as_it_is(pages, beside):
    stop = {"message": beside.format(RUN), "checks": [], "results": ""}
    notice = notices.failure(None, {"split_input": []}, [stop], RUN)
    assert "nightly" not in notice["message"]
    assert "hush" not in str(notice)
    assert notice["page"] == RUN
