"""Who is told what when a run of build_corpus has ended, and who is asked before it publishes."""

import json
from types import SimpleNamespace

import pytest
import yaml
from airflow.providers.common.compat.sdk import AirflowSkipException
from articles import write_news

from pipelines.config.notify import Notifier
from pipelines.config.run import load_config
from pipelines.errors import ConfigError
from pipelines.workflow.notify import check_notifiers, notify_people, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def told(tmp_path):
    """What FileNotifier was told of each event, in order."""

    def read(event):
        path = tmp_path / f"{event}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return read


@pytest.fixture
def run(dags, tmp_path, monkeypatch):
    """Runs the DAG with a configuration `sample` that tells FileNotifiers."""

    def run_dag(form=(), **sections):
        notify = {
            f"on_{event}": [{"notifier": "notifiers.FileNotifier", "kwargs": {"path": f"{tmp_path}/{event}.jsonl"}}]
            for event in ("failure", "release", "approval")
        }
        tree = {
            "dataset": "tiny",
            "input": str(write_news(tmp_path / "news.jsonl", 60)),
            "output": str(tmp_path / "out"),
            "seed": 3,
            "probe_corpus": {"train_words": 0},
            "notify": notify,
        }
        configs = tmp_path / "configs"
        (configs / "corpora").mkdir(parents=True, exist_ok=True)
        (configs / "corpora" / "sample.yaml").write_text(yaml.safe_dump(tree | sections))
        monkeypatch.chdir(tmp_path)  # its configs are found first
        done = dags["build_corpus"].test(run_conf={"config": "sample", **dict(form)})
        return done, {task.task_id: task.state for task in done.get_task_instances()}

    return run_dag


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


@pytest.mark.parametrize(
    ("user", "says"),
    [
        ({"id": "7", "name": "ann"}, "Spindle: tiny was rejected by ann, nothing is published"),
        (None, "Spindle: nobody approved tiny in time, nothing is published"),
    ],
)
def test_a_release_that_is_not_approved_is_told(tmp_path, told, user, says):
    file = {"notifier": "notifiers.FileNotifier", "kwargs": {"path": f"{tmp_path}/approval.jsonl"}}
    config = load_config("news", input="a", dataset="tiny", notify={"on_approval": [file]})
    answer = {"chosen_options": ["Reject"], "params_input": {}, "responded_by_user": user}
    left = {"check_run": config.model_dump(mode="json"), "approve_release": answer}
    ti = SimpleNamespace(
        dag_id="build_corpus",
        task_id="notify_people",
        get_task_states=lambda **_: {"r": {"approve_release": "success", "publish_release": "skipped"}},
        xcom_pull=lambda task_ids, **_: left.get(task_ids),
    )
    assert notify_people({"ti": ti, "run_id": "r", "task_state_store": Store()}) == says
    (said,) = told("approval")
    assert (said["text"], said["spindle"]["event"]) == (says, "rejection")
    assert said["spindle"]["page"] in said["spindle"]["text"]
    answer["chosen_options"] = ["Approve"]
    with pytest.raises(AirflowSkipException):
        notify_people({"ti": ti, "run_id": "r"})


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
