"""Filters Airflow's long log on standard input for `make run`: messages of the stages, and the reason of a failure.

Its exit code is that of the failure, as of the command `spindle build`; 0 if the log names none of our errors.
"""

import re
import socket
import sys
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pipelines import errors

# A line is: time, [level], message, [name of the logger], place in the code. Indented messages are details.
SAID = re.compile(r"^\S+ \[(?:info|warning)\s*\] (?P<message>\S.*?)\s+\[pipelines\.[\w.]+\]")
# The last line of a traceback: the name of the exception and its message.
# The address of a page, which exists only while `make up` runs.
PAGE = re.compile(r"^\s*page: (?P<address>http\S+)$")
FAILED = re.compile(r"^(?:[\w.]+\.)?(?P<message>(?P<name>[A-Z]\w*(?:Error|Failed|Exception|Timeout))\b.*)")


def follow(lines: Iterable[str]) -> Iterator[str]:
    r"""Yield the lines for the user, each as it comes.

    >>> log = ["2026Z [info     ] 12 rows in 2 parts  [pipelines.run] loc=1", "noise", "a.b.InputError: expected x"]
    >>> list(follow(log))
    ['  12 rows in 2 parts', 'error: InputError: expected x']
    """
    for line in lines:
        if said := SAID.match(line):
            yield f"  {said['message']}"
        elif failed := FAILED.match(line):
            yield f"error: {failed['message'].rstrip()}"


def exit_code(shown: str) -> int:
    """Return the exit code of the error that a shown line reports; 0 for any other line.

    >>> exit_code("error: InputError: expected x"), exit_code("  12 rows"), exit_code("error: KeyError: 'a'")
    (3, 0, 0)
    """
    failed = FAILED.match(shown.removeprefix("error: "))
    found = getattr(errors, failed["name"], None) if failed and shown.startswith("error: ") else None
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
    """Show the lines of standard input as they come; return the exit code of the first error."""
    code = 0
    for shown in follow(sys.stdin):
        if (page := PAGE.match(shown)) and not answers(page["address"]):
            continue
        sys.stdout.write(shown + "\n")
        sys.stdout.flush()
        code = code or exit_code(shown)
    return code


if __name__ == "__main__":
    sys.exit(main())
