"""Print a benchmark's figures as a table, and store them in RESULTS.md with command, data, machine and date.

Each benchmark has one section in the file, between two markers; a new run replaces only its own section.
"""

import datetime as dt
import os
import platform
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
INTRODUCTION = "# Benchmarks\n\nWritten by `make bench`: a new run of a benchmark replaces its section.\n"


def best_of(runs: int, work: Callable[[], Any]) -> float:
    """Return the processor seconds of the fastest run."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def record(
    title: str,
    rows: Sequence[Sequence[str]],
    *,
    command: str,
    data: str,
    columns: Sequence[str] = ("what", "figure"),
    path: Path = RESULTS,
) -> None:
    """Print the rows as a table, and write them as Markdown to the section `title` of the file at `path`."""
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    section = markdown(title, rows, columns=columns, command=command, data=data)
    print(section)
    text = path.read_text(encoding="utf-8") if path.is_file() else INTRODUCTION
    path.write_text(replace_section(text, title, section), encoding="utf-8")


def markdown(title: str, rows: Sequence[Sequence[str]], *, columns: Sequence[str], command: str, data: str) -> str:
    """Format a section: the table, then command, data, machine and date."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    today = dt.datetime.now(tz=dt.UTC).date()
    return f"## {title}\n\n{table}\n\n`{command}`, on {data}; {machine()}; {today}."


def replace_section(text: str, title: str, section: str) -> str:
    r"""Replace the section between the markers of `title` in `text`, or add it at the end.

    >>> text = replace_section("# Benchmarks\n", "speed", "## speed 1")
    >>> replace_section(text, "speed", "## speed 2")
    '# Benchmarks\n\n<!-- begin speed -->\n## speed 2\n<!-- end speed -->\n'
    """
    begin, end = f"<!-- begin {title} -->", f"<!-- end {title} -->"
    block = f"{begin}\n{section}\n{end}"
    if begin in text:
        return re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: block, text, flags=re.DOTALL)
    return f"{text.rstrip()}\n\n{block}\n"


def machine() -> str:
    """Describe the machine: processor, number of cores, system and Python."""
    cpu = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.*)", cpu.read_text(encoding="utf-8")) if cpu.is_file() else []
    name = models[0] if models else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
