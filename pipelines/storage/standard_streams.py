"""The standard streams of a process that may have been started without them, as by `>&-` in a shell or by a daemon.

Python then has None in their place, and the next file that is opened gets their number: what a library or a child
process writes to stderr would go into it.
"""

import os
import sys
from typing import BinaryIO

from pipelines.errors import ConfigError

# Number of each stream, and the mode to open /dev/null with.
STREAMS = {"stdin": (0, os.O_RDONLY), "stdout": (1, os.O_WRONLY), "stderr": (2, os.O_WRONLY)}


def fill_closed_streams() -> None:
    """Put /dev/null in the place of closed streams; sys.stdin stays None, so that open_stdin can tell.

    To be called before files are opened.
    """
    for name, (number, mode) in STREAMS.items():
        if getattr(sys, name) is None:
            _open_null(number, mode)
            if name != "stdin":
                setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def is_typed() -> bool:
    """Return True if stdin is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def open_stdin(expected: str, instead: str) -> BinaryIO:
    """Return the bytes of stdin; raise ConfigError if it is closed.

    expected  content of stdin, for the message
    instead   what to do without a stdin
    """
    if sys.stdin is None:
        raise ConfigError(f"expected {expected} on stdin, but stdin is closed: {instead}")
    return sys.stdin.buffer


def _open_null(number: int, mode: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, mode)
        if opened != number:  # a smaller number is free as well
            os.dup2(opened, number)
            os.close(opened)
        else:
            os.set_inheritable(number, True)
