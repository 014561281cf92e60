"""The status of a run: its state, its verdict, and a sentence on it."""

import pytest
from web.test_progress import part, run

from pipelines.web.progress import steps_of
from pipelines.web.run_status import describe, status_of, waits_for_approval

RELEASE = {"version": "v", "published": True, "rows": 1, "swap_rate": 0.25, "path": "/c/tiny/v"}


@pytest.mark.parametrize(
    ("state", "tasks", "says"),
    [
        ("queued", {"check_run": None}, "The run waits for a worker."),
        ("running", {"check_run": "success", "split_input": "running"}, "Running: split_input."),
        ("running", {"approve_release": "awaiting_input"}, "The release waits for somebody's approval."),
        (
            "success",
            {"approve_release": "success", "publish_release": "skipped"},
            "Nothing is published: the release was not approved.",
        ),
        (
            "failed",
            {"spin_articles": "failed", "publish_release": "upstream_failed"},
            "Nothing is published: the run failed in spin_articles.",
        ),
        (
            "failed",
            {"drop_copies": "success", "link_duplicates": "upstream_failed", "publish_release": "upstream_failed"},
            (
                "Nothing is published: link_duplicates could not begin, since a task before it was marked by hand and "
                "has left no result. Clear that one, with the tasks after it."
            ),
        ),
        (
            "failed",
            {"check_run": "skipped", "publish_release": "skipped"},
            "Nothing is published: somebody marked the run as failed.",
        ),
        (
            "success",
            {"check_run": "success", "publish_release": "skipped"},
            "Nothing is published: somebody marked the run as successful.",
        ),
        ("success", {"learn_profile": "success"}, "The run is done."),
        ("failed", {"prune_releases": "failed"}, "The run failed in prune_releases."),
        ("running", {"split_input": "up_for_retry"}, "split_input failed and is tried again soon."),
        (
            "success",
            {"publish_release": ("success", {"version": "v", "published": False, "rows": 1200, "swap_rate": 0.25})},
            "The same content was published before: 1,200 pairs, 25.0% of the words swapped.",
        ),
    ],
)
def test_a_sentence_describes_the_progress_of_the_run(state, tasks, says):
    steps = run(**tasks)
    assert describe(status_of(state, steps, {}), steps) == says


def test_checks_that_stop_a_run_are_its_verdict():
    steps = run(audit_corpus="failed", publish_release="upstream_failed")
    stop = {"checks": [{"check": "a"}], "message": "long", "results": "/r"}
    outcome = status_of("failed", steps, {("audit_corpus", -1): stop})
    assert (outcome.verdict, outcome.results, outcome.outcome) == ("failed", "/r", "stopped")
    assert [(each.task, each.message) for each in outcome.stops] == [("audit_corpus", "")]
    assert describe(outcome, steps) == "Nothing is published: 1 check stops the release."


def test_the_verdict_is_shown_when_the_audit_has_ended():
    steps = run(audit_corpus=("success", {"verdict": "passed", "results": "/r"}), approve_release="awaiting_input")
    outcome = status_of("running", steps, {})
    assert (outcome.verdict, outcome.results, outcome.goes_on) == ("passed", "/r", True)
    assert waits_for_approval(steps)


def test_the_verdict_of_the_probe_is_the_last_word():
    audit, probe = {"verdict": "passed", "results": "/a"}, {"verdict": "passed with warnings", "results": "/p"}
    steps = run(audit_corpus=("success", audit), probe_corpus=("success", probe | {"probe": {"says": "It finds."}}))
    outcome = status_of("running", steps, {})
    assert (outcome.verdict, outcome.results, outcome.probe) == ("passed with warnings", "/p", {"says": "It finds."})
    stop = {"checks": [{"check": "a"}], "message": "long", "results": "/stopped"}
    steps = run(audit_corpus=("success", audit), probe_corpus="failed")
    outcome = status_of("failed", steps, {("probe_corpus", -1): stop})
    assert (outcome.verdict, outcome.results, outcome.probe) == ("failed", "/stopped", {})


def test_a_release_that_was_there_has_the_verdict_stored_with_it():
    audit = {"verdict": "passed with warnings", "results": "/work/audit"}
    release = {
        "version": "v",
        "published": False,
        "rows": 1,
        "swap_rate": 0.25,
        "verdict": "passed",
        "path": "/c/tiny/v",
    }
    steps = run(audit_corpus=("success", audit), publish_release=("success", release))
    outcome = status_of("success", steps, {})
    assert (outcome.verdict, outcome.results) == ("passed", "/c/tiny/v/quality")


@pytest.mark.parametrize(
    ("state", "tasks", "outcome"),
    [
        ("running", {"spin_articles": "running"}, "running"),
        ("queued", {"check_run": None}, "running"),
        ("success", {"publish_release": ("success", RELEASE | {"verdict": "passed"})}, "passed"),
        (
            "success",
            {"publish_release": ("success", RELEASE | {"verdict": "passed with warnings"})},
            "passed with warnings",
        ),
        ("success", {"approve_release": "success", "publish_release": "skipped"}, "not published"),
        ("success", {"check_run": "success", "publish_release": "skipped"}, "not published"),
        ("success", {"check_form": "success", "prune_releases": "success"}, "done"),
        ("failed", {"spin_articles": "failed", "publish_release": "upstream_failed"}, "stopped"),
    ],
)
def test_a_run_has_one_of_six_states(state, tasks, outcome):
    assert status_of(state, run(**tasks), {}).outcome == outcome


def test_stopped_tasks_are_named_with_their_part_and_the_lines_that_say_why():
    steps = steps_of([part("spin_articles", index, "failed") for index in range(3)] + [part("validate_pairs", 0, None)])
    same = {"error": "StorageError", "message": "disk full", "checks": [], "results": ""}
    left = {("spin_articles", 0): same, ("spin_articles", 1): same}
    left[("spin_articles", 2)] = same | {"message": "KeyError: 'a'", "lines": ["in line 3", "KeyError: 'a'"]}
    stops = status_of("failed", steps, left).stops
    assert [(stop.label, stop.message, stop.lines) for stop in stops] == [
        ("part 00000", "disk full", ()),
        ("part 00002", "KeyError: 'a'", ("in line 3", "KeyError: 'a'")),
    ]
    assert status_of("failed", steps, {}).stops[0].message == "", "a killed process leaves no reason"


def test_the_stage_at_fault_is_named_and_not_the_task_that_found_out():
    steps = run(drop_copies="failed", publish_release="upstream_failed")
    stop = {"error": "ValidationFailed", "message": "rejected 9 of 9 rows", "checks": [], "results": ""}
    outcome = status_of("failed", steps, {("drop_copies", -1): stop | {"stage": "ingest_articles"}})
    assert [(each.task, each.stage) for each in outcome.stops] == [("drop_copies", "ingest_articles")]
    assert describe(outcome, steps) == "Nothing is published: the run failed in ingest_articles."
    older = status_of("failed", steps, {("drop_copies", -1): stop})
    assert [each.stage for each in older.stops] == ["drop_copies"]


def test_a_run_whose_release_readers_do_not_take_says_so():
    steps = run(publish_release=("success", RELEASE | {"published": False, "note": "LATEST names another release, w"}))
    says = describe(status_of("success", steps, {}), steps)
    assert says.endswith("25.0% of the words swapped. When it ended: LATEST names another release, w.")
