"""The tables of `make fidelity`, on the terminal and in a Markdown file with a section for each question."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from results import machine, replace_section
from rich.console import Console
from rich.table import Table

INTRODUCTION = """# Fidelity: does generated text look like real spun text?

Written by `make fidelity`: each section is replaced when its question is asked again. Real samples are not part of the
project, and nothing of their text is here. What was learned from a sample is never measured on it, unless a row says
so. What no fold changes: the tables in `configs/lexicons/hand/`, written from general knowledge without sight of the
samples (though some eighty examples of what tells the families apart were given by one who had read them: the rows with
no hand list are free of that too), and the choice model, fitted on other text, the technical terms of
`tortured_phrases.jsonl`. A figure in **bold** misses its target.
"""


@dataclass(frozen=True)
class Question:
    """A table and what is to be said about it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: str


def figure(value: float, target: float | None = None, *, digits: int = 3) -> str:
    """The value, in bold below its target; a dash for none.

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
    """Replace the sections of these questions in the file, or begin it."""
    text = path.read_text(encoding="utf-8") if path.is_file() else INTRODUCTION
    for question in questions:
        text = replace_section(text, question.title, markdown(question, command=command, data=data))
    path.write_text(text, encoding="utf-8")


def markdown(question: Question, *, command: str, data: str) -> str:
    lines = [question.columns, ["---", *["---:"] * (len(question.columns) - 1)], *question.rows]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    today = dt.datetime.now(tz=dt.UTC).date()
    return f"## {question.title}\n\n{table}\n\n{question.notes}\n\n`{command}`, on {data}; {machine()}; {today}."
