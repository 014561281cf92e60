"""The findings of a run in its notice: grouped, with links, and apart from those that people have decided on."""

import pytest
from corpus import make_config
from release.small_releases import write_releases
from report.results import make_check, make_record

from pipelines.release.triage.actions import Action
from pipelines.release.triage.file import append_actions
from pipelines.workflow import notices
from pipelines.workflow.findings import SHOWN, tell_findings


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(tmp_path))
    return tmp_path / "tiny"


def decide(folder, verb, check, version, **changes):
    append_actions(folder, [Action(verb, "corpus", check, version, "ann", **changes)])


CHECKS = [
    make_record("leaks", effect="stop", observed=3),
    make_record("rate_error", effect="warning", observed=0.03),
    make_record("drift_kinds", effect="warning", observed=0.2),
    make_record("holds"),
]


def test_findings_are_grouped_by_effect_each_with_the_link_to_its_page(folder):
    (version,) = write_releases(folder, 1)
    told = tell_findings(folder, CHECKS, version)
    heads = [line for line in told.lines if line.endswith(":")]
    assert heads == ["stops the release (1):", "warning (2):"]
    after = told.lines[told.lines.index("- leaks is 3. Expected: What leaks is about.") + 1]
    assert after.endswith(f"/spindle/corpora/{folder.parent.name}/tiny/checks/corpus/leaks?version={version}")
    assert [fact["state"] for fact in told.facts] == ["open"] * 3
    assert not told.is_muted


def test_what_people_have_decided_on_is_named_apart(folder):
    (version,) = write_releases(folder, 1)
    decide(folder, "mute", "rate_error", version, releases=2)
    decide(folder, "acknowledge", "drift_kinds", version)
    lines = tell_findings(folder, CHECKS, version).lines
    assert "warning (2):" not in lines
    assert any(line.startswith("muted (1): rate_error, muted for 2 releases by ann on ") for line in lines)
    assert any(line.startswith("acknowledged (1): drift_kinds, acknowledged by ann on ") for line in lines)


def test_no_root_has_no_links(folder, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", "/elsewhere")
    assert {fact["page"] for fact in tell_findings(folder, CHECKS, None).facts} == {""}


def test_long_lists_are_cut(folder):
    checks = [make_record(f"check_{number}", effect="warning", notes="n" * 1000) for number in range(SHOWN + 3)]
    lines = tell_findings(folder, checks, None).lines
    assert lines[-1] == "and 3 more"
    assert max(map(len, lines)) < 700


def stop(*names):
    return {"message": "", "checks": [make_check(name, effect="stop") for name in names], "results": ""}


def test_a_failure_whose_findings_are_all_muted_calls_nobody(folder):
    (version,) = write_releases(folder, 1)
    config = make_config(folder.parent).model_dump(mode="json")
    decide(folder, "mute", "leaks", version, releases=2)
    notice = notices.failure(config, {"audit_corpus": []}, [stop("leaks")], "page")
    assert notice["is_muted"]
    assert notice["title"] == "Spindle: tiny was stopped by 1 check, nothing is published, all muted"
    assert "muted (1): leaks, muted for 2 releases by ann" in notice["text"]
    mixed = notices.failure(config, {"audit_corpus": []}, [stop("leaks", "other")], "page")
    assert not mixed["is_muted"]
    assert "muted (1): leaks" in mixed["text"]
    error = {"message": "the store is away", "checks": [], "results": ""}
    assert not notices.failure(config, {"audit_corpus": []}, [stop("leaks"), error], "page")["is_muted"]


def test_a_task_that_died_without_a_reason_calls(folder):
    config = make_config(folder.parent).model_dump(mode="json")
    notice = notices.failure(config, {"spin_articles": ["part 00003"]}, [], "page")
    assert not notice["is_muted"]
    assert notice["title"].startswith("Spindle: tiny failed in spin_articles")
    assert notice["findings"] == []


def test_an_acknowledged_failure_still_calls(folder):
    (version,) = write_releases(folder, 1)
    config = make_config(folder.parent).model_dump(mode="json")
    decide(folder, "acknowledge", "leaks", version)
    assert not notices.failure(config, {"audit_corpus": []}, [stop("leaks")], "page")["is_muted"]


def test_a_damaged_file_of_decisions_hides_no_finding(folder):
    folder.mkdir(exist_ok=True)
    (folder / "triage.json").write_text("{")
    config = make_config(folder.parent).model_dump(mode="json")
    notice = notices.failure(config, {"audit_corpus": []}, [stop("leaks")], "page")
    assert "stops the release (1):" in notice["text"]
