"""One round: the cluster started, the corpus built in it and by `spindle build`, both releases compared, all ended."""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import obstore
from cluster import corpus, services, settings
from cluster.api import Api
from cluster.components import Components, inherit
from cluster.disturbances import MAPPED, Run
from cluster.processes import ClusterError, Processes
from cluster.programs import Programs
from cluster.shares import Shares
from s3_server import BUCKET, client, free_ports, running_server

from pipelines.release.verification.verify import verify_release
from pipelines.storage.places import open_place

KEY = "spindle-cluster"


@dataclass
class Round:
    """One run in a cluster of its own.

    folder  everything that it writes
    asked   the arguments of the command
    """

    folder: Path
    programs: Programs
    asked: argparse.Namespace
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        for name in ("logs", "s3", "temporary"):
            (self.folder / name).mkdir()
        self.processes = Processes(self.folder / "logs")
        self.secrets = settings.Secrets()
        self.shares = Shares(self.asked.cores_per_worker)
        self.base = settings.clean_environment(os.environ) | {"PYTHONPATH": str(settings.ROOT)}

    def build_and_compare(self, news: Path, local: dict) -> bool:
        """Return whether the release has the files of the local one, whose manifest is given; end all processes."""
        with self.shares.removed_at_end():
            try:
                with running_server(str(self.programs.weed), self.folder / "s3", KEY, self.secrets.store) as endpoint:
                    store = settings.store_settings(endpoint, KEY, self.secrets.store, self.folder)
                    try:
                        with mock.patch.dict(os.environ, store | {"SPINDLE_CACHE": str(self.folder / "cache")}):
                            obstore.put(client(endpoint, KEY, self.secrets.store), "news/news.jsonl", news)
                            return self.judge(*self.run_dag(self.start_cluster(store)), local)
                    finally:
                        self.processes.end(services.SIGNALS)
            finally:
                self.processes.end(services.SIGNALS)

    def start_cluster(self, store: dict[str, str]) -> Run:
        """Start database, broker and Airflow."""
        postgres, redis, port = free_ports(3)
        processes, programs, known = self.processes, self.programs, self.secrets
        began = time.monotonic()
        database = services.start_postgres(processes, programs, self.folder / "postgres", postgres, known.postgres)
        broker = services.Broker(processes, programs, self.folder / "redis", redis, known.redis)
        broker.start()
        self.say(f"{programs.postgres.name}, {programs.redis.name} and {programs.weed.name} run")
        home, n_workers = self.folder / "airflow", self.asked.workers
        settings.write_home(home, known.user)
        own = settings.airflow_settings(home, port, database, broker.url, known)
        # A stage has as many tasks. Some that wait show more when workers are killed; without them less time is lost.
        own["AIRFLOW__CORE__PARALLELISM"] = str(n_workers if self.asked.calm else 2 * n_workers)
        api = Api(f"http://127.0.0.1:{port}", settings.USER, known.user)
        environment = inherit(own, self.base | store, self.folder / "temporary")
        components = Components(processes, programs.airflow, environment, self.folder, api, shares=self.shares)
        components.migrate()
        components.start(n_workers)
        took = time.monotonic() - began
        self.say(f"Airflow with CeleryExecutor and {n_workers} worker(s) is healthy; all started in {took:.0f} s")
        return Run(api, components, broker, self.say)

    def run_dag(self, cluster: Run) -> tuple[list[tuple[str, int]], list[dict]]:
        """Trigger a run and wait for its end; return the killed tasks and all task instances."""
        news, output = f"s3://{BUCKET}/news/news.jsonl", f"s3://{BUCKET}/corpora"
        run = cluster.api.trigger(corpus.fill_form(news, output, self.asked.part_bytes))
        self.say(f"triggered build_corpus: {news} -> {output}/{corpus.DATASET}")
        found = cluster.watch(run, self.asked.minutes * 60, disturbed=not self.asked.calm)
        tasks = cluster.api.read_tasks(run)
        self.say(f"the run has ended: {found['state']} after {seconds_of(found):.0f} s")
        self.say(describe_stages(tasks, self.asked.workers))
        if found["state"] != "success":
            failed = ", ".join(sorted({each["task_id"] for each in tasks if each["state"] == "failed"}))
            raise ClusterError(f"expected the run to succeed, {failed} failed: see the logs of --keep-logs DIR")
        return cluster.killed, tasks

    def judge(self, killed: list[tuple[str, int]], tasks: list[dict], local: dict) -> bool:
        """Compare the release with the local one, file by file, and look for the second try of each killed task."""
        tries = {(each["task_id"], each["map_index"]): each["try_number"] for each in tasks}
        again = sorted(f"{task} {index}: {count} tries" for (task, index), count in tries.items() if count > 1)
        self.say("tried again: " + ("; ".join(again) or "nothing"))
        dataset = open_place(f"s3://{BUCKET}/corpora") / corpus.DATASET
        remote = corpus.read_release(dataset)
        faults = [str(rule) for rule in verify_release(dataset / remote["version"]) if not rule.holds]
        faults += [f"{task} {index} was killed and not tried again" for task, index in killed if tries[task, index] < 2]
        equal, differ = corpus.compare(local, remote)
        wrong = [path for path in differ if not path.startswith(corpus.DATED)]
        faults += [f"{path} differs" for path in wrong]
        if remote["fingerprint"] != local["fingerprint"]:
            faults.append(f"expected the fingerprint {local['fingerprint']}, got {remote['fingerprint']}")
        n_data = sum(path.startswith("data/") for path in equal)
        self.say(f"{len(equal)} files have the SHA-256 of the local ones, {n_data} of them data; {len(wrong)} differ")
        self.say(f"{len(differ) - len(wrong)} files name the time or the place of their making, and were not compared")
        for fault in faults:
            self.say(fault)
        return not faults


