"""Who is told what when a run of build_corpus has ended, and who is asked before it publishes."""

import pytest
from dags.again import NOBODY, answering
from dags.by_hand import ByHand

from pipelines.config.notify import Notifier
from pipelines.config.run import load_config
from pipelines.errors import ConfigError
from pipelines.workflow.notify import check_notifiers, tell

pytestmark = pytest.mark.usefixtures("database")


def test_a_release_is_told_once_with_its_verdict_and_a_link(run, told):
    done, states = run()
    assert done.state == "success"
    assert states["approve_release"] == "skipped"
    assert states["publish_release"] == states["notify_people"] == "success"
    (said,) = told("release")
    facts = said["spindle"]
    assert said["text"] == f"Spindle: tiny {facts['version']} is published, passed with warnings"
    assert f"/spindle/run/build_corpus/{done.run_id.replace(':', '%3A').replace('+', '%2B')}" in facts["page"]
    assert any("license_present does not hold" in line for line in facts["attention"])
    assert facts["report"].startswith(f"{facts['path']}/quality/")
    assert facts["page"] in facts["text"]
    assert facts["probe"]["says"] in facts["text"]
    assert told("failure") == told("approval") == []

    _, states = run()  # the same content is no news
    assert states["notify_people"] == "skipped"
    assert len(told("release")) == 1


def test_a_stopped_run_tells_which_checks_stopped_it(run, told):
    done, states = run(validate_pairs={"min_length_ratio": 2})
    assert done.state == "failed"
    assert states["audit_corpus"] == "failed"
    assert states["approve_release"] == states["publish_release"] == "upstream_failed"
    assert states["notify_people"] == "success"
    (said,) = told("failure")
    facts = said["spindle"]
    assert said["text"] == "Spindle: tiny was stopped by 2 checks, nothing is published"
    assert facts["failed"] == ["audit_corpus"]
    assert [check["check"] for check in facts["checks"]] == ["train_pairs", "quarantine_share"]
    assert all(check["message"] in facts["text"] for check in facts["checks"])
    assert facts["report"]
    assert facts["report"] in facts["text"]
    assert told("release") == []


def test_a_failed_task_tells_its_error(run, told, tmp_path):
    done, states = run(input=str(tmp_path / "nothing.jsonl"))
    assert done.state == "failed"
    assert states["split_input"] == "failed"
    (said,) = told("failure")
    assert said["text"] == "Spindle: tiny failed in split_input"
    assert "nothing.jsonl" in said["spindle"]["text"]


def test_a_wrong_notifier_is_found_at_the_door(run):
    done, states = run(notify={"on_release": [{"notifier": "notifiers.NoNotifier"}]})
    assert done.state == "failed"
    assert states["check_run"] == "failed"
    assert states["split_input"] == "upstream_failed"


def test_nobody_has_to_be_told_of_a_wrong_notifier(run, told):
    _, states = run({"settings": ["notify.on_failure=[{notifier: os.system}]"]})
    assert (states["check_run"], states["notify_people"]) == ("failed", "skipped")
    assert told("failure") == []


@pytest.mark.parametrize("sections", [{"seed": None}, {"spin_articles": {"rat": 1}}, {"input": 7}])
def test_people_are_told_that_the_rest_of_the_configuration_is_invalid(run, told, sections):
    done, states = run({"settings": []}, **sections)  # `dag.test` keeps those of the test before
    assert (states["check_run"], states["notify_people"]) == ("failed", "success")
    (said,) = told("failure")
    assert said["text"] == "Spindle: a run without a valid configuration failed in check_run"
    assert next(iter(sections)) in said["spindle"]["text"]
    assert done.state == "failed"


def test_people_are_told_of_a_form_with_a_field_that_it_does_not_have(run, told):
    _, states = run({"settings": [], "dataset_name": "tiny"})
    assert (states["check_run"], states["notify_people"]) == ("failed", "success")
    (said,) = told("failure")
    assert "got dataset_name: remove it" in said["spindle"]["text"]


