"""A whole run without Airflow: the stages in order, each over its parts, on all cores of one machine.

The Airflow DAG wires the same stages as tasks. Stages meet only on disk, so a worker process gets only the names of
parts and the configuration.
"""

import logging
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import current_thread, main_thread
from typing import Any

from pipelines.config.run import RunConfig
from pipelines.parts import Chain, Corpus, Part
from pipelines.quality.pairs.similarity import check_similarity
from pipelines.release.find import Release
from pipelines.sources.split import group_raw_parts, split_input
from pipelines.spinners.spinner import load_spinner
from pipelines.stages.audit_corpus import audit_corpus
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.stages.ingest_articles import ingest_articles
from pipelines.stages.publish_release import publish_release
from pipelines.stages.spin_articles import spin_articles
from pipelines.stages.validate_pairs import validate_pairs
from pipelines.storage.folders import make_folder

# Name -> function of each stage, in order.
STAGES: dict[str, Callable[..., Any]] = {
    stage.__name__: stage
    for stage in (ingest_articles, group_duplicates, spin_articles, validate_pairs, audit_corpus, publish_release)
}


@dataclass(frozen=True)
class Progress:
    """A stage has begun (done 0, no part) or has finished one of its `total` parts."""

    stage: str
    done: int
    total: int
    part: Part | None = None


@dataclass(frozen=True)
class Build:
    """The result of a run.

    seconds  time of the run
    stages   stage -> its parts in input order, without publish_release
    """

    release: Release
    seconds: float
    stages: dict[str, list[Part]] = field(default_factory=dict)


Report = Callable[[Progress], None]


def check_run(config: RunConfig) -> None:
    """Raise ConfigError or StorageError before any work is done, for settings that would fail later."""
    for name in config.spin_articles.profiles:
        load_spinner(name)
    if config.validate_pairs.semantic_sample:
        check_similarity()
    make_folder(config.dataset_folder)


def build_corpus(config: RunConfig, *, workers: int, report: Report = lambda _: None) -> Build:
    """Run all stages on `workers` processes and publish the release.

    The result does not depend on `workers`. The first error of a part ends the run with a SpindleError; the next run
    reuses all finished parts.
    """
    began = time.monotonic()
    check_run(config)
    raw = group_raw_parts(split_input(config), config.ingest_articles.max_parts)
    stages: dict[str, list[Part]] = {}
    with _pool(max(1, min(workers, len(raw)))) as pool:

        def over_parts(stage: Callable[..., Part], calls: Sequence[tuple[Any, ...]]) -> list[Part]:
            """Call the stage with each tuple of inputs, and the configuration; return the parts in this order."""
            name = stage.__name__
            report(Progress(name, 0, len(calls)))
            futures = {pool.submit(stage, *call, config): index for index, call in enumerate(calls)}
            parts: dict[int, Part] = {}
            for future in as_completed(futures):
                parts[futures[future]] = future.result()
                report(Progress(name, len(parts), len(calls), parts[futures[future]]))
            stages[name] = [parts[index] for index in range(len(calls))]
            return stages[name]

        articles = over_parts(ingest_articles, [(group,) for group in raw])
        (groups,) = over_parts(group_duplicates, [(articles,)])
        pairs = over_parts(spin_articles, [(part, groups) for part in articles])
        validated = over_parts(validate_pairs, list(zip(articles, pairs, strict=True)))
        corpus = Corpus([Chain(*parts) for parts in zip(articles, pairs, validated, strict=True)], groups)
        (audit,) = over_parts(audit_corpus, [(corpus,)])
    report(Progress("publish_release", 0, 1))
    release = publish_release(corpus, audit, config)
    report(Progress("publish_release", 1, 1))
    return Build(release, time.monotonic() - began, stages)


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Spawned processes, since forked ones would inherit Arrow's locks. An error cancels the waiting calls."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin_worker)
    with _ignoring_interrupts():
        for _ in range(workers):
            pool.submit(int)  # each of the first tasks starts a process
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Let processes that are started in this block ignore Ctrl-C until they have imported their modules."""
    if current_thread() is not main_thread():  # only the main thread may set a signal handler
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin_worker() -> None:
    """End the worker at once on Ctrl-C, without a traceback, and keep its warnings out of the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.getLogger("pipelines").setLevel(logging.ERROR)
