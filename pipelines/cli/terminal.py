"""Where output goes: results to stdout, what accompanies them (progress, notes, errors) to stderr.

Colours appear on a terminal and nowhere else; NO_COLOR and FORCE_COLOR decide otherwise, as everywhere.
"""

import logging
import os
import sys
from pathlib import Path

from rich.console import Console

from pipelines.errors import InputError

# A table in a file or a pipe is not cut to the width of a terminal that is not there.
WIDE = 1_000


def stdout() -> Console:
    """A console on stdout that adds no colour of its own to numbers or paths."""
    return _console(stderr=False)


def stderr() -> Console:
    return _console(stderr=True)


def has_colour(console: Console) -> bool:
    """May the console's output be coloured?"""
    return console.color_system is not None and not console.no_color


def write(text: str) -> None:
    """Write exactly these characters to stdout, as UTF-8: no newline is added or translated."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def check_exists(path: Path) -> None:
    """Raise InputError if there is nothing at `path`."""
    if not path.exists():
        there = next(parent for parent in path.absolute().parents if parent.is_dir())
        raise InputError(f"expected a folder at {path}, but there is nothing of that name in {there}")


def n_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Notes(logging.Handler):
    """Shows the warnings of our own modules as lines on stderr, above the progress bars where there are some."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{record.levelname.lower()}: {record.getMessage()}\n")


def _console(*, stderr: bool) -> Console:
    file = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=None if file.isatty() else WIDE)
