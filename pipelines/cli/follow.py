"""Filters Airflow's long log on standard input for `make run`: the tasks as they begin, messages of the stages with the
time that is left of each, and the reason of a failure.

Its exit code is that of the first failure, as of the command `spindle build`, or 0 if the run ended well: after a
retry, or without those who could not be told. An error of the system is one of storage.
"""

import builtins
import re
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from pipelines import errors

# A line is: time, [level], message, [name of the logger], place in the code. Indented messages are details.
SAID = re.compile(r"^\S+ \[(?:info|warning)\s*\] (?P<message>\S.*?)\s+\[pipelines\.[\w.]+\]")
BEGUN = re.compile(r"^\S+ \[info\s*\] \[DAG TEST\] starting task_id=(?P<task>\w+) map_index=(?P<index>-?\d+)")
# Number of parts, and the message of a part that a stage has finished.
SPLIT = re.compile(r"split_input: .*, (?P<parts>[\d,]+) part")
FINISHED = re.compile(r"(?P<stage>\w+) part \d+: ")
# The address of a page, which exists only while `make up` runs.
PAGE = re.compile(r"^\s*page: (?P<address>http\S+)$")
# The exit code of a run that was ended by Ctrl-C, as in a shell.
INTERRUPTED = 130
# A run that has ended well.
SUCCEEDED = re.compile(r"^\S+ \[info\s*\] Marking run <DagRun .*> successful")
# The last line of a traceback: the name of the exception and its message.
FAILED = re.compile(r"^(?:[\w.]+\.)?(?P<message>(?P<name>[A-Z]\w*(?:Error|Failed|Exception|Timeout))\b.*)")


def follow(lines: Iterable[str]) -> Iterator[str]:
    r"""Yield the lines for the user, each as it comes.

    >>> log = ["2026Z [info     ] 12 rows in 2 parts  [pipelines.run] loc=1", "noise", "a.b.InputError: expected x"]
    >>> list(follow(log))
    ['  12 rows in 2 parts', 'error: InputError: expected x']
    """
    parts = PartsLeft()
    for line in lines:
        if said := SAID.match(line):
            yield f"  {said['message']}{parts.note(said['message'])}"
        elif (begun := BEGUN.match(line)) and int(begun["index"]) <= 0:
            yield f"{begun['task']} ..."
        elif failed := FAILED.match(line):
            yield f"error: {failed['message'].rstrip()}"


class PartsLeft:
    """The parts that each stage has finished, of all parts of the run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._total = 0
        self._stage = ""
        self._done = 0
        self._before = clock()

    def note(self, message: str) -> str:
        """Return what to add to a message: the number of the part, and the time left of its stage.

        >>> clock = iter([0.0, 10.0, 14.0, 18.0]).__next__
        >>> parts = PartsLeft(clock)
        >>> parts.note("split_input: 900 rows, 3 part(s)")
        ''
        >>> parts.note("spin_articles part 00000: 300 rows kept"), parts.note("spin_articles part 00001: 300 rows kept")
        (' (1 of 3)', ' (2 of 3, about 4 s left)')
        """
        if split := SPLIT.match(message):
            self._total = int(split["parts"].replace(",", ""))
        finished = FINISHED.match(message)
        if not finished or self._total < 2:
            return ""
        now = self._clock()
        if finished["stage"] != self._stage:  # the time of its first part has the start of the task in it
            self._stage, self._done, self._before = finished["stage"], 1, now
            return f" (1 of {self._total})"
        self._done += 1
        left = (now - self._before) / (self._done - 1) * (self._total - self._done)
        return f" ({self._done} of {self._total}" + (f", about {left:.0f} s left)" if left >= 1 else ")")


def exit_code(shown: str) -> int:
    """Return the exit code of the error that a shown line reports; 0 for any other line.

    >>> exit_code("error: InputError: expected x"), exit_code("  12 rows"), exit_code("error: KeyError: 'a'")
    (3, 0, 0)
    >>> exit_code("error: PermissionError: [Errno 13] Permission denied: '/data'")
    3
    """
    failed = FAILED.match(shown.removeprefix("error: "))
    if not failed or not shown.startswith("error: "):
        return 0
    if issubclass(getattr(builtins, failed["name"], object), OSError):
        return errors.StorageError.exit_code
    found = getattr(errors, failed["name"], None)
    return found.exit_code if found else 0


def answers(address: str) -> bool:
    """True if a server takes connections at the host and port of an address of the web."""
    place = urlsplit(address)
    try:
        with socket.create_connection((place.hostname or "", place.port or 80), timeout=1):
            return True
    except OSError:
        return False


def main() -> int:
    """Show the lines of standard input as they come; return the exit code of the first error, if the run has failed.

    130 after Ctrl-C, which ends Airflow's processes too.
    """
    code, succeeded = 0, False

    def noting_the_end(lines: Iterable[str]) -> Iterator[str]:
        nonlocal succeeded
        for line in lines:
            succeeded = succeeded or bool(SUCCEEDED.match(line))
            yield line

    try:
        for shown in follow(noting_the_end(sys.stdin)):
            if (page := PAGE.match(shown)) and not answers(page["address"]):
                continue
            sys.stdout.write(shown + "\n")
            sys.stdout.flush()
            code = code or exit_code(shown)
    except KeyboardInterrupt:
        sys.stdout.write("interrupted: the same command goes on from what is finished\n")
        return INTERRUPTED
    return 0 if succeeded else code


if __name__ == "__main__":
    sys.exit(main())