def test_people_are_told_of_a_task_that_left_no_reason(dags, run, told, monkeypatch):
    ByHand(dags["build_corpus"], monkeypatch).marks["split_input", -1] = "failed"
    run({"settings": []})
    (said,) = told("failure")
    assert said["text"] == "Spindle: tiny failed in split_input"
    assert "- split_input left no reason: its process was killed" in said["spindle"]["text"]


@pytest.mark.parametrize("marked", ["split_input", pytest.param("drop_copies", marks=pytest.mark.slow)])
def test_people_are_told_of_a_task_that_was_marked_before_it_left_a_result(dags, run, told, monkeypatch, marked):
    ByHand(dags["build_corpus"], monkeypatch).marks[marked, -1] = "success"
    done, states = run({"settings": []})
    unreached = {"split_input": "ingest_articles", "drop_copies": "link_duplicates"}[marked]
    assert (done.state, states[unreached], states["notify_people"]) == ("failed", "upstream_failed", "success")
    (said,) = told("failure")
    assert said["text"] == f"Spindle: tiny failed in {unreached}"
    assert f"expected the result of {marked}, found none: it was marked by hand" in said["spindle"]["text"]


@pytest.mark.parametrize(
    ("user", "says"),
    [
        ("ann", "Spindle: tiny was rejected by ann, nothing is published"),
        (NOBODY, "Spindle: nobody approved tiny in time, nothing is published"),
    ],
)
def test_a_release_that_is_not_approved_is_told(run, told, user, says):
    with answering("build_corpus", "Reject", user):
        done, states = run(publish_release={"require_approval": True})
    assert done.state == "success"
    assert (states["approve_release"], states["publish_release"]) == ("success", "skipped")
    asked, said = told("approval")
    assert asked["text"] == "Spindle: tiny waits for approval, passed with warnings"
    assert (said["text"], said["spindle"]["event"]) == (says, "rejection")
    assert said["spindle"]["rejected_by"] == (user or "")
    assert said["spindle"]["page"] in said["spindle"]["text"]
    assert told("release") == told("failure") == []


def test_a_release_that_is_approved_is_told_as_a_release(run, told):
    with answering("build_corpus", "Approve"):
        _, states = run(publish_release={"require_approval": True})
    assert (states["approve_release"], states["publish_release"]) == ("success", "success")
    assert [said["spindle"]["event"] for said in told("approval")] == ["approval"]
    assert len(told("release")) == 1


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"notifier": "nowhere.at.all.Notifier"}, "install the provider"),
        ({"notifier": "notifiers.Missing"}, "correct the path"),
        ({"notifier": "notifiers.NoNotifier"}, "derived from airflow.sdk.BaseNotifier"),
        ({"notifier": "notifiers.FileNotifier", "kwargs": {"paht": "x"}}, "kwargs"),
    ],
)
def test_a_notifier_that_cannot_be_made_is_refused(entry, says):
    config = load_config("news", input="a", notify={"on_failure": [entry]})
    with pytest.raises(ConfigError, match=says):
        check_notifiers(config)


def test_a_notifier_of_a_provider_can_be_made():
    path = "airflow.providers.smtp.notifications.smtp.SmtpNotifier"
    entry = {"notifier": path, "kwargs": {"to": "ml@example.org", "subject": "{{ spindle.title }}"}}
    check_notifiers(load_config("news", input="a", notify={"on_failure": [entry]}))


class Store(dict):
    """As Airflow's task_state_store: it survives retries."""

    def set(self, key, value):
        self[key] = value

    def get(self, key, default=None):
        return super().get(key, default)


def test_one_that_fails_keeps_nobody_from_being_told_and_a_retry_tells_nobody_twice(tmp_path, told):
    file = Notifier(notifier="notifiers.FileNotifier", kwargs={"path": f"{tmp_path}/release.jsonl"})
    entries = [Notifier(notifier="notifiers.BrokenNotifier"), file]
    context = {"task_state_store": Store()}
    for _ in range(2):
        with pytest.raises(ConnectionError, match="mail server"):
            tell(entries, {"event": "release", "title": "t", "text": "x"}, context)
    assert len(told("release")) == 1
