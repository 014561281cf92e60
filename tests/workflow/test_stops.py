"""The reasons that stopped runs leave for the page of their dataset."""

from types import SimpleNamespace

import pytest
from corpus import make_config

from pipelines.workflow import stops
from pipelines.workflow.stops import forget_reason, leave_reason, read_reasons

STOP = {"error": "ValidationFailed", "message": "none is left", "checks": [], "results": ""}


def context(task="ingest_articles", index=0, run="r1"):
    return {"ti": SimpleNamespace(dag_id="build_corpus", task_id=task, map_index=index), "run_id": run}


@pytest.fixture
def config(tmp_path):
    return make_config(tmp_path).model_dump(mode="json")


def test_a_reason_is_left_and_taken_away_by_a_retry_of_the_same_task(config, tmp_path):
    leave_reason(config, STOP, context())
    leave_reason(config, STOP | {"checks": [{"message": "a is 1"}]}, context("audit_corpus", -1))
    newest, oldest = read_reasons(tmp_path / "tiny")
    assert (newest["task"], newest["checks"]) == ("audit_corpus", ["a is 1"])
    assert (oldest["dag_id"], oldest["run_id"], oldest["message"]) == ("build_corpus", "r1", "none is left")
    forget_reason(config, context(index=1))
    assert len(read_reasons(tmp_path / "tiny")) == 2
    forget_reason(config, context())
    assert [reason["task"] for reason in read_reasons(tmp_path / "tiny")] == ["audit_corpus"]


def test_only_the_newest_reasons_are_kept(config, tmp_path, monkeypatch):
    monkeypatch.setattr(stops, "KEPT", 2)
    for number in range(4):
        leave_reason(config, STOP, context(run=str(number)))
    assert {reason["run_id"] for reason in read_reasons(tmp_path / "tiny")} == {"2", "3"}


def test_a_damaged_reason_hides_no_other(config, tmp_path):
    leave_reason(config, STOP, context())
    folder = tmp_path / "tiny" / stops.FOLDER
    for number, text in enumerate(("{", "[]", "{}", '{"when": 3}')):
        (folder / f"{number}.json").write_text(text)
    assert len(read_reasons(tmp_path / "tiny")) == 1


def test_a_reason_elsewhere_that_a_link_leads_to_is_not_read(config, tmp_path):
    leave_reason(config, STOP, context())
    folder = tmp_path / "tiny" / stops.FOLDER
    (found,) = folder.glob("*.json")
    found.rename(tmp_path / "elsewhere.json")
    found.symlink_to(tmp_path / "elsewhere.json")
    assert read_reasons(tmp_path / "tiny") == []
    found.unlink()
    (folder.parent / "elsewhere").mkdir()
    (tmp_path / "elsewhere.json").rename(folder.parent / "elsewhere" / "a.json")
    folder.rmdir()
    folder.symlink_to(folder.parent / "elsewhere")  # in the dataset still
    assert len(read_reasons(tmp_path / "tiny")) == 1


def test_a_folder_that_cannot_be_written_hides_no_error(config, monkeypatch, caplog):
    monkeypatch.setattr(stops, "write_json", lambda *_: (_ for _ in ()).throw(OSError("read-only")))
    leave_reason(config, STOP, context())
    assert "read-only" in caplog.text
