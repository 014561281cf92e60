"""The counts of task instances, and how far a run is."""

from datetime import UTC, datetime, timedelta

import pytest
from private_airflow import ROOT

from pipelines.web.progress import TASKS, Instance, parts_of, share_done, steps_of, time_left
from pipelines.web.run_status import describe, status_of

START = datetime(2026, 11, 24, 12, tzinfo=UTC)


def part(task, index, state, took=2, **summary):
    end = START + timedelta(seconds=took) if state == "success" else None
    return Instance(task, index, state, f"part {index:05}", START, end, summary)


def run(**states):
    """Return steps with one instance each: task=state, or task=(state, summary)."""
    pairs = {task: value if isinstance(value, tuple) else (value, {}) for task, value in states.items()}
    return steps_of([Instance(task, -1, state, summary=summary) for task, (state, summary) in pairs.items()])


def test_the_tasks_are_those_of_the_dag_in_its_order():
    from airflow.dag_processing.dagbag import DagBag

    dag = DagBag(dag_folder=str(ROOT / "dags" / "build_corpus.py"), bundle_name="tests").dags["build_corpus"]
    assert [task.task_id for task in dag.topological_sort()] == list(TASKS)


def test_steps_are_in_order_with_unknown_ones_last():
    steps = run(spin_articles="success", other="running", check_run="success")
    assert [step.task for step in steps] == ["check_run", "spin_articles", "other"]


def test_a_mapped_step_counts_its_parts():
    (step,) = steps_of(
        [
            part("spin_articles", 0, "success", rows=10, rejected={"no_swaps": 2}, seconds=4, n_words=1000),
            part(
                "spin_articles",
                1,
                "success",
                6,
                rows=20,
                rejected={"no_swaps": 1, "too_short": 5},
                reused=True,
                seconds=1,
            ),
            part("spin_articles", 2, "failed"),
            part("spin_articles", 3, None),
        ]
    )
    assert step.counts == {"done": 2, "failed": 1, "waiting": 1}
    assert step.word == "2 done, 1 failed, 1 waiting"
    assert (step.total, step.rows) == (4, 30)
    assert list(step.rejected.items()) == [("too_short", 5), ("no_swaps", 3)]
    assert step.speed == 250, "reused parts took no time in this run"
    assert step.seconds > 6, "it goes on"


def test_parts_that_need_attention_come_first():
    instances = [
        *(part("ingest_articles", index, "success") for index in range(4)),
        part("spin_articles", 0, "success"),
        part("spin_articles", 1, "running"),
        part("spin_articles", 2, "failed"),
        part("spin_articles", 3, "queued"),
        Instance("validate_pairs", -1, None),
    ]
    rows = parts_of(steps_of(instances))
    assert [label for label, _ in rows] == ["part 00002", "part 00001", "part 00003", "part 00000"]
    assert [cell.word for cell in rows[0][1]] == ["done", "failed"]


def batch(task, index, state, n_done, n_parts=3):
    """A task instance that has finished some parts of its batch; its labels are known once it has begun."""
    labels = [f"part {index * n_parts + number:05}" for number in range(n_parts)]
    figures = [{"rows": 10, "seconds": 4.0, "rejected": {}, "reused": False, "n_words": 100}] * n_done
    summary = {} if n_done is None else {"labels": labels, "parts": figures}
    return Instance(task, index, state, f"{labels[0]} to {labels[-1]}", START, None, summary)


def test_each_part_of_a_batch_has_a_state_of_its_own():
    instances = [
        *(batch("ingest_articles", index, "success", 3) for index in range(3)),
        Instance("link_duplicates", 0, "success", "job 000", summary={"seconds": 1}),
        batch("spin_articles", 0, "success", 3),
        batch("spin_articles", 1, "running", 1),
        batch("spin_articles", 2, "failed", 2),
        Instance("validate_pairs", 0, "running"),
        Instance("validate_pairs", 1, None),
        Instance("validate_pairs", 2, "upstream_failed"),
    ]
    steps = steps_of(instances)
    counts = {step.task: step.counts for step in steps}
    assert counts["ingest_articles"] == {"done": 9}
    assert counts["spin_articles"] == {"done": 6, "running": 1, "failed": 1, "waiting": 1}
    assert counts["validate_pairs"] == {"running": 1, "waiting": 5, "unreached": 3}
    rows = dict(parts_of(steps))
    assert next(iter(rows)) == "part 00008", "what failed comes first"
    assert sorted(rows) == ["job 000", *(f"part {number:05}" for number in range(9))]
    words = {label: [cell.word if cell else None for cell in cells] for label, cells in rows.items()}
    assert words["part 00004"] == ["done", None, "running", "waiting"]
    assert words["part 00005"] == ["done", None, "waiting", "waiting"]
    assert words["part 00007"] == ["done", None, "done", "not reached"]
    assert words["job 000"] == [None, "done", None, None]
    assert rows["part 00006"][2].rows == 10


