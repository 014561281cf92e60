"""Notices of a run that was cleared, in whole or in part."""

import pytest
from dags.again import answering, clear, go_on

pytestmark = pytest.mark.usefixtures("database")
STRICT = {"min_length_ratio": 2}
# audit_corpus and all that comes after it.
FROM_AUDIT = ("audit_corpus", "probe_corpus", "approve_release", "publish_release", "notify_people", "end_run")


def test_each_failure_of_a_run_is_told_and_each_once(run, told, dags):
    done, _ = run(validate_pairs=STRICT)
    assert len(told("failure")) == 1
    clear(done, *FROM_AUDIT)
    state, states = go_on(dags["build_corpus"], done)
    assert (state, states["audit_corpus"], states["notify_people"]) == ("failed", "failed", "success")
    first, second = told("failure")
    assert first["text"] == second["text"] == "Spindle: tiny was stopped by 2 checks, nothing is published"


def test_each_request_for_approval_is_told_and_the_last_answer_counts(run, told, dags):
    with answering("build_corpus", "Reject"):
        done, _ = run(publish_release={"require_approval": True})
    clear(done, "approve_release", "publish_release", "notify_people", "end_run", "end_notices")
    with answering("build_corpus", "Reject", "bob"):
        state, states = go_on(dags["build_corpus"], done)
    assert (state, states["publish_release"], states["notify_people"]) == ("success", "skipped", "success")
    assert [said["spindle"]["event"] for said in told("approval")] == ["approval", "rejection"] * 2
    assert [said["spindle"].get("rejected_by") for said in told("approval")] == [None, "ann", None, "bob"]


@pytest.mark.slow
def test_a_release_of_the_time_before_is_not_told_again_when_the_run_is_rejected(run, told, dags):
    with answering("build_corpus", "Approve"):
        done, _ = run(publish_release={"require_approval": True})
    assert len(told("release")) == 1
    clear(done, "approve_release", "publish_release", "notify_people", "end_run", "end_notices")
    with answering("build_corpus", "Reject"):
        go_on(dags["build_corpus"], done)
    assert len(told("release")) == 1
    assert [said["spindle"]["event"] for said in told("approval")] == ["approval", "approval", "rejection"]


@pytest.mark.slow
def test_the_reason_of_a_task_that_is_not_reached_again_is_not_told(run, told, dags, tmp_path):
    done, _ = run(validate_pairs=STRICT)
    (tmp_path / "news.jsonl").unlink()
    every = ("check_run", "split_input", "ingest_articles", "drop_copies", "link_duplicates", "group_duplicates")
    clear(done, *every, "spin_articles", "validate_pairs", "train_models", *FROM_AUDIT, "end_notices")
    _, states = go_on(dags["build_corpus"], done)
    assert (states["split_input"], states["audit_corpus"]) == ("failed", "upstream_failed")
    assert [said["text"] for said in told("failure")] == [
        "Spindle: tiny was stopped by 2 checks, nothing is published",
        "Spindle: tiny failed in split_input",
    ]


def test_rejected_rows_are_the_fault_of_the_stage_that_rejected_them(run, told):
    _, states = run(ingest_articles={"min_words": 5000, "max_words": 9000})
    assert states["drop_copies"] == "failed"
    (said,) = told("failure")
    assert said["text"] == "Spindle: tiny failed in ingest_articles"
    assert said["spindle"]["failed"] == ["ingest_articles"]


def test_a_mapped_task_is_named_with_its_parts(run, told, monkeypatch):
    from pipelines.workflow import tasks

    def fail(config, articles, groups):
        raise MemoryError("Unable to allocate 7.45 GiB")

    monkeypatch.setattr(tasks, "spin_articles", fail)
    done, _ = run(ingest_articles={"part_bytes": 8_000, "max_tasks": 2})
    assert done.state == "failed"
    (said,) = told("failure")
    n_parts = len(said["spindle"]["failed_parts"]["spin_articles"])
    assert n_parts == 2
    assert said["text"] == "Spindle: tiny failed in spin_articles (part 00000 and 1 more)"
    assert said["spindle"]["failed"] == ["spin_articles"]


def test_storage_that_fails_is_told_with_what_to_do_and_the_run_goes_on_when_cleared(run, told, dags, monkeypatch):
    from pipelines.workflow import tasks

    def fail(*_):
        raise OSError(30, "Read-only file system", "/data/.work.lock")

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "group_duplicates", fail)
        done, states = run()
    assert states["group_duplicates"] == "failed"
    (said,) = told("failure")
    assert said["spindle"]["message"] == (
        "expected to read and write /data/.work.lock, but: Read-only file system. See to that storage, then clear the "
        "task: the run goes on from what is finished"
    )
    clear(done, "group_duplicates", "spin_articles", "validate_pairs", "train_models", *FROM_AUDIT, "end_notices")
    assert go_on(dags["build_corpus"], done)[0] == "success"
    assert len(told("release")) == 1