def build_locally(folder: Path, news: Path, part_bytes: int, say: Callable[[str], None]) -> dict:
    """Return the manifest of the release that `spindle build` makes on the local disk."""
    began = time.monotonic()
    base = settings.clean_environment(os.environ) | {"PYTHONPATH": str(settings.ROOT)}
    made = corpus.read_release(corpus.build_locally(news, folder / "corpora", part_bytes, base))
    say(f"spindle build on the local disk: {made['rows']:,} pairs in {time.monotonic() - began:.0f} s")
    return made


def seconds_of(found: dict) -> float:
    """Seconds from start to end of a run or of a task instance.

    >>> seconds_of({"start_date": "2026-11-29T07:00:00Z", "end_date": "2026-11-29T07:01:30.5Z"})
    90.5
    """
    return (_date(found["end_date"]) - _date(found["start_date"])).total_seconds()


def describe_stages(tasks: list[dict], n_workers: int) -> str:
    """Seconds in which tasks of each mapped stage ran, and the share of them that workers were busy.

    Stages overlap, since a part is validated while others are spun: the seconds in which any of them ran come last.

    >>> times = [("spin_articles", "07:00:00", "07:00:09"), ("validate_pairs", "07:00:05", "07:00:10")]
    >>> name = lambda task, *times: {"task_id": task} | dict(zip(("start_date", "end_date"), times))
    >>> tasks = [name(task, f"2026-11-29T{start}Z", f"2026-11-29T{end}Z") for task, start, end in times]
    >>> describe_stages(tasks, 2)
    'spin_articles 1 parts in 9 s (50 % busy), validate_pairs 1 parts in 5 s (50 % busy); all of them 10 s (70 % busy)'
    """
    ended = [each for each in tasks if each["task_id"] in MAPPED and each["start_date"] and each["end_date"]]
    stages = {name: [each for each in ended if each["task_id"] == name] for name in MAPPED}
    lines = [f"{name} {len(found)} parts in {_describe(found, n_workers)}" for name, found in stages.items() if found]
    return ", ".join(lines) + (f"; all of them {_describe(ended, n_workers)}" if ended else "")


def _describe(found: list[dict], n_workers: int) -> str:
    """Seconds in which any of these tasks ran, and the share of the workers' time that they took."""
    ran, until = 0.0, datetime.min.replace(tzinfo=UTC)
    for start, end in sorted((_date(each["start_date"]), _date(each["end_date"])) for each in found):
        ran += max(0.0, (end - max(start, until)).total_seconds())
        until = max(until, end)
    busy = sum(map(seconds_of, found)) / (n_workers * ran)
    return f"{ran:.0f} s ({100 * busy:.0f} % busy)"


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text)
