"""The batches of mapped tasks: few, of about the same size, none of them empty."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.config.run import load_config
from pipelines.errors import InputError
from pipelines.sources.borders import LARGEST, plan_groups
from pipelines.workflow import batches, xcoms
from pipelines.workflow.tasks import Done


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60), st.data())
def test_batches_are_consecutive_none_is_empty_and_none_is_much_too_large(sizes, data):
    n_batches = data.draw(st.integers(1, len(sizes)))
    cut = batches.cut_batches(sizes, n_batches)
    assert [number for batch in cut for number in range(batch.start, batch.stop)] == list(range(len(sizes)))
    assert len(cut) == n_batches
    assert all(batch.stop > batch.start for batch in cut)
    whole, largest = sum(sizes) + len(sizes), max(sizes) + 1
    most = max(sum(sizes[batch]) + batch.stop - batch.start for batch in cut)
    if n_batches * largest <= whole / n_batches:  # no cut had to move
        assert most <= whole / n_batches + largest


def test_batches_have_parts_enough_for_all_slots_and_small_corpora_one_each():
    for n_slots in (1, 2, 16, 64, 1_000):
        numbers = [batches.count_tasks(n_parts, n_slots) for n_parts in range(1, 5_000, 7)]
        assert numbers == sorted(numbers), "a larger corpus has no fewer tasks"
        for n_parts, n_tasks in zip(range(1, 5_000, 7), numbers, strict=True):
            assert min(n_parts, n_slots, 256) <= n_tasks <= min(n_parts, 256)
            assert n_tasks == 256 or -(-n_parts // n_tasks) <= max(batches.PARTS_PER_TASK, 1)


def test_the_configuration_has_the_last_word_on_the_number_of_tasks():
    assert [batches.count_tasks(100, 2, max_tasks) for max_tasks in (1, 7, 256)] == [1, 7, 100]


def test_slots_are_those_of_airflow(monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__PARALLELISM", "3")
    assert batches.find_slots() == 3
    monkeypatch.setenv("AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG", "2")
    assert batches.find_slots() == 2


def test_groups_of_raw_parts_are_cut_by_rows(monkeypatch, tmp_path):
    monkeypatch.setattr(batches, "find_slots", lambda: 2)
    config = load_config("sample", input="x", output=str(tmp_path)).model_dump(mode="json")
    groups = [[{"rows": {"raw": rows}}] for rows in (10, 10, 10, 30)]
    assert batches.batch_parts(groups, config) == [groups[:3], groups[3:]]
    config["ingest_articles"]["max_tasks"] = 1
    assert batches.join_batches(batches.batch_parts(groups, config)) == groups


# Of the news that the plan is made for: 7 raw parts of 4 MiB for 20,000 articles.
ARTICLE_BYTES = 1_440


@pytest.mark.parametrize("n_slots", [2, 16, 64])
@pytest.mark.parametrize("n_articles", [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000])
def test_the_plan_holds_up_to_a_billion_articles(n_articles, n_slots):
    settings = IngestArticles()
    n_raw = -(-n_articles * ARTICLE_BYTES // settings.part_bytes)
    hashes = np.random.default_rng(7).integers(0, 2**64, n_raw, np.uint64, endpoint=False)
    groups = plan_groups(hashes, settings.max_parts, settings.max_group)
    n_bytes = [(group.stop - group.start) * settings.part_bytes for group in groups]

    # A process holds one part at a time.
    assert np.mean(n_bytes) <= 1.05 * settings.max_part_bytes
    assert max(n_bytes) <= LARGEST * settings.max_part_bytes
    assert len(groups) <= settings.max_parts or np.mean(n_bytes) >= settings.max_part_bytes / 2

    n_tasks = batches.count_tasks(len(groups), n_slots)
    work = [sum(n_bytes[batch]) for batch in batches.cut_batches(n_bytes, n_tasks)]
    assert n_tasks <= batches.MAX_TASKS
    assert n_tasks >= min(len(groups), n_slots), "no slot is idle"
    assert n_tasks % min(n_tasks, n_slots) == 0 or n_tasks == batches.MAX_TASKS, "no slot is idle in the last round"
    assert max(work) <= sum(work) / n_tasks + max(n_bytes), "tasks are as large as each other, but for a part"
    if n_articles <= 10_000_000:
        assert max(work) <= 2 * batches.PARTS_PER_TASK * settings.max_part_bytes


class Context(dict):
    """The context of a task, and the XComs that it pushes."""

    task_id = "ingest_articles"

    def __init__(self):
        super().__init__(ti=self)
        self.pushed = []

    def xcom_push(self, key, value):
        self.pushed.append((key, value))


@pytest.fixture
def context(monkeypatch):
    context = Context()
    monkeypatch.setattr(xcoms, "get_current_context", lambda: context)
    for name in ("use_connection", "forget_reason", "leave_reason"):
        monkeypatch.setattr(xcoms, name, lambda *_: None)
    return context


def test_a_batch_leaves_the_figures_of_each_part_while_it_works(context, monkeypatch):
    seconds = accumulate([0.0] + [1.5] * 10)
    monkeypatch.setattr(xcoms.time, "monotonic", lambda: next(seconds))

    def multiply(_config, part, factor):
        return Done(part["n"] * factor, {"rows": part["n"]})

    batch = [{"label": f"part {number:05}", "n": number} for number in range(4)]
    assert xcoms.run_parts(multiply, {"dataset": "tiny"}, batch, 10) == [0, 10, 20, 30]
    assert context["part_label"] == "part 00000 to part 00003"
    assert {key for key, _ in context.pushed} == {"summary"}
    assert all(value["labels"] == [part["label"] for part in batch] for _, value in context.pushed)
    assert [len(value["parts"]) for _, value in context.pushed] == [0, 2, 4]
    assert context.pushed[-1][1]["parts"] == [{"rows": number} for number in range(4)]


def test_a_batch_that_stops_leaves_what_was_finished(context):
    def stop_at_c(_config, part):
        if part["label"] == "c":
            raise InputError("expected no c")
        return Done(part, {"rows": 1})

    with pytest.raises(InputError):
        xcoms.run_parts(stop_at_c, {"dataset": "tiny"}, [{"label": label} for label in "abcd"])
    left = dict(context.pushed)
    assert left["summary"] == {"labels": list("abcd"), "parts": [{"rows": 1}, {"rows": 1}]}
    assert left["stopped"]["message"] == "expected no c"
