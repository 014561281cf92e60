"""Filters Airflow's long log on standard input for `make run`: messages of the stages, and the reason of a failure."""

import re
import sys
from collections.abc import Iterable, Iterator

# A line is: time, [level], message, [name of the logger], place in the code. Indented messages are details.
SAID = re.compile(r"^\S+ \[(?:info|warning)\s*\] (?P<message>\S.*?)\s+\[pipelines\.[\w.]+\]")
# The last line of a traceback: the name of the exception and its message.
FAILED = re.compile(r"^(?:[\w.]+\.)?(?P<message>[A-Z]\w*(?:Error|Failed|Exception|Timeout)\b.*)")


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


if __name__ == "__main__":
    for shown in follow(sys.stdin):
        sys.stdout.write(shown + "\n")
        sys.stdout.flush()
