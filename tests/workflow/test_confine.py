"""Runs that are confined by Airflow's settings, task by task, and runs whose input has a secret in its address."""

import json
import logging
from functools import partial
from types import SimpleNamespace

import pytest
import yaml
from articles import write_news

from pipelines.config.files import own_folder
from pipelines.config.notify import Notify
from pipelines.config.run import check_config
from pipelines.errors import ConfigError, SpindleError
from pipelines.run import build_corpus
from pipelines.workflow import notify, stops, tasks
from pipelines.workflow.confine import find_confines, read_form, without_secrets

PASSWORD, SIGNATURE = "hunter2hunter2", "f00dfacef00dface"


def form_of(house, **fields):
    form = {"config": "sample", "input": f"{house}/news/a.jsonl", "output": f"{house}/corpora", "dataset": "tiny"}
    form["probe"] = 0
    return form | {name: str(value).replace("HOUSE", str(house)) for name, value in fields.items()}


def test_nothing_is_confined_by_default(monkeypatch):
    monkeypatch.delenv("AIRFLOW__SPINDLE__INPUT_ROOTS", raising=False)
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", "")
    assert not find_confines().are_set


def test_a_wrong_root_stops_every_run(house, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", "corpora")
    with pytest.raises(ConfigError, match="output_roots of Airflow to list absolute folders"):
        tasks.check_run(form_of(house))


def run_all(config, form=None):
    raw = tasks.split_input(config, form)
    articles = [tasks.ingest_articles(config, group).value for group in raw]
    groups = tasks.group_duplicates(config, articles).value
    chains = [tasks.validate_pairs(config, tasks.spin_articles(config, part, groups).value).value for part in articles]
    audit = tasks.audit_corpus(config, chains, groups).value
    probe = tasks.probe_corpus(config, chains, groups, audit).value
    return raw, articles, groups, chains, audit, probe, tasks.publish_release(config, chains, groups, probe).value


def test_a_run_within_its_roots_is_as_ever(house):
    form = form_of(house)
    *_, release = run_all(tasks.check_run(form), form)
    assert release["path"].startswith(f"{house}/corpora/tiny/")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"input": "HOUSE/secret/a.jsonl"}, "expected the input below"),
        ({"input": "HOUSE/news/../secret/a.jsonl"}, "expected the input below"),
        ({"real": "HOUSE/secret/a.jsonl"}, "expected every file of probe_corpus.real below"),
        ({"real": "HOUSE/news/../secret/a.jsonl"}, "expected every file of probe_corpus.real below"),
        ({"real": "s3://other/a.jsonl"}, "expected every file of probe_corpus.real below"),
        ({"output": "HOUSE/secret"}, "expected the output below"),
        ({"output": "HOUSE/corpora2"}, "expected the output below"),
        ({"output": "file://HOUSE/corpora/../secret"}, "expected the output below"),
        ({"output": "HOUSE/corpora/link"}, "expected the output below"),
        ({"dataset": "linked"}, "expected the folder of the dataset below"),
        ({"dataset": "inner"}, "expected everything in the folder of the dataset below"),
        ({"config": "HOUSE/news/mine.yaml"}, "to be the name of a file in configs/corpora/"),
        ({"config": "../profiles/light"}, "to be the name of a file in configs/corpora/"),
    ],
)
def test_the_first_task_refuses_what_is_outside(house, fields, words):
    (house / "corpora" / "link").symlink_to(house / "secret")
    (house / "corpora" / "linked").symlink_to(house / "secret")
    (house / "corpora" / "inner" / "work").mkdir(parents=True)
    (house / "corpora" / "inner" / "work" / "split_input").symlink_to(house / "secret")
    (house / "news" / "mine.yaml").write_text("dataset: tiny")
    with pytest.raises(ConfigError, match=words) as caught:
        tasks.check_run(form_of(house, **fields))
    assert caught.value.exit_code == 2
    assert "secret" in str(fields) or "secret" not in str(caught.value).replace(str(house), "")
    assert [path.name for path in (house / "secret").iterdir()] == ["a.jsonl"], "nothing is written"
    assert not (house / "corpora2").exists()


def test_the_first_task_refuses_a_profile_elsewhere(house):
    (house / "secret" / "mine.yaml").write_text(yaml.safe_dump({"imitates": "x", "rate": 0.1}))
    for name in (f"{house}/secret/mine.yaml", "../corpora/sample", f"{own_folder('configs')}/profiles/light.yaml"):
        with pytest.raises(ConfigError, match="expected the profile"):
            tasks.check_run(form_of(house) | {"profiles": [name]})


