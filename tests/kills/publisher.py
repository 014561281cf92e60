"""Publish anew on request, in a process of its own each time, telling when: `publisher.py OUTPUT NEWS`.

The first line of output is "ready". Each line of input is the name of a dataset and a title, and gives these lines of
output: the number of the process, "publishing" when all parts are found finished and publishing alone is left,
"published", and "ended" with the exit code. Processes are forked when all modules are loaded and nothing has run, so
that a kill costs no loading.
"""

import os
import sys
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kills.corpus import configure  # noqa: E402 - after the path

from pipelines import run  # noqa: E402
from pipelines.quality.suites.run import import_ahead  # noqa: E402


class Inline:
    """The pool of a run, in this process: there is no work to share out."""

    def submit(self, call, *arguments):
        future = Future()
        future.set_result(call(*arguments))
        return future


@contextmanager
def inline(_):
    yield Inline()


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def report(progress: run.Progress) -> None:
    if progress.stage == "publish_release":
        say("published" if progress.done else "publishing")


def publish(dataset: str, title: str) -> None:
    """Publish in a session of its own, and end."""
    os.setsid()
    say(str(os.getpid()))
    code = 1
    try:
        run.build_corpus(configure(*sys.argv[1:], dataset, title), workers=1, report=report)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    run.start_pool = inline
    import_ahead().join()  # a run imports Great Expectations in its middle: 3 s in each process
    say("ready")
    for line in sys.stdin:
        if not (child := os.fork()):
            publish(*line.split())
        say(f"ended {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")
