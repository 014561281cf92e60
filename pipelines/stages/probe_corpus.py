"""Judge the corpus by what models trained on a sample of it can do on the splits held out.

The last stage on quality: its part holds the results of the release, those of the audit with the checks of the suite
`probe` and one verdict over both, the report, the Data Docs, the figures (`probe.json`) and the trained detector
(`detector.npz`). Without models (`train_words` is 0, or too few pairs) it holds the other files, and the checks on them
did not run.
"""

from collections.abc import Sequence

from pipelines.config.run import RunConfig
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.part import Corpus, Part
from pipelines.parts.writer import PartWriter
from pipelines.probe.models import FIGURES, train_models
from pipelines.probe.real_sources import find_real
from pipelines.quality.corpus.cells import CELLS_FILE, write_cells
from pipelines.quality.corpus.probe_figures import Enough, measure_probe, summarise_probe
from pipelines.quality.corpus.samples import accepted_files, sample_pairs
from pipelines.quality.suites.checks import Check, Json, load_suite, read_outcomes, suite_fingerprint
from pipelines.quality.suites.results import CheckResult, count_checks, read_checks
from pipelines.quality.suites.run import run_on_figures
from pipelines.quality.suites.verdict import RESULTS, judge, stop_if_failed, verdict_of
from pipelines.report.write import SAMPLES, write_pages
from pipelines.storage.json_files import read_json, write_json

SUITE = "probe"
# Suites whose results the audit has, in the order of its checks.
AUDITED = ("articles", "pairs", "corpus")


def probe_corpus(corpus: Corpus, audit: Part, config: RunConfig) -> Part:
    """Return a part with the results of the release; raise ValidationFailed if a check stops it.

    The models are those of `train_models`, which are trained here if nobody has done it before.
    Statistics: the verdict, the counts and the checks in words, as those of the audit, and a summary of the probe.
    Raise InputError for a file of real samples that is missing or cannot be read.
    """
    asked, suite = config.probe_corpus, load_suite(SUITE, config)
    real = find_real(asked.real) if asked.train_words else {}

    def compute(writer: PartWriter) -> None:
        models = train_models(corpus, config)
        figures = _take_models(models, writer) if models else None
        checks = [*read_checks(audited := read_json(audit.file(RESULTS))), *_judge(figures, suite, config)]
        summary = summarise_probe(figures, asked.min_train_words)
        results = audited | {
            "verdict": verdict_of(checks),
            "attention": [check.message for check in checks if check.failed],
            "checks": [check.to_json() for check in checks],
            "probe": summary | {"figures": figures},
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
    check_parts([part], always=True)  # a part that is reused was compared by the sizes of its files alone
    stop_if_failed(read_checks(read_json(part.file(RESULTS))), dataset=config.dataset, folder=part.folder)
    return part


def _take_models(models: Part, writer: PartWriter) -> Json:
    """Take the files of the models into the part, and return the figures."""
    check_parts([models])
    for name in models.sums:
        writer.take(models, name)
    return read_json(models.file(FIGURES))


def _judge(figures: Json | None, suite: Sequence[Check], config: RunConfig) -> list[CheckResult]:
    asked = config.probe_corpus
    enough = Enough(asked.min_rows, asked.min_real, asked.min_train_words)
    measured = measure_probe(figures or {}, enough)
    outcomes = run_on_figures(suite, {figure.name: figure.value for figure in measured}, config.dataset)
    return judge([(suite, outcomes)], {figure.name: figure.detail for figure in measured})


def _outcomes_of(results: Json, suite: Sequence[Check], config: RunConfig) -> list[tuple[Sequence[Check], Json]]:
    """The checks of all suites with their outcomes, for the Data Docs."""
    suites = {name: load_suite(name, config) for name in AUDITED} | {SUITE: suite}
    records = {name: {each["check"]: each for each in results["checks"] if each["suite"] == name} for name in suites}
    return [(checks, read_outcomes(checks, records[name])) for name, checks in suites.items()]