@pytest.mark.parametrize(
    "line",
    [
        "notify.on_release=[{notifier: a.B, kwargs: {text: '{{ conn.mail.password }}'}}]",
        "notify={on_failure: [{notifier: a.B}]}",
        "input=/etc/passwd",
        "output={house}/secret",
        "spin_articles.profiles=[{house}/secret/mine.yaml]",
    ],
)
def test_a_line_of_settings_leads_nowhere_else(house, line):
    """The free field of the form is confined as the other fields are, and sets no notifier."""
    form = {**form_of(house), "settings": [line.replace("{house}", str(house))]}
    (house / "secret" / "mine.yaml").write_text(yaml.safe_dump({"imitates": "x", "rate": 0.1}))
    for name in ("input", "output", "profiles"):  # a field of its own would count more
        if line.startswith((name, f"spin_articles.{name}")):
            form.pop(name, None)
    with pytest.raises(ConfigError, match="expected"):
        tasks.check_run(form)


def test_every_task_asks_again(house, monkeypatch):
    """The roots are narrowed after the run has begun: no task works on, whatever it was given."""
    form = form_of(house)
    config = tasks.check_run(form)
    raw, articles, groups, chains, audit, probe, _ = run_all(config, form)
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{house}/secret")
    spun = {name: part for name, part in chains[0].items() if name != "validated"}
    for again in (
        lambda: tasks.split_input(config, form),
        lambda: tasks.ingest_articles(config, raw[0]),
        lambda: tasks.group_duplicates(config, articles),
        lambda: tasks.spin_articles(config, articles[0], groups),
        lambda: tasks.validate_pairs(config, spun),
        lambda: tasks.audit_corpus(config, chains, groups),
        lambda: tasks.train_models(config, chains, groups),
        lambda: tasks.probe_corpus(config, chains, groups, audit),
        lambda: tasks.publish_release(config, chains, groups, probe),
    ):
        with pytest.raises(ConfigError, match="expected the output below"):
            again()


def test_a_link_to_real_samples_outside_is_refused_when_they_are_read(house):
    (house / "news" / "real.jsonl").write_text('{"text": "Real.", "label": 1}\n')
    config = tasks.check_run(form_of(house, real="HOUSE/news/real.jsonl"))
    (house / "news" / "real.jsonl").unlink()
    (house / "news" / "real.jsonl").symlink_to(house / "secret" / "a.jsonl")
    for read in (tasks.train_models, partial(tasks.probe_corpus, audit={})):
        with pytest.raises(ConfigError, match=r"expected every file of probe_corpus\.real below"):
            read(config, [], {})


def test_the_input_is_checked_when_it_is_read(house):
    form = form_of(house)
    config = tasks.check_run(form)
    (house / "news" / "a.jsonl").unlink()
    (house / "news" / "a.jsonl").symlink_to(house / "secret" / "a.jsonl")
    for given in (form, None):
        with pytest.raises(ConfigError, match="expected the input below"):
            tasks.split_input(config, given)


def test_inputs_of_negatives_are_confined_too(house):
    outside = {**form_of(house), "settings": [f"negatives.clean={house}/secret/a.jsonl"]}
    with pytest.raises(ConfigError, match="expected the input below"):
        tasks.check_run(outside)
    write_news(house / "news" / "b.jsonl", 3, start=70)
    form = {**form_of(house), "settings": [f"negatives.clean={house}/news/b.jsonl"]}
    config = tasks.check_run(form)
    with pytest.raises(ConfigError, match="expected the input that check_run accepted"):
        tasks.split_input(config, form_of(house))
    assert [len(group) for group in tasks.split_input(config, form)] == [1, 1]
    (house / "news" / "b.jsonl").unlink()
    (house / "news" / "b.jsonl").symlink_to(house / "secret" / "a.jsonl")
    with pytest.raises(ConfigError, match="expected the input below"):
        tasks.split_input(config, form)


def test_secrets_of_inputs_of_negatives_stay_out_of_xcoms(house):
    del house
    address = "https://me:pass@x.example/a.jsonl"
    config = check_config({"dataset": "a", "input": "n", "output": "o", "seed": 1, "negatives": {"edited": address}})
    assert "pass" not in repr(without_secrets(config))


def test_another_input_than_the_one_checked_is_refused(house):
    write_news(house / "news" / "b.jsonl", 3)
    config = tasks.check_run(form_of(house))
    with pytest.raises(ConfigError, match="expected the input that check_run accepted"):
        tasks.split_input(config, form_of(house, input="HOUSE/news/b.jsonl"))


