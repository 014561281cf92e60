"""Shares of the work, and the time that is left."""

import pytest
from rich.console import Console

from pipelines.cli import progress
from pipelines.cli.progress import COSTS, TotalProgress, show_progress, show_steps
from pipelines.parts.part import Part
from pipelines.run import STAGES, Progress


def step(stage, done, total, *, reused=False):
    return Progress(stage, done, total, Part(stage, "k", "", "", {"a": 5}, statistics={"n_words": 9}, reused=reused))


def test_every_stage_has_its_share():
    assert list(COSTS) == list(STAGES)
    assert sum(COSTS.values()) == pytest.approx(1)


def test_the_time_left_follows_from_what_was_computed_and_not_from_what_was_reused():
    total = TotalProgress(began=0)
    assert total.notes(now=10) == ""
    total.add(Progress("spin_articles", 0, 2), now=10)
    total.add(step("spin_articles", 1, 2, reused=True), now=10)
    assert total.notes(now=10) == ""
    total.add(step("spin_articles", 2, 2), now=20)
    assert total.done == pytest.approx(COSTS["spin_articles"])
    half = COSTS["spin_articles"] / 2
    assert total.end == pytest.approx(20 + 20 * (1 - 2 * half) / half)


def test_the_time_left_counts_down_between_two_steps():
    total = TotalProgress(began=0, reused=1 - 2 * COSTS["spin_articles"])
    total.add(step("spin_articles", 1, 1), now=30)
    assert [total.notes(now) for now in (30, 40, 61)] == ["about 0:30 left", "about 0:20 left", ""]


def test_all_stages_make_the_whole():
    total = TotalProgress(began=0)
    for stage in STAGES:
        total.add(Progress(stage, 0, 3), now=10)
        for number in (1, 2, 3):
            total.add(step(stage, number, 3), now=10)
    assert total.done == pytest.approx(1)
    assert total.notes(now=10) == ""


def show(steps, monkeypatch, *, terminal, width):
    """Return the console output of a run, with a given estimate, since the steps of a test take no time."""
    monkeypatch.setattr(TotalProgress, "notes", lambda _: "about 12:34 left")
    console = Console(record=True, force_terminal=terminal, width=width, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    with show_progress(console) as report:
        for each in steps:
            report(each)
    return console.export_text()


STEPS = [Progress("ingest_articles", 0, 1), step("ingest_articles", 1, 1), Progress("group_duplicates", 0, 1)]


@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_has_a_bar_for_each_stage_and_one_for_all(width, monkeypatch):
    lines = [line for line in show(STEPS, monkeypatch, terminal=True, width=width).splitlines() if line.strip()]
    last = {line.split()[0]: line.rstrip() for line in lines}
    assert {*STAGES, "total"} <= set(last)
    assert f"{COSTS['ingest_articles']:.0%}" in last["total"]
    assert last["total"].endswith("about 12:34 left")
    assert not any("…" in line or len(line) > width for line in last.values())


def test_a_log_has_the_time_left_in_its_lines(monkeypatch):
    lines = show(STEPS, monkeypatch, terminal=False, width=1000).splitlines()
    assert lines[1].startswith("ingest_articles")
    assert lines[1].endswith("about 12:34 left")


def learning(*, terminal, width=80):
    """Return the console output of two steps."""
    console = Console(record=True, force_terminal=terminal, width=width, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    with show_steps(console) as (say, tell):
        say("aligning 40 pairs")
        tell(0.25)
        say("looking for the swaps of held-out pairs")
    return console.export_text()


@pytest.mark.parametrize("width", [80, 120])
def test_steps_have_a_bar_with_the_time_left_on_a_terminal(monkeypatch, width):
    monkeypatch.setattr(TotalProgress, "notes", lambda _: "about 12:34 left")
    text = learning(terminal=True, width=width)
    last = text[text.rindex("looking for the swaps of held-out pairs") :].splitlines()[0]
    assert "25%" in last
    assert last.rstrip().endswith("about 12:34 left")
    assert len(last) <= width


def test_steps_are_lines_with_the_time_left_in_a_log(monkeypatch):
    monkeypatch.setattr(TotalProgress, "notes", lambda _: "about 12:34 left")
    assert (
        learning(terminal=False).splitlines()[-1]
        == "looking for the swaps of held-out pairs, 25% done, about 12:34 left"
    )


def test_a_long_step_says_from_time_to_time_how_far_it_is(monkeypatch):
    monkeypatch.setattr("pipelines.cli.progress.LOG_SECONDS", 0)
    assert any(line.startswith("learning, 25% done") for line in learning(terminal=False).splitlines())


def test_steps_within_a_part_are_told_and_count_until_it_is_finished(monkeypatch):
    total = TotalProgress(began=0)
    total.add(Progress("probe_corpus", 0, 1), now=0)
    total.add(Progress("probe_corpus", 0, 1, step="training the models", share=0.5), now=10)
    assert total.done == pytest.approx(COSTS["probe_corpus"] / 2)
    total.add(step("probe_corpus", 1, 1), now=20)
    assert total.done == pytest.approx(COSTS["probe_corpus"])
    monkeypatch.setattr(progress, "LOG_SECONDS", -1)
    told = [Progress("probe_corpus", 0, 1), Progress("probe_corpus", 0, 1, step="training the models", share=0.5)]
    for terminal in (True, False):
        assert "training the models" in show(told, monkeypatch, terminal=terminal, width=200)
