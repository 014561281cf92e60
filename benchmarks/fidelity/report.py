"""Write the tables of `make fidelity` to the terminal and to a Markdown file with one section per question."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from results import machine, replace_section
from rich.console import Console
from rich.table import Table

INTRODUCTION = """# Fidelity: does generated text look like real spun text?

Written by `make fidelity`: a new run replaces the section of each question that it answers. Real samples are not part
of the project, and this file contains none of their text. No profile is measured on the samples that it was learned
from, except in rows marked †. Two parts of the lexicon are the same in all folds. The tables in
`configs/lexicons/hand/` were written from general knowledge, without reading the samples; about eighty examples that
explained the families to the writers came from someone who had read them, which does not affect the rows with no hand
list. The choice model was fitted on other text, the technical terms of `tortured_phrases.jsonl`. A figure in **bold**
misses its target.
"""


@dataclass(frozen=True)
class Question:
    """A table that answers a question, with notes."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: str


def figure(value: float, target: float | None = None, *, digits: int = 3) -> str:
    """Format a value: bold if it is below its target, a dash for nan.

    >>> figure(0.61234), figure(0.5, 0.6), figure(float("nan"))
    ('.612', '**.500**', '-')
    """
    if value != value:  # noqa: PLR0124 - nan
        return "-"
    text = f"{value:.{digits}f}"
    text = text.removeprefix("0") if digits == 3 and value < 1 else text
    return f"**{text}**" if target is not None and value < target else text


def show(question: Question) -> None:
    table = Table(title=question.title)
    for number, column in enumerate(question.columns):
        table.add_column(column, justify="right" if number else "left")
    for row in question.rows:
        table.add_row(*(cell.replace("**", "*") for cell in row))
    Console().print(table)


def write(questions: Sequence[Question], path: Path, *, command: str, data: str) -> None:
    """Replace the sections of these questions in the file; create the file if it is missing."""
    text = path.read_text(encoding="utf-8") if path.is_file() else INTRODUCTION
    for question in questions:
        text = replace_section(text, question.title, markdown(question, command=command, data=data))
    path.write_text(text, encoding="utf-8")


def markdown(question: Question, *, command: str, data: str) -> str:
    lines = [question.columns, ["---", *["---:"] * (len(question.columns) - 1)], *question.rows]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    today = dt.datetime.now(tz=dt.UTC).date()
    return f"## {question.title}\n\n{table}\n\n{question.notes}\n\n`{command}`, on {data}; {machine()}; {today}."
