"""Train small models on a sample of the corpus, and judge it by what they can do on the splits held out.

The last stage on quality: its part holds the results of the release, those of the audit with the checks of the suite
`probe` and one verdict over both, the report, the Data Docs, the figures (`probe.json`) and the trained detector
(`detector.npz`). Without models (`train_words` is 0, or too few pairs) it holds the other files, and the checks on them
did not run.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.config.run import RunConfig
from pipelines.detector.model_file import save_detector
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.negatives import name_file
from pipelines.parts.part import Corpus, Part
from pipelines.parts.writer import PartWriter
from pipelines.probe.real import RealFile
from pipelines.probe.real_sources import find_real
from pipelines.probe.run import Probe, ProbeSettings, Tell, probe_pairs
from pipelines.probe.sample import PairFile
from pipelines.quality.corpus.cells import CELLS_FILE, write_cells
from pipelines.quality.corpus.probe_figures import Enough, measure_probe, summarise_probe
from pipelines.quality.corpus.samples import accepted_files, sample_pairs
from pipelines.quality.suites.checks import Check, Json, load_suite, read_outcomes, suite_fingerprint
from pipelines.quality.suites.results import CheckResult, count_checks, read_checks
from pipelines.quality.suites.run import run_on_figures
from pipelines.quality.suites.verdict import RESULTS, judge, stop_if_failed, verdict_of
from pipelines.release.layout import DETECTOR_FILE, PROBE_FILE
from pipelines.report.write import SAMPLES, write_pages
from pipelines.storage.cache import fetch
from pipelines.storage.json_files import read_json, write_json
from pipelines.workers import Jobs, n_cores
from schemas import SPLITS

log = logging.getLogger(__name__)

PROBE, DETECTOR = (path.rpartition("/")[2] for path in (PROBE_FILE, DETECTOR_FILE))
SUITE = "probe"
# Suites whose results the audit has, in the order of its checks.
AUDITED = ("articles", "pairs", "corpus")


@dataclass(frozen=True)
class Trained:
    """Models that were trained, None if none were asked for, and the seconds it took."""

    probe: Probe | None
    seconds: float


def probe_corpus(
    corpus: Corpus,
    audit: Part,
    config: RunConfig,
    *,
    workers: int | None = None,
    tell: Tell | None = None,
    training: Callable[[], Trained] | None = None,
) -> Part:
    """Return a part with the results of the release; raise ValidationFailed if a check stops it.

    workers   the number of processes, which does not change the part; None: that of the configuration, or of the cores
    tell      called with each step as it begins or goes on, and the share of the work done
    training  waits for `train_models` of this corpus, which has begun elsewhere; None: they are trained here
    Statistics: the verdict, the counts and the checks in words, as those of the audit, and a summary of the probe.
    Raise InputError for a file of real samples that is missing or cannot be read.
    """
    asked, suite = config.probe_corpus, load_suite(SUITE, config)
    real = find_real(asked.real) if asked.train_words else {}

    def compute(writer: PartWriter) -> None:
        began = time.monotonic()
        trained = training() if training else train_models(corpus, config, workers=workers, tell=tell)
        writer.seconds_before = trained.seconds - (time.monotonic() - began)
        probe = trained.probe
        if probe is not None:
            write_json(writer.folder / PROBE, probe.figures)
            if probe.detector is not None:
                save_detector(probe.detector, writer.folder / DETECTOR)
        checks = [*read_checks(audited := read_json(audit.file(RESULTS))), *_judge(probe, suite, config)]
        summary = summarise_probe(probe.figures if probe else None, asked.min_train_words)
        results = audited | {
            "verdict": verdict_of(checks),
            "attention": [check.message for check in checks if check.failed],
            "checks": [check.to_json() for check in checks],
            "probe": summary | {"figures": probe.figures if probe else None},
        }
        write_json(writer.folder / RESULTS, results)
        write_cells(writer.folder / CELLS_FILE, read_json(audit.file(CELLS_FILE)))
        samples = sample_pairs(accepted_files(corpus), SAMPLES)
        write_pages(writer.folder, results, samples, _outcomes_of(results, suite, config))
        writer.statistics = {
            "verdict": results["verdict"],
            "counts": results["counts"],
            "checks": count_checks(checks),
            "probe": summary,
        }

    part = finish_part(
        config.dataset_folder,
        "probe_corpus",
        inputs={
            "audit": audit.key,
            "seed": config.seed,
            "settings": asked.model_dump(
                include={"train_words", "test_words", "min_rows", "min_real", "min_train_words"}
            ),
            "real": {name: file.sha256 for name, file in real.items()},
            "suite": suite_fingerprint(suite),
            "code": code_fingerprint(__name__),
        },
        label=config.dataset,
        compute=compute,
        reads=[audit, *corpus.validated],
    )
    check_parts([part])  # a part that is reused was compared by the sizes of its files alone
    stop_if_failed(read_checks(read_json(part.file(RESULTS))), dataset=config.dataset, folder=part.folder)
    return part


def train_models(
    corpus: Corpus,
    config: RunConfig,
    *,
    workers: int | None = None,
    tell: Tell | None = None,
    jobs: Jobs | None = None,
) -> Trained:
    """Train on the accepted pairs of train, and score those of the other splits and the real samples.

    workers, tell  as for `probe_corpus`
    jobs           does the work in processes that run already, in place of new ones
    """
    began, asked = time.monotonic(), config.probe_corpus
    if not asked.train_words:
        return Trained(None, 0.0)
    sources = {split: _files_of(corpus, split) for split in SPLITS}
    probe = probe_pairs(
        {split: files for split, files in sources.items() if files},
        settings=ProbeSettings(train_words=asked.train_words, test_words=asked.test_words, seed=config.seed),
        real=[RealFile(fetch(file.place, file.sha256), name) for name, file in find_real(asked.real).items()],
        negatives={split: _negatives_of(corpus, split) for split in SPLITS},
        progress=tell or (lambda step, share: log.info("probe_corpus: %s, %.0f%% done", step, 100 * share)),
        workers=workers or asked.workers or n_cores(),
        jobs=jobs,
    )
    return Trained(probe, time.monotonic() - began)


def _files_of(corpus: Corpus, split: str) -> list[PairFile]:
    name = f"{split}.parquet"
    return [PairFile(part.place / name, part.sums[name]) for part in corpus.validated if part.rows.get(split)]


def _negatives_of(corpus: Corpus, split: str) -> list[PairFile]:
    name = name_file(split)
    return [PairFile(part.place / name, part.sums[name]) for part in corpus.pairs if split in part.negatives]


def _judge(probe: Probe | None, suite: Sequence[Check], config: RunConfig) -> list[CheckResult]:
    asked = config.probe_corpus
    enough = Enough(asked.min_rows, asked.min_real, asked.min_train_words)
    figures = measure_probe(probe.figures if probe else {}, enough)
    outcomes = run_on_figures(suite, {figure.name: figure.value for figure in figures}, config.dataset)
    return judge([(suite, outcomes)], {figure.name: figure.detail for figure in figures})


def _outcomes_of(results: Json, suite: Sequence[Check], config: RunConfig) -> list[tuple[Sequence[Check], Json]]:
    """The checks of all suites with their outcomes, for the Data Docs."""
    suites = {name: load_suite(name, config) for name in AUDITED} | {SUITE: suite}
    records = {name: {each["check"]: each for each in results["checks"] if each["suite"] == name} for name in suites}
    return [(checks, read_outcomes(checks, records[name])) for name, checks in suites.items()]