def test_parts_of_a_batch_that_failed_are_not_reached():
    (step,) = steps_of([batch("spin_articles", 0, "failed", 0)])
    assert [instance.word for instance in step.instances] == ["failed", "not reached", "not reached"]
    (step,) = steps_of([batch("spin_articles", 0, "up_for_retry", 1)])
    assert [instance.word for instance in step.instances] == ["done", "tries again", "waiting"]


def test_the_time_left_counts_the_parts_of_batches():
    (step,) = steps_of([batch("spin_articles", 0, "running", 2, 100), batch("spin_articles", 1, "running", 0, 100)])
    assert (step.counts, step.left) == ({"done": 2, "running": 2, "waiting": 196}, "about 7 min left")


def test_a_running_mapped_step_shows_its_progress():
    steps = steps_of([part("spin_articles", 0, "success"), part("spin_articles", 1, "running")])
    assert describe(status_of("running", steps, {}), steps) == (
        "Running: spin_articles, 1 of 2 parts done, less than a minute left."
    )


def test_a_part_that_is_tried_again_says_so():
    steps = steps_of([batch("spin_articles", 0, "up_for_retry", 2, 4), batch("spin_articles", 1, "running", 0, 2)])
    (step,) = steps
    assert [each.state for each in step.instances[:4]] == ["success", "success", "up_for_retry", None]
    assert step.word == "2 done, 1 running, 2 waiting, 1 tries again"
    assert describe(status_of("running", steps, {}), steps).endswith(
        f". spin_articles failed on {step.instances[2].label} and is tried again soon."
    )


def test_a_bar_is_filled_by_what_has_ended_alone():
    (step,) = steps_of([part("spin_articles", index, "running") for index in range(3)])
    assert (step.finished, step.left) == ({}, ""), "nothing is done, and nothing is known"
    states = ("success", "failed", "running", None, "upstream_failed", "skipped")
    (step,) = steps_of([part("spin_articles", index, state) for index, state in enumerate(states)])
    assert step.finished == {"done": 1, "failed": 1}


@pytest.mark.parametrize(
    ("took", "waiting", "left"),
    [(10, 0, "less than a minute left"), (60, 6, "about 4 min left"), (3600, 20, "about 10 h 30 min left")],
)
def test_the_time_left_follows_from_the_parts_computed_so_far(took, waiting, left):
    parts = [part("spin_articles", 0, "success", took), part("spin_articles", 1, "success", 0, reused=True)]
    parts += [part("spin_articles", 2 + index, "running") for index in range(2)]
    parts += [part("spin_articles", 4 + index, "scheduled") for index in range(waiting)]
    steps = steps_of(parts)
    assert steps[0].left == left
    assert describe(status_of("running", steps, {}), steps).endswith(f" parts done, {left}.")


def test_the_share_of_a_run_is_the_mean_over_its_tasks():
    steps = steps_of(
        [
            Instance("check_run", -1, "success"),
            *[part("spin_articles", index, state) for index, state in enumerate(("success", "running", None, None))],
            Instance("publish_release", -1, None),
        ]
    )
    assert [step.share for step in steps] == [1.0, 0.375, 0.0]
    assert share_done(steps) == pytest.approx(1.375 / 3)
    assert share_done([]) == 0.0
    assert time_left(steps) == "less than a minute left of spin_articles"


def test_rejects_and_throughput_are_those_of_the_parts_so_far():
    figures = {"rows": 90, "rejected": {"no_swaps": 10}, "seconds": 2, "n_words": 1000}
    (step,) = steps_of(
        [part("spin_articles", 0, "success", 4, **figures), part("spin_articles", 1, "success", 4, **figures)]
    )
    assert (step.rejected_share, step.throughput, step.speed) == (0.1, 500, 500)
    (step,) = steps_of([part("spin_articles", 0, "running")])
    assert (step.rejected_share, step.throughput) == (None, None)
