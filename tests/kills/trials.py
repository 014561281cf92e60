"""Trials: a build or its publishing is killed, once or several times, and then runs to the end.

Each draws its moments from a seed. Its result has the same data files as an undisturbed build, by SHA-256.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, TextIO

from kills.corpus import ROOT, checksums, command, configure
from kills.kill import WAYS, kill, processes_of, start, wait_for_all

# Kills of one build before it may run to the end.
MOST_KILLS = 3
PUBLISHER = str(ROOT / "tests" / "kills" / "publisher.py")
# Publish trials that share a dataset, each with a release of its own.
SHARE = 20
READER = str(ROOT / "tests" / "kills" / "reader.py")


@dataclass
class Counts:
    """The result of many trials.

    kills     processes killed in the middle of their work, by kind of trial
    identical trials that ended with the data of an undisturbed build
    faults    what should not be: other data, processes left running, a failed run to the end
    """

    kills: dict[str, int] = field(default_factory=lambda: {"build": 0, "stages": 0, "publish": 0})
    identical: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """The output, any URI, the news, a tag for the names of datasets, the reader's input, and the publisher."""

    output: str
    news: str
    tag: str
    reader: TextIO
    publisher: subprocess.Popen
    seed: int = 1


@contextmanager
def reading(output: str, news: str) -> Iterator[tuple[TextIO, dict[str, Any]]]:
    """Run a reader meanwhile; its counts are in the dictionary when the block has ended."""
    counts: dict[str, Any] = {}
    process = start([sys.executable, READER, output, news], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process.stdin, counts
    finally:
        out, _ = process.communicate(timeout=120)
        counts.update(json.loads(out))


@contextmanager
def publishing(output: str, news: str) -> Iterator[subprocess.Popen]:
    """Start the publisher, and wait until it has loaded, so that its loading is not measured as work."""
    process = start([sys.executable, PUBLISHER, output, news], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.stdin.close()
        process.wait()


def request(bench: Bench, dataset: str, title: str) -> int:
    """Let the publisher begin; return the number of its process when publishing alone is left."""
    print(dataset, title, file=bench.publisher.stdin, flush=True)
    number = int(bench.publisher.stdout.readline())
    assert bench.publisher.stdout.readline() == "publishing\n"
    return number


def stages_trial(number: int, bench: Bench, seconds: float, right: dict[str, str], counts: Counts) -> None:
    """Kill a build without workers up to MOST_KILLS times, then let it run to the end."""
    random = Random(f"stages {bench.seed} {number}")  # noqa: S311 - no secret
    dataset = f"{bench.tag}-stages-{number}"
    print(dataset, file=bench.reader, flush=True)
    for _ in range(random.randint(1, MOST_KILLS)):
        print(dataset, "1", file=bench.publisher.stdin, flush=True)
        process = int(bench.publisher.stdout.readline())
        time.sleep(random.uniform(0, 1) * seconds)
        with suppress(ProcessLookupError):  # it has ended
            os.kill(process, signal.SIGKILL)
        counts.kills["stages"] += await_code(bench) == -signal.SIGKILL
    print(dataset, "1", file=bench.publisher.stdin, flush=True)
    bench.publisher.stdout.readline()
    if await_code(bench) == 0:
        compare(dataset, f"stages trial {number}", bench, right, counts)
    else:
        counts.faults.append(f"stages trial {number}: the run to the end fails")


def await_code(bench: Bench) -> int:
    """Return the exit code of the publisher's process, whatever it prints before."""
    while not (line := bench.publisher.stdout.readline()).startswith("ended"):
        pass
    return int(line.split()[1])


def await_end(bench: Bench) -> tuple[bool, int]:
    """Return True if the release was published, and the exit code."""
    line = bench.publisher.stdout.readline().split()
    is_published = line == ["published"]
    return is_published, int((bench.publisher.stdout.readline().split() if is_published else line)[1])


def measure(bench: Bench, *, with_workers: bool) -> tuple[dict[str, str], dict[str, float]]:
    """Build undisturbed; return the checksums of the data, and the seconds of each kind of trial."""
    dataset, other = f"{bench.tag}-undisturbed", f"{bench.tag}-undisturbed-too"
    seconds = {}
    began = time.monotonic()
    print(dataset, "1", file=bench.publisher.stdin, flush=True)
    bench.publisher.stdout.readline()
    assert await_code(bench) == 0
    seconds["stages"] = time.monotonic() - began
    request(bench, dataset, "2")
    began = time.monotonic()
    assert await_end(bench) == (True, 0)
    seconds["publish"] = time.monotonic() - began
    right = checksums_of(bench, dataset)
    if with_workers:
        began = time.monotonic()
        build(bench, other)
        seconds["build"] = time.monotonic() - began
        assert checksums_of(bench, other) == right
    return right, seconds


def build(bench: Bench, dataset: str) -> None:
    subprocess.run(command(bench.output, bench.news, dataset), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def checksums_of(bench: Bench, dataset: str) -> dict[str, str]:
    return checksums(configure(bench.output, bench.news, dataset).dataset_folder)


def build_trial(number: int, bench: Bench, seconds: float, right: dict[str, str], counts: Counts) -> None:
    """Kill a build up to MOST_KILLS times, then let it run to the end."""
    random = Random(f"build {bench.seed} {number}")  # noqa: S311 - no secret
    dataset = f"{bench.tag}-build-{number}"
    print(dataset, file=bench.reader, flush=True)
    for _ in range(random.randint(1, MOST_KILLS)):
        way = random.choice(WAYS)
        process = start(
            command(bench.output, bench.news, dataset), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(random.uniform(0.3, 1) * seconds)
        counts.kills["build"] += kill(process, way, random)
        if left := wait_for_all(process):
            counts.faults.append(f"build trial {number} ({way}): {len(left)} processes still ran after the kill")
    try:
        build(bench, dataset)
        compare(dataset, f"build trial {number}", bench, right, counts)
    except subprocess.CalledProcessError as error:
        counts.faults.append(f"build trial {number}: the run to the end exits with {error.returncode}")


def publish_trial(number: int, bench: Bench, seconds: float, right: dict[str, str], counts: Counts) -> None:
    """Kill the publishing of another release of finished parts, then publish it."""
    random = Random(f"publish {bench.seed} {number}")  # noqa: S311 - no secret
    dataset, title = f"{bench.tag}-publish-{number // SHARE}", str(number)
    if number % SHARE == 0:
        request(bench, dataset, "before")
        assert await_end(bench) == (True, 0)
    print(dataset, file=bench.reader, flush=True)
    process = request(bench, dataset, title)
    time.sleep(random.uniform(0, 1.2) * seconds)
    with suppress(ProcessLookupError):  # it has ended
        os.kill(process, signal.SIGKILL)
    _, code = await_end(bench)
    counts.kills["publish"] += code == -signal.SIGKILL
    if processes_of(process):
        counts.faults.append(f"publish trial {number}: processes still run after the kill")
    request(bench, dataset, title)
    if await_end(bench) == (True, 0):
        compare(dataset, f"publish trial {number}", bench, right, counts)
    else:
        counts.faults.append(f"publish trial {number}: publishing again fails")


def compare(dataset: str, name: str, bench: Bench, right: dict[str, str], counts: Counts) -> None:
    """Compare the data of the newest release with those of an undisturbed build."""
    if checksums_of(bench, dataset) == right:
        counts.identical += 1
    else:
        counts.faults.append(f"{name}: the data differ from those of an undisturbed build")
