"""A whole run without Airflow: the stages in order, each over its parts, on all cores of one machine.

The Airflow DAG wires the same stages as tasks. Stages meet only on disk, so a worker process gets only the names of
parts and the configuration.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import parent_process
from typing import Any

from pipelines.config.run import RunConfig
from pipelines.errors import ValidationFailed
from pipelines.grouping.link import link_job, list_jobs
from pipelines.grouping.sketches import sketch_part
from pipelines.grouping.survivors import drop_copies
from pipelines.parts.part import Chain, Corpus, Part
from pipelines.probe.models import is_large, train_models
from pipelines.probe.real_sources import find_real
from pipelines.quality.pairs.similarity import check_similarity
from pipelines.quality.suites.run import import_ahead
from pipelines.release.carried import CarryFrom, find_carried
from pipelines.release.find import Release
from pipelines.sources.read import name_inputs
from pipelines.sources.split import group_raw_parts, look_at_input, split_input
from pipelines.spinners.spinner import check_spinner, forget_lexicons
from pipelines.stages.audit_corpus import audit_corpus
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.stages.ingest_articles import ingest_articles
from pipelines.stages.probe_corpus import probe_corpus
from pipelines.stages.publish_release import publish_release
from pipelines.stages.spin_articles import spin_articles
from pipelines.stages.validate_pairs import validate_pairs
from pipelines.storage.folders import make_folder
from pipelines.storage.looking import NotFinishedError, only_finished
from pipelines.storage.receipts import DamagedError
from pipelines.workers import Jobs, as_they_end, call_in_worker, return_memory, start_jobs, start_pool

log = logging.getLogger(__name__)

# Name -> function of each stage, in order.
STAGES: dict[str, Callable[..., Any]] = {
    stage.__name__: stage
    for stage in (
        *(ingest_articles, group_duplicates, spin_articles, validate_pairs),
        *(audit_corpus, probe_corpus, publish_release),
    )
}


@dataclass(frozen=True)
class Progress:
    """A stage has begun (done 0, no part), has finished one of its `total` parts, or goes on with one.

    step, share  name of a step within a part, and the share of the part that is done
    """

    stage: str
    done: int
    total: int
    part: Part | None = None
    step: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Build:
    """The result of a run.

    seconds  time of the run
    stages   stage -> its parts in input order, without publish_release; train_models -> the models, if they were needed
    """

    release: Release
    seconds: float
    stages: dict[str, list[Part]] = field(default_factory=dict)


@dataclass(frozen=True)
class StagePlan:
    """The parts of a stage before a run.

    reused      finished by an earlier run
    to_compute  certainly missing
    unknown     reused or computed, depending on the result of a stage before
    """

    reused: int = 0
    to_compute: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class RunPlan:
    """A run foreseen, of which nothing was written.

    files, rows  names of the input files, and the number of rows that the run takes from them
    stages       split_input and each of STAGES -> its parts
    """

    files: list[str]
    rows: int
    stages: dict[str, StagePlan]


Report = Callable[[Progress], None]
Then = Callable[[Part, RunConfig], Part]


def check_run(config: RunConfig, carry: CarryFrom | None = None) -> None:
    """Raise ConfigError, InputError or StorageError before any work is done, for what would fail later."""
    check_settings(config)
    make_folder(config.dataset_folder)
    find_carried(config.dataset_folder, config.group_duplicates, carry)


def check_settings(config: RunConfig) -> None:
    """Raise ConfigError or InputError for settings that would fail later; write nothing."""
    for name in config.spin_articles.profiles:
        check_spinner(name)
    if config.validate_pairs.semantic_sample:
        check_similarity()
    find_real(config.probe_corpus.real)


def build_corpus(
    config: RunConfig, *, workers: int, report: Report = lambda _: None, carry: CarryFrom | None = None
) -> Build:
    """Run all stages on `workers` processes and publish the release.

    carry  the release whose groups and splits are carried over, in place of the latest one
    The result does not depend on `workers`. The first error of a part ends the run with a SpindleError; the next run
    reuses all finished parts. A finished part that turns out to be damaged is computed again.
    """
    began = time.monotonic()
    check_run(config, carry)
    for _ in STAGES:  # damage that came before the first stage is found by each of the later ones at worst
        try:
            return _build(config, workers, report, began, carry)
        except DamagedError as error:
            log.warning("%s", error)
    return _build(config, workers, report, began, carry)


def _build(config: RunConfig, workers: int, report: Report, began: float, carry: CarryFrom | None) -> Build:
    raw = group_raw_parts(split_input(config), config.ingest_articles)
    stages: dict[str, list[Part]] = {}
    with start_pool(max(1, min(workers, len(raw)))) as pool:

        def over_parts(
            stage: Callable[..., Part], calls: Sequence[tuple[Any, ...]], then: Then | None = None, **options: Any
        ) -> list[Part]:
            """Call the stage with each tuple of inputs, and the configuration; return the parts in this order.

            then  called with each part that was computed, in the same worker
            """
            name = stage.__name__
            report(Progress(name, 0, len(calls)))
            called = partial(_call, stage, then, **options)
            futures = {pool.submit(call_in_worker, called, *call, config): index for index, call in enumerate(calls)}
            parts: dict[int, Part] = {}
            for future in as_completed(futures):
                parts[futures[future]] = future.result()
                report(Progress(name, len(parts), len(calls), parts[futures[future]]))
            stages[name] = [parts[index] for index in range(len(calls))]
            return stages[name]

        articles = over_parts(ingest_articles, [(group,) for group in raw], then=sketch_part)
        _link_duplicates(pool, articles, config, carry)
        (groups,) = over_parts(group_duplicates, [(articles,)], carry=carry)
        pairs = over_parts(spin_articles, [(part, groups) for part in articles])
        importing = None if is_large(pairs) or all(part.reused for part in pairs) else import_ahead()
        validated = over_parts(validate_pairs, list(zip(articles, pairs, strict=True)))
    corpus = Corpus([Chain(*parts) for parts in zip(articles, pairs, validated, strict=True)], groups)
    if importing:
        importing.join()
    probe = _judge(corpus, config, workers, report, stages)
    report(Progress("publish_release", 0, 1))
    release = publish_release(corpus, probe, config)
    report(Progress("publish_release", 1, 1))
    return Build(release, time.monotonic() - began, stages)


def _judge(corpus: Corpus, config: RunConfig, workers: int, report: Report, stages: dict[str, list[Part]]) -> Part:
    """Audit the corpus, train models on it, and judge it by both.

    A large corpus is audited in a process of its own, for its memory; workers train the models beside it.
    """
    n_workers = (config.probe_corpus.workers or workers) if config.probe_corpus.train_words else 1
    needs_models, has_workers = not is_judged(corpus, config), is_large(corpus.pairs)

    def tell(step: str, share: float) -> None:
        if audit_corpus.__name__ in stages:  # before, the audit is what is shown
            report(Progress(probe_corpus.__name__, 0, 1, None, step, share))

    train = partial(train_models, corpus, config, workers=n_workers, tell=tell)
    with ThreadPoolExecutor(1) as beside, ExitStack() as stack:
        judge, training = Jobs(stack.enter_context(start_pool(1)) if needs_models and has_workers else None), None
        if needs_models and has_workers and n_workers > 1:
            training = beside.submit(train, jobs=stack.enter_context(start_jobs(n_workers)))
        report(Progress(audit_corpus.__name__, 0, 1))
        auditing = judge.submit(audit_corpus, corpus, config)
        for future in as_they_end([auditing, training] if training else [auditing]):
            part = future.result()  # the first error ends both
            if future is auditing:
                stages[audit_corpus.__name__] = [part]
                report(Progress(audit_corpus.__name__, 1, 1, part))
                report(Progress(probe_corpus.__name__, 0, 1))
        if needs_models and (models := training.result() if training else train()):
            stages[train_models.__name__] = [models]
        probe: Part = judge.submit(probe_corpus, corpus, auditing.result(), config).result()
    stages[probe_corpus.__name__] = [probe]
    report(Progress(probe_corpus.__name__, 1, 1, probe))
    return probe


def is_judged(corpus: Corpus, config: RunConfig) -> bool:
    """True if no models are needed: the audit and the probe are finished, or one of them has stopped the release."""
    try:
        audit = _find_part(audit_corpus, (corpus,), config)
        return bool(audit and _find_part(probe_corpus, (corpus, audit), config))
    except ValidationFailed:
        return True


def _call(stage: Callable[..., Part], then: Then | None, *inputs: Any, **options: Any) -> Part:
    # In a worker: no other stage reads the lexicons, and each has memory of its own to fill; these fill it at once.
    forgot = stage is not spin_articles and parent_process() and forget_lexicons()
    if forgot or stage in (drop_copies, link_job, group_duplicates):
        return_memory()
    part = stage(*inputs, **options)
    if then and not part.reused:
        then(part, inputs[-1])
    return part


def _link_duplicates(
    pool: ProcessPoolExecutor, articles: Sequence[Part], config: RunConfig, carry: CarryFrom | None
) -> None:
    """Finish the linking jobs of a large corpus, unless its groups are finished already."""
    n_jobs = len(list_jobs(articles, config))
    if n_jobs == 1 or _find_part(partial(group_duplicates, carry=carry), (articles,), config):
        return
    pool.submit(call_in_worker, _call, drop_copies, None, articles, config, carry).result()
    jobs = [pool.submit(call_in_worker, _call, link_job, None, articles, job, config, carry) for job in range(n_jobs)]
    for job in as_completed(jobs):
        job.result()


def plan_corpus(config: RunConfig) -> RunPlan:
    """Return what a run would reuse and compute; the input is read for it, and nothing is written.

    Raise ValidationFailed if finished parts say that the run would stop at a gate.
    """
    check_settings(config)
    raw = look_at_input(config)
    calls = group_raw_parts(raw, config.ingest_articles)
    n_old = sum(part.reused for part in raw)
    stages = {"split_input": StagePlan(n_old, len(raw) - n_old)}

    def find(stage: Callable[..., Part], inputs: Sequence[Any], n_certain: int = 0) -> list[Part | None]:
        """Look for the part of each call; a call whose inputs are not known yet is None.

        n_certain  number of these that certainly are computed, since they read a missing part; the others are unknown
        """
        parts = [None if call is None else _find_part(stage, call, config) for call in inputs]
        n_found, n_unknown = len(parts) - parts.count(None), sum(call is None for call in inputs) - n_certain
        stages[stage.__name__] = StagePlan(n_found, len(parts) - n_found - n_unknown, n_unknown)
        return parts

    articles = find(ingest_articles, [(group,) for group in calls])
    n_certain = articles.count(None)
    (groups,) = find(group_duplicates, [None if n_certain else (articles,)], min(1, n_certain))
    pairs = find(spin_articles, [(part, groups) if groups else None for part in articles], n_certain)
    n_certain = pairs.count(None) if groups else n_certain
    inputs = [pair if all(pair) else None for pair in zip(articles, pairs, strict=True)]
    validated = find(validate_pairs, inputs, n_certain)
    chains = [Chain(*parts) for parts in zip(articles, pairs, validated, strict=True) if all(parts)]  # type: ignore[arg-type]
    whole = (Corpus(chains, groups),) if groups and len(chains) == len(calls) else None
    (audit,) = find(audit_corpus, [whole], 0 if whole else 1)
    find(probe_corpus, [(*whole, audit) if whole and audit else None], 0 if whole and audit else 1)
    stages["publish_release"] = StagePlan(to_compute=1)
    places = (config.input, *config.negatives.inputs.values())
    files = [name for place in places for name in name_inputs(place, config.ingest_articles, config.dataset_folder)]
    return RunPlan(files, sum(part.n_rows for part in raw), stages)


def _find_part(stage: Callable[..., Part], inputs: Sequence[Any], config: RunConfig) -> Part | None:
    """The finished part of a call, or None."""
    try:
        with only_finished():
            return stage(*inputs, config)
    except NotFinishedError:
        return None
