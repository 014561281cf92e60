# ruff: noqa: T201 - a command for people
"""Build a corpus on a cluster that loses a worker, its broker and its scheduler: `python tests/cluster/run.py`.

PostgreSQL, Redis (or Valkey), an S3 server and Airflow with CeleryExecutor and its workers run on this machine, on
loopback and free ports, with passwords of their own, in a folder of their own. build_corpus is triggered through the
REST API on s3:// input. While it spins, a worker is killed with -9; then Redis is stopped for ten seconds, and the
scheduler is killed and started again. The release on s3:// must have the files of a `spindle build` on the local disk.
Exit codes: 0 equal, 1 not, 2 something is missing, 3 the cluster failed.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from cluster.programs import MissingError, find_programs  # noqa: E402 - after the path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked(BaseException):
    """The user, or the system, has asked to end."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, help="a file of JSON lines; generated news unless given")
    parser.add_argument("--articles", type=int, default=3000, help="number of articles of generated news")
    parser.add_argument("--part-bytes", type=int, default=1 << 17, help="size of a part: less makes more parts")
    parser.add_argument("--workers", type=int, default=2, choices=(1, 2), help="number of workers")
    parser.add_argument(
        "--cores-per-worker", type=float, metavar="CORES", help="bound each worker by cgroups, such as to .4; as root"
    )
    parser.add_argument("--rounds", type=int, default=1, help="number of runs, each in a cluster of its own")
    parser.add_argument("--calm", action="store_true", help="disturb nothing, to measure how long a run takes")
    parser.add_argument("--minutes", type=float, default=30, help="time after which a run counts as failed")
    parser.add_argument("--keep-logs", type=Path, metavar="DIR", help="copy the logs of all processes there")
    asked = parser.parse_args()
    if sys.platform != "linux":
        print(
            "error: expected Linux, whose kernel can name the processes that are left, got " + sys.platform,
            file=sys.stderr,
        )
        return 2
    try:
        programs = find_programs()
    except MissingError as missing:
        print(f"error: missing on this machine:\n{missing}", file=sys.stderr)
        return 2
    if asked.news and not asked.news.is_file():
        print(f"error: expected a file of news, found none at {asked.news}", file=sys.stderr)
        return 2
    return run_rounds(asked, programs)


def run_rounds(asked: argparse.Namespace, programs) -> int:
    """Build locally once, then run each round in a folder of its own; return the exit code."""
    from articles import write_news
    from cluster.processes import ClusterError, adopt_orphans, kill, list_left
    from cluster.rounds import Round, build_locally

    code = 0
    adopt_orphans()
    try:
        with temporary_folder() as folder:
            news = asked.news or write_news(folder / "news.jsonl", asked.articles)
            local = build_locally(folder, news, asked.part_bytes, say)
            for number in range(1, asked.rounds + 1):
                with temporary_folder(asked.keep_logs and asked.keep_logs / f"round-{number}") as own:
                    equal = Round(own, programs, asked, say).build_and_compare(news, local)
                say(f"round {number} of {asked.rounds}: " + ("the same release" if equal else "NOT the same release"))
                code = code or int(not equal)
    except ClusterError as error:
        print(f"error: {error}", file=sys.stderr)
        code = 3
    except Asked:
        say("asked to end")
        kill(list_left())
        code = 130
    left = list_left()
    say(f"{len(left)} processes left" + "".join(f"; {each.pid} {each.name()}" for each in left))
    return code or int(bool(left))


@contextmanager
def temporary_folder(keep: Path | None = None) -> Iterator[Path]:
    """A folder that is deleted in the end; its logs are copied to `keep` first."""
    folder = Path(tempfile.mkdtemp(prefix="spindle-cluster-"))
    try:
        folder.chmod(0o711)  # PostgreSQL's user passes through
        yield folder
    finally:
        for logs, place in ((folder / "logs", "."), (folder / "airflow" / "logs", "tasks")):
            if keep and logs.is_dir():
                shutil.copytree(logs, keep / place, dirs_exist_ok=True)
        shutil.rmtree(folder)


def heed_signals() -> None:
    """Let Ctrl-C, SIGTERM and the end of the terminal end what runs, once."""
    for number in SIGNALS:
        signal.signal(number, ask_to_end)


def ask_to_end(_number: int, _frame: object) -> None:
    """Handle a signal: what has begun is ended once."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Asked


BEGAN = time.monotonic()


def say(text: str) -> None:
    """Print a line with the time since the start."""
    print(f"{time.monotonic() - BEGAN:6.0f} s  {text}", flush=True)


if __name__ == "__main__":
    os.umask(0o022)
    heed_signals()
    try:
        sys.exit(main())
    except Asked:  # before anything was started
        sys.exit(130)
