"""Audit the corpus as a whole: add up the statistics of all parts, measure its figures, and judge every check.

Great Expectations judges the suites on rows by the representatives that each part has kept, and must find what the
parts found; it judges the suite on the corpus by the figures.

The part holds `results.json` and `cells.json`. A failed critical check stops the run, and stops it again when a later
run reuses the part; `report.html` and a Data Docs site are then beside the results. Else probe_corpus adds its own
results and writes them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.config.run import RunConfig
from pipelines.errors import StorageError
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.part import Corpus, Part
from pipelines.parts.progress import StepLog
from pipelines.parts.rejects import add_up
from pipelines.parts.writer import PartWriter
from pipelines.quality.corpus.audit_files import SURFACE_FILE
from pipelines.quality.corpus.cells import CELL_SUMS_FILE, CELLS_FILE, add_cells, describe_cells, write_cells
from pipelines.quality.corpus.dates import count_dates, measure_dates
from pipelines.quality.corpus.drift import RESULTS as EARLIER_RESULTS
from pipelines.quality.corpus.drift import find_distances, find_earlier
from pipelines.quality.corpus.figures import (
    Figure,
    average_rates,
    check_names,
    count_unread,
    measure_copies,
    measure_drift,
    measure_input,
    measure_rates,
    measure_shortcuts,
    measure_swaps,
    measure_unseen,
    measure_yield,
)
from pipelines.quality.corpus.placement import measure_placement
from pipelines.quality.corpus.samples import accepted_files, sample_pairs
from pipelines.quality.corpus.shortcuts import audit_shortcuts
from pipelines.quality.corpus.summary import count_corpus, merge_parts, shorten_edits
from pipelines.quality.corpus.timings import time_stages
from pipelines.quality.suites.checks import (
    Check,
    Json,
    add_thresholds,
    load_suite,
    merge_outcomes,
    suite_fingerprint,
)
from pipelines.quality.suites.representatives import (
    judge_representatives,
    name_representatives,
    read_representatives,
)
from pipelines.quality.suites.results import count_checks, read_checks
from pipelines.quality.suites.run import run_on_figures
from pipelines.quality.suites.verdict import FAILED, RESULTS, judge, stop_if_failed, verdict_of
from pipelines.release.find import BASELINE, MEND, find_versions, read_manifest, tagged_version
from pipelines.release.intact import fetch_intact
from pipelines.report.write import SAMPLES, write_pages
from pipelines.storage.json_files import hash_json, read_json, write_json
from pipelines.storage.places import Place

# Suites on rows -> the column of their examples.
ROW_SUITES = {"articles": "article_id", "pairs": "pair_id"}
# Its `rejected` are pairs in quarantine/; those of the stages before it are rows in rejects/.
QUARANTINING = "validate_pairs"


def audit_corpus(corpus: Corpus, config: RunConfig) -> Part:
    """Return a part with results.json; raise ValidationFailed if a critical check failed.

    Statistics: the verdict and the counts of results.json, and how many checks hold, in words.
    """
    suites = {name: load_suite(name, config) for name in ("articles", "pairs", "corpus")}
    corpus_key = hash_json([part.key for part in corpus.validated])
    releases = {version: config.dataset_folder / version for version in find_versions(config.dataset_folder)}
    baseline = tagged_version(config.dataset_folder, BASELINE)
    try:
        earlier = find_earlier(releases, corpus_key, baseline)
    except StorageError as error:
        raise StorageError(f"{error}. {MEND}") from error
    is_baseline = earlier is not None and earlier == baseline

    def compute(writer: PartWriter) -> None:
        steps = StepLog("audit_corpus")
        statistics = merge_parts(corpus.validated)
        shown = statistics | {"edits": shorten_edits(statistics["edits"])}
        before = _read_statistics(releases[earlier]) if earlier else None
        distances = find_distances(shown, before) if before is not None else []
        steps.begin("training a model on surface features")
        shortcuts = audit_shortcuts([part.file(SURFACE_FILE) for part in corpus.validated])
        steps.begin("measuring the corpus")
        figures = [
            *measure_input(corpus),
            *measure_yield(corpus, statistics),
            *measure_rates(statistics),
            *measure_placement(corpus),
            *measure_dates(dates := count_dates(corpus)),
            *measure_swaps(statistics["edits"], corpus.validated),
            *measure_unseen(corpus),
            *measure_copies(corpus.validated, similarity=config.audit_corpus.near_similarity),
            *measure_shortcuts(shortcuts),
            *measure_drift(distances, f"the baseline, {earlier}" if is_baseline else earlier),
        ]
        steps.begin("judging the checks")
        outcomes = _outcomes_of(suites, corpus, figures, config.dataset)
        checks = judge(outcomes, {figure.name: figure.detail for figure in figures})
        verdict, counts = verdict_of(checks), count_corpus(corpus, statistics)
        results = {
            "dataset": config.dataset,
            "verdict": verdict,
            "counts": counts,
            "attention": [check.message for check in checks if check.failed],
            "checks": [check.to_json() for check in checks],
            "statistics": shown,
            "corpus_key": corpus_key,
            "dates": dates,
            "drift": {
                "against": earlier,
                "baseline": is_baseline,
                "distances": add_thresholds(distances, suites["corpus"]),
            },
            "shortcuts": shortcuts.to_json(),
            "rates": average_rates(statistics["profiles"]),
            "stages": time_stages(corpus.stages),
            "rejected": {
                stage: add_up([part.rejected for part in parts])
                for stage, parts in corpus.stages.items()
                if stage != QUARANTINING
            },
            "quarantined": statistics["quarantined"]["first_reasons"],
            "unread": count_unread(corpus),
        }
        write_json(writer.folder / RESULTS, results)
        cells = add_cells([part.file(CELL_SUMS_FILE) for part in corpus.validated])
        write_cells(writer.folder / CELLS_FILE, describe_cells(cells, suites))
        if verdict == FAILED:  # nothing comes after it
            write_pages(writer.folder, results, sample_pairs(accepted_files(corpus), SAMPLES), outcomes)
        writer.statistics = {"verdict": verdict, "counts": counts, "checks": count_checks(checks)}

    part = finish_part(
        config.dataset_folder,
        "audit_corpus",
        inputs={
            **{stage: [part.key for part in parts] for stage, parts in corpus.stages.items()},
            "suites": suite_fingerprint(*suites.values()),
            "near_similarity": config.audit_corpus.near_similarity,
            "earlier": earlier,
            "baseline": is_baseline,
            "code": code_fingerprint(__name__),
        },
        label=config.dataset,
        compute=compute,
        reads=[corpus.groups, *corpus.validated],
    )
    check_parts([part], always=True)  # a part that is reused was compared by the sizes of its files alone
    stop_if_failed(read_checks(read_json(part.file(RESULTS))), dataset=config.dataset, folder=part.folder)
    return part


def _read_statistics(release: Place) -> dict[str, Any]:
    """Return the statistics of a release, as they were published; raises StorageError."""
    sums = {entry["path"]: entry["sha256"] for entry in read_manifest(release)["files"]}
    return read_json(fetch_intact(release / EARLIER_RESULTS, sums.get(EARLIER_RESULTS, "")))["statistics"]


def _outcomes_of(
    suites: Mapping[str, Sequence[Check]], corpus: Corpus, figures: Sequence[Figure], dataset: str
) -> list[tuple[Sequence[Check], Mapping[str, Json]]]:
    """The checks of each suite, with their outcomes over all parts."""
    check_names(figures)
    outcomes = {
        name: judge_representatives(
            suites[name],
            {part.key: read_representatives(part.file(name_representatives(name))) for part in corpus.validated},
            merge_outcomes(part.statistics["checks"][name] for part in corpus.validated),
            id_column=id_column,
        )
        for name, id_column in ROW_SUITES.items()
    }
    outcomes["corpus"] = run_on_figures(suites["corpus"], {figure.name: figure.value for figure in figures}, dataset)
    return [(checks, outcomes[name]) for name, checks in suites.items()]
