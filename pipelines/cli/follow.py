"""Shows, of Airflow's long log on standard input, what the stages say and why one failed: for `make run`."""

import re
import sys
from collections.abc import Iterable, Iterator

# A line is: time, [level], the message, [the logger's name], and where it was said. What is indented is detail.
SAID = re.compile(r"^\S+ \[(?:info|warning)\s*\] (?P<message>\S.*?)\s+\[pipelines\.[\w.]+\]")
# The last line of a traceback is the name of the exception, ours or any other, and its message.
FAILED = re.compile(r"^(?:[\w.]+\.)?(?P<message>[A-Z]\w*(?:Error|Failed|Exception|Timeout)\b.*)")


def follow(lines: Iterable[str]) -> Iterator[str]:
    r"""Pick the lines that a person wants to see, each as it comes.

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
