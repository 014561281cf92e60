"""The stages as tasks of a workflow: JSON in, JSON out, and in the log a line and a short table for people.

Airflow's tasks pass each other names of parts and counts, never tables; `handed` says which of them a task takes. Of
Airflow this module knows only settings, by `confine`. A stage is imported when its task runs, since a DAG file is read
every few seconds.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipelines.config.run import STDIN
from pipelines.errors import ConfigError, ValidationFailed
from pipelines.parts.part import Part
from pipelines.quality.suites.results import read_checks
from pipelines.quality.suites.verdict import RESULTS
from pipelines.redact import redact_text
from pipelines.storage.json_files import read_json
from pipelines.storage.looking import NotFinishedError, only_finished
from pipelines.workflow import metrics, tables
from pipelines.workflow.confine import (
    confine,
    find_confines,
    read_config,
    read_form,
    read_part,
    with_secrets,
    without_secrets,
)
from pipelines.workflow.handed import Maker, check_answer, keys_of, read_corpus

log = logging.getLogger(__name__)
Json = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """The result of a task.

    value     the return value: what the next tasks take, as JSON
    summary   a few figures for pages and notices
    measured  what `metrics.send` takes
    """

    value: Any
    summary: Json
    measured: Json = field(default_factory=dict)


def check_run(form: Mapping[str, Any]) -> Json:
    """Return the configuration that a filled form asks for, complete and checked, for all tasks to use.

    Raises ConfigError, InputError or StorageError for what would fail later.
    """
    from pipelines import run

    config = read_form(form)
    if config.input == STDIN:
        raise ConfigError("expected a path or URI as input, got '-': only `spindle build` has a stdin to read")
    config = confine(config)
    run.check_run(config)
    log.info("%s -> %s, seed %d", redact_text(config.input), config.dataset_folder, config.seed)
    return without_secrets(config)


def split_input(config: Json, form: Mapping[str, Any] | None = None) -> list[list[Json]]:
    """Return the input as raw parts, in groups: one part of ingest_articles for each group.

    form  the filled form, which has the secrets of the input's address; None: there are none
    """
    from pipelines.sources import split

    checked = read_config(config)
    asked = confine(checked) if form is None else with_secrets(checked, form)
    parts = split.split_input(asked, find_confines().inputs)
    groups = split.group_raw_parts(parts, checked.ingest_articles)
    rows = sum(part.n_rows for group in groups for part in group)
    log.info("split_input: %s rows, %d part(s)", f"{rows:,}", len(groups))
    return [[part.to_json() for part in group] for group in groups]


def ingest_articles(config: Json, raw: Sequence[Json]) -> Done:
    """Return the part of articles."""
    from pipelines.grouping.sketches import sketch_part
    from pipelines.stages.ingest_articles import ingest_articles as stage

    checked = read_config(config)
    part = stage([read_part(each, checked) for each in raw], checked)
    if not part.reused:
        sketch_part(part, checked)
    return _done(part, Maker(part.stage, config).hand_over(part, *(each["key"] for each in raw)))


def drop_copies(config: Json, articles: Sequence[Json]) -> Done:
    """Return the numbers of the linking jobs: none if group_duplicates does them itself, or is finished."""
    from pipelines.grouping import link, survivors
    from pipelines.stages.group_duplicates import group_duplicates as stage

    checked = read_config(config)
    parts = [read_part(each, checked) for each in articles]
    numbers = list(range(len(link.list_jobs(parts, checked))))
    with suppress(NotFinishedError), only_finished():
        stage(parts, checked)
        return Done([], {})
    if len(numbers) == 1:
        return Done([], {})
    dropped = survivors.drop_copies(parts, checked)
    log.info("drop_copies: %s texts, %d linking jobs", f"{dropped.statistics['n_dropped']:,}", len(numbers))
    return Done(numbers, {"seconds": dropped.seconds, "reused": dropped.reused})


def link_duplicates(config: Json, articles: Sequence[Json], number: int) -> Done:
    """Finish a linking job."""
    from pipelines.grouping.link import link_job

    checked = read_config(config)
    part = link_job([read_part(each, checked) for each in articles], number, checked)
    return _done(part, {"key": part.key})


def group_duplicates(config: Json, articles: Sequence[Json]) -> Done:
    """Return the part of groups."""
    from pipelines.stages.group_duplicates import group_duplicates as stage

    checked = read_config(config)
    part = stage([read_part(each, checked) for each in articles], checked)
    return _done(part, Maker(part.stage, config).hand_over(part, *(each["key"] for each in articles)))


def spin_articles(config: Json, articles: Json, groups: Json) -> Done:
    """Return the beginning of a chain: the parts of articles and of pairs."""
    from pipelines.stages.spin_articles import spin_articles as stage

    checked = read_config(config)
    part = stage(read_part(articles, checked), read_part(groups, checked, "group_duplicates"), checked)
    pairs = Maker(part.stage, config).hand_over(part, articles["key"], groups["key"])
    return _done(part, {"articles": articles, "pairs": pairs})


def validate_pairs(config: Json, spun: Json) -> Done:
    """Return the chain with its validated part."""
    from pipelines.stages.validate_pairs import validate_pairs as stage

    checked = read_config(config)
    part = stage(read_part(spun["articles"], checked), read_part(spun["pairs"], checked), checked)
    validated = Maker(part.stage, config).hand_over(part, spun["articles"]["key"], spun["pairs"]["key"])
    return _done(part, {**spun, "validated": validated})


def audit_corpus(config: Json, chains: Sequence[Json], groups: Json) -> Done:
    """Return the part of the audit; log its checks, also those that stop the run."""
    from pipelines.stages.audit_corpus import audit_corpus as stage

    checked = read_config(config)
    part = _saying_checks(lambda: stage(read_corpus(chains, groups, config), checked))
    verdict = {"verdict": part.statistics["verdict"], "results": part.folder}
    value = Maker(part.stage, config).hand_over(part, *keys_of(chains, groups))
    return Done(value, _figures(part) | verdict, metrics.measure(part))


def train_models(config: Json, chains: Sequence[Json], groups: Json) -> Done:
    """Finish the models of the corpus, which probe_corpus finds; none if no models are asked for or needed."""
    from pipelines import run
    from pipelines.probe.models import train_models as train

    checked = read_config(config)
    corpus = read_corpus(chains, groups, config)
    part = None if run.is_judged(corpus, checked) else train(corpus, checked)
    if part is None:
        return Done({}, {})
    n_words = part.statistics["trained_on"]["words"]
    log.info("train_models: trained on %s words, %s", f"{n_words:,}", _how_computed(part))
    return Done({"key": part.key}, {"seconds": part.seconds, "reused": part.reused}, metrics.measure(part))


def probe_corpus(config: Json, chains: Sequence[Json], groups: Json, audit: Json) -> Done:
    """Return the part of the probe, with the results of the release; log its checks, also those that stop the run."""
    from pipelines.stages.probe_corpus import probe_corpus as stage

    checked = read_config(config)
    corpus = read_corpus(chains, groups, config)
    audited = read_part(Maker("audit_corpus", config).take(audit, *keys_of(chains, groups)), checked)
    part = _saying_checks(lambda: stage(corpus, audited, checked))
    probe = part.statistics["probe"]
    log.info("%s", probe["says"])
    found = {"verdict": part.statistics["verdict"], "results": part.folder, "probe": probe}
    value = Maker(part.stage, config).hand_over(part, *keys_of(chains, groups))
    return Done(value, _figures(part) | found, metrics.measure(part))


def publish_release(
    config: Json, chains: Sequence[Json], groups: Json, quality: Json, answer: Json | None = None
) -> Done:
    """Return the release.

    answer  what approve_release has left; None: nobody was asked. ConfigError is raised if the release needs approval
    """
    from pipelines.release.not_latest import say_not_latest
    from pipelines.stages.publish_release import publish_release as stage

    checked, began = read_config(config), time.monotonic()
    corpus = read_corpus(chains, groups, config)
    judged = read_part(Maker("probe_corpus", config).take(quality, *keys_of(chains, groups)), checked)
    check_answer(answer, judged, checked)
    release = stage(corpus, judged, checked)
    _say(tables.release_table(release))  # the stage logs the line above it
    made = release.to_json()
    shown = ("dataset", "version", "path", "rows", "splits", "words", "swap_rate", "verdict", "published")
    measured = {name: made[name] for name in ("rows", "words", "bytes")}
    measured |= {"seconds": time.monotonic() - began, "reused": not release.published}
    return Done(made, {name: made[name] for name in shown} | {"note": say_not_latest(release)}, measured)


def describe(part: Part) -> str:
    """One line on a finished part.

    >>> describe(Part("spin_articles", "k", "part 00003", "/work", {"train": 2000}, {"no_swaps": 7}, seconds=1.25))
    'spin_articles part 00003: 2,000 rows kept, 7 rejected (no_swaps 7), computed in 1.2 s'
    """
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in part.rejected.items())
    rejected = f"{sum(part.rejected.values()):,} rejected" + (f" ({reasons})" if reasons else "")
    n_negatives = sum(sum(kinds.values()) for kinds in part.negatives.values())
    beside = f" and {n_negatives:,} negatives" if n_negatives else ""
    what = (
        f"{part.n_rows:,} rows{beside} kept, {rejected}"
        if part.rows or part.rejected or n_negatives
        else part.statistics.get("verdict", "no rows")
    )
    return f"{part.stage} {part.label}: {what}, {_how_computed(part)}"


def _how_computed(part: Part) -> str:
    return "reused, nothing computed" if part.reused else f"computed in {part.seconds:.1f} s"


def _saying_checks(judge: Callable[[], Part]) -> Part:
    """Log the part of a stage that judges, and the checks that do not hold, also those that stop the run."""
    try:
        part = judge()
    except ValidationFailed as stopped:
        _say(tables.check_table(read_checks({"checks": stopped.checks})))
        raise
    log.info("%s", describe(part))
    _say(tables.check_table(read_checks(read_json(part.file(RESULTS)))))
    return part


def _done(part: Part, value: Json) -> Done:
    log.info("%s", describe(part))
    _say(tables.part_table(part))
    return Done(value, _figures(part) | {"rows": part.n_rows}, metrics.measure(part))


def _figures(part: Part) -> Json:
    return {
        "stage": part.stage,
        "label": part.label,
        "rejected": part.rejected,
        "seconds": part.seconds,
        "reused": part.reused,
        "n_words": part.n_words,
    }


def _say(lines: Sequence[str]) -> None:
    """Log each line as a record of its own, so that every viewer of logs keeps the columns."""
    for line in lines:
        log.info("%s", line)