def test_changed_xcoms_lead_nowhere(house):
    form = form_of(house)
    config = tasks.check_run(form)
    raw, articles, groups, *_ = run_all(config, form)
    outside = {"folder": f"{house}/secret"}, {"rows": {"../../../../../secret/a": 3}}, {"rejects_file": "/etc/passwd"}
    for change in outside:
        with pytest.raises(ConfigError, match="XCom of a task has been changed"):
            tasks.ingest_articles(config, [raw[0][0] | change])
        with pytest.raises(ConfigError, match="XCom of a task has been changed"):
            tasks.spin_articles(config, articles[0], groups | change)
    with pytest.raises(ConfigError, match="expected the output below"):
        tasks.ingest_articles(config | {"output": f"{house}/secret"}, raw[0])
    pulled = {"check_run": config, "publish_release": {"path": f"{house}/secret", "published": True}}
    ti = SimpleNamespace(
        dag_id="d",
        task_id="notify_people",
        get_task_states=lambda **_: {"r": {"publish_release": "success"}},
        xcom_pull=lambda task_ids, **_: pulled[task_ids],
    )
    with pytest.raises(ConfigError, match="expected the output below"):
        notify.notify_people({"ti": ti, "run_id": "r", "params": form})


def test_who_is_told_of_a_refused_run_does_not_come_from_a_path(house):
    (house / "news" / "mine.yaml").write_text("notify: {on_failure: [{notifier: a.B}]}")
    context = {
        "ti": SimpleNamespace(xcom_pull=lambda **_: None),
        "params": form_of(house, config="HOUSE/news/mine.yaml"),
    }
    assert notify._find_told(context) == (None, Notify())


@pytest.fixture
def secret_house(tmp_path, monkeypatch):
    """News at an address with a password: fsspec takes the host of a file:// for a folder."""
    for name in ("AIRFLOW__SPINDLE__INPUT_ROOTS", "AIRFLOW__SPINDLE__OUTPUT_ROOTS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / f"me:{PASSWORD}@localhost"
    folder.mkdir()
    news = write_news(folder / "news.jsonl", 60)
    news.write_text(news.read_text() + '{"text": "Too short."}\n')
    monkeypatch.chdir(tmp_path)
    return f"file://me:{PASSWORD}@localhost"


def everything_in(folder):
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode(errors="replace")


def test_no_secret_of_an_input_is_left_anywhere(secret_house, tmp_path, caplog, capsys):
    form = {
        "config": "sample",
        "input": f"{secret_house}/news.jsonl",
        "output": str(tmp_path / "out"),
        "dataset": "tiny",
    }
    with caplog.at_level(logging.INFO):
        config = tasks.check_run(form)
        left = run_all(config, form)
    assert list((tmp_path / "out" / "tiny" / "rejects").rglob("*.parquet")), "the places of dropped rows are stored too"
    assert config["input"] == "file://localhost/news.jsonl"
    said = caplog.text + "".join(capsys.readouterr())
    assert "file://localhost/news.jsonl ->" in said
    for text in (everything_in(tmp_path / "out"), said, json.dumps([config, left])):
        assert PASSWORD not in text


def test_no_secret_is_left_without_airflow_either(secret_house, tmp_path, caplog, capfd):
    query = f"https://x.org/a?X-Amz-Signature={SIGNATURE}"
    tree = {
        "dataset": "tiny",
        "input": f"{secret_house}/news.jsonl",
        "output": str(tmp_path / "out"),
        "seed": 1,
        "publish_release": {"title": query, "description": f"From {query}.", "creator": query, "license": query},
    }
    with caplog.at_level(logging.INFO):
        build_corpus(tasks.read_config(tree), workers=1)
    text = everything_in(tmp_path / "out") + caplog.text + "".join(capfd.readouterr())
    assert "https://x.org/a?..." in text
    assert PASSWORD not in text
    assert SIGNATURE not in text


@pytest.mark.parametrize(
    "file", ["missing.jsonl", "news.docx", "empty.jsonl", "broken.parquet", "*.docx", "broken.csv"]
)
def test_no_error_of_an_input_holds_its_secret(secret_house, file, tmp_path, caplog):
    folder = tmp_path / f"me:{PASSWORD}@localhost"
    for name, content in {"news.docx": "x", "empty.jsonl": "", "broken.parquet": "x", "broken.csv": 'a,"b\n"'}.items():
        (folder / name).write_text(content)
    form = form_of(tmp_path, input=f"{secret_house}/{file}", output=tmp_path / "out")
    with caplog.at_level(logging.INFO):
        config = tasks.check_run(form)
        with pytest.raises(SpindleError) as caught:
            tasks.split_input(config, form)
    assert PASSWORD not in f"{caught.value} {stops.why_stopped(caught.value)} {caplog.text}"


def test_airflow_masks_the_secrets_of_a_form_in_logs(monkeypatch):
    masked = []
    monkeypatch.setattr("pipelines.workflow.confine.mask_secret", masked.append)
    address = f"https://me:{PASSWORD}@x.org/a?X-Amz-Signature={SIGNATURE}"
    with pytest.raises(ConfigError) as caught:
        read_form({"config": "sample", "input": address, "dataset": f"NO {address}"})
    assert {PASSWORD, SIGNATURE, f"X-Amz-Signature={SIGNATURE}"} <= set(masked)
    assert PASSWORD not in str(caught.value)
    assert SIGNATURE not in str(caught.value)
