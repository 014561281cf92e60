"""`spindle learn`: a profile from samples of a spinner."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.table import Table

from pipelines.cli import terminal
from pipelines.cli.numbers import print_lines
from pipelines.cli.progress import show_steps
from pipelines.learn.learn import LearnedProfile, learn_profile
from pipelines.learn.recall import RANKS
from pipelines.learn.report import MARK, OUTSIDE, count_list, main_rows, recall_rows
from pipelines.learn.write import sure_of
from pipelines.storage.folders import local_folder


def run(pairs: str, *, name: str, output: str | None, force: bool, as_json: bool) -> None:
    folder = None if output is None else local_folder(output)
    with show_steps(terminal.stderr()) as (say, tell):
        learned = learn_profile(pairs, name, folder=folder, force=force, say=say, tell=tell)
    if as_json:
        terminal.write_json(_to_json(learned))
        return
    _show(learned, "name" if folder is None else "path")


def _show(learned: LearnedProfile, given_by: str) -> None:
    console, lesson = terminal.stdout(), learned.lesson
    rows = main_rows(lesson)
    console.print(_table(("", "samples (90 % interval)", "profile"), rows))
    if any(value.endswith(MARK) for *_, value in rows):
        console.print(f"{OUTSIDE}.")
    console.print()
    console.print(_table(("held-out swaps", "learned", "lexicon alone"), recall_rows(lesson)))
    console.print()
    use = learned.name if given_by == "name" else str(learned.profile)
    print_lines(
        console,
        [
            ("learned", f"{len(lesson.aligned):,} pairs used; {sure_of(lesson)}"),
            ("not used", count_list(lesson.skipped)),
            ("profile", str(learned.profile)),
            ("table", str(learned.table)),
            ("report", str(learned.report)),
            ("use it", f"spindle spin article.txt --profile {use}"),
        ],
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    return table


def _to_json(learned: LearnedProfile) -> dict[str, object]:
    lesson = learned.lesson
    return {
        "name": learned.name,
        **{key: str(path) for key, path in _paths(learned).items()},
        "pairs": len(lesson.aligned),
        "skipped": dict(lesson.skipped),
        "dropped": dict(lesson.dropped),
        "doubts": list(lesson.doubts),
        "settings": lesson.settings,
        "habits": {
            name: {key: _number(value) for key, value in asdict(habit).items()}
            | {
                "generated": _number(lesson.generated[name].value),
                "is_outside": habit.excludes(lesson.generated[name]),
            }
            for name, habit in lesson.habits.items()
        },
        "recall": dict(zip(map(str, RANKS), lesson.recall.learned, strict=True)),
    }


def _paths(learned: LearnedProfile) -> dict[str, Path]:
    return {"profile": learned.profile, "table": learned.table, "report": learned.report}


def _number(value: float) -> float | None:
    """A number as JSON has it: without nan."""
    return None if np.isnan(value) else round(value, 6)
