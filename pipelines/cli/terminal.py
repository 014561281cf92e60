"""Output: results to stdout; progress, notes and errors to stderr.

Only a terminal gets colours, unless NO_COLOR or FORCE_COLOR is set.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError, InputError
from pipelines.redact import redact_text
from pipelines.sources.raw.excerpt import UNFIT, escape
from pipelines.storage.addresses import is_remote

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.storage.places import Place

LAYOUT = re.compile(r"([\n\t])")
# What `json.dumps` leaves of the characters that `escape` takes.
UNFIT_IN_JSON = re.compile(f"(?![\\x00-\\x1f]){UNFIT.pattern}")
# Without a terminal, tables are not cut to a width.
WIDE = 1_000


def stdout() -> Console:
    """Return a console on stdout that adds no colour to numbers or paths."""
    return _console(stderr=False)


def stderr() -> Console:
    return _console(stderr=True)


def has_colour(console: Console) -> bool:
    """True if the console's output may be coloured."""
    return console.color_system is not None and not console.no_color


def write(text: str) -> None:
    """Write exactly these characters to stdout, as UTF-8, without adding or translating newlines."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def write_json(value: Any, *, indent: int | None = None) -> None:
    r"""Write a value as JSON to stdout, with what a terminal would act on as \uXXXX: readers get the same value."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, default=str)
    write(UNFIT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def escape_lines(text: str) -> str:
    r"""Return a text, which a stranger may have written, without what a terminal would act on but tabs and line ends.

    >>> print(escape_lines("rain\x1b[2J\nsnow"))
    rain\x1b[2J
    snow
    """
    return "".join(part if part in "\n\t" else escape(part) for part in LAYOUT.split(text))


def check_folder(path: Path | str) -> Place:
    """Return the folder at a path or an address; raise InputError if nothing is there, ConfigError for a file.

    Of DATASET@NAME the folder of the dataset is checked.
    """
    from pipelines.release.find import split_name  # noqa: PLC0415 - needs Arrow, which takes long to load
    from pipelines.storage.places import open_place  # noqa: PLC0415 - loads the clients of object stores

    folder, name = split_name(path)
    if name is not None:
        checked = check_folder(str(folder))
        return checked.with_name(f"{checked.name}@{name}")
    if isinstance(path, str) and is_remote(path):
        place = open_place(path.rstrip("/"))
        if not place.is_dir():
            raise InputError(f"expected a folder at {path}, but there is nothing below that address: correct it")
        return place
    path = Path(path)
    if not path.exists():
        there = next(parent for parent in path.absolute().parents if parent.is_dir())
        raise InputError(f"expected a folder at {path}, but there is nothing of that name in {there}")
    if not path.is_dir():
        raise ConfigError(f"expected a folder at {path}, but it is a file: give the folder that holds it")
    return path


def check_file(path: str) -> Place:
    """Return the place of a file; raise InputError if nothing is there."""
    from pipelines.storage.places import open_place  # noqa: PLC0415 - see check_folder

    place = open_place(path)
    if not place.is_file():
        raise InputError(f"expected a file at {path[:60]!r}, found none: correct the path")
    return place


class Notes(logging.Handler):
    """Shows warnings of Spindle's modules as lines on stderr, above progress bars."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{record.levelname.lower()}: {escape_lines(redact_text(record.getMessage()))}\n")


def _console(*, stderr: bool) -> Console:
    from pipelines.cli.plain_console import PlainConsole  # noqa: PLC0415 - loads rich, which not every command needs

    file = sys.stderr if stderr else sys.stdout
    return PlainConsole(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if file.isatty() else WIDE
    )
