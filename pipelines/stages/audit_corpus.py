"""Judge the corpus as a whole: add up what the parts counted, look for leaks, run the suite `corpus`.

Writes `results.json`, `report.html` and a Data Docs site into its part, whatever the verdict, and commits them. Only
then a critical check that failed stops the run; a part that failed and is found again fails again.
"""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.config.run import RunConfig
from pipelines.errors import ValidationFailed
from pipelines.fingerprint import code_fingerprint
from pipelines.parts import Corpus, Part, PartWriter, add_up, finish_part
from pipelines.quality.corpus.drift import RESULTS as EARLIER_RESULTS
from pipelines.quality.corpus.drift import find_earlier
from pipelines.quality.corpus.figures import (
    Figures,
    average_rates,
    judge_drift,
    judge_shortcuts,
    measure_copies,
    measure_swaps,
)
from pipelines.quality.corpus.leaks import count_in_two_splits, find_duplicate_ids, is_misplaced, parse_ids
from pipelines.quality.corpus.samples import sample_pairs
from pipelines.quality.corpus.shortcuts import audit_shortcuts
from pipelines.quality.corpus.statistics import merge_statistics
from pipelines.quality.corpus.swaps import find_seen, name_seen
from pipelines.quality.corpus.timings import time_stages
from pipelines.quality.corpus.traces import FORMS_FILE
from pipelines.quality.suites.checks import Check, Json, load_suite, merge_outcomes, suite_fingerprint, wanted
from pipelines.quality.suites.docs import build_data_docs
from pipelines.quality.suites.results import STOP, read_checks
from pipelines.quality.suites.run import run_suite
from pipelines.quality.suites.verdict import FAILED, judge, verdict_of
from pipelines.release.find import find_versions
from pipelines.report.write import SAMPLES, write_report
from pipelines.storage.json_files import hash_json, read_json, write_json
from schemas import SPLITS, UNSEEN

RESULTS = "results.json"
REPORT = "report.html"
DATA_DOCS = "data_docs"
SHOWN_SWAPS = 100
# The stages whose `rejected` are rows in rejects/; those of validate_pairs lie in quarantine/.
REJECTING = ("ingest_articles", "group_duplicates", "spin_articles")


def audit_corpus(corpus: Corpus, config: RunConfig) -> Part:
    """A part that holds results.json, report.html and data_docs/; raises ValidationFailed if a critical check failed.

    Statistics: the verdict and the counts of results.json.
    """
    articles, pairs, validated, stages = corpus.articles, corpus.pairs, corpus.validated, corpus.stages
    suites = {name: load_suite(name, config) for name in ("articles", "pairs", "corpus")}
    suites["corpus"] = wanted(suites["corpus"], test_unseen=config.group_duplicates.test_unseen)
    folders = [Path(part.folder) for part in validated]
    corpus_key = hash_json([part.key for part in validated])
    releases = {version: config.dataset_folder / version for version in find_versions(config.dataset_folder)}
    earlier = find_earlier(releases, corpus_key)

    def compute(writer: PartWriter) -> None:
        statistics = merge_statistics([_without_checks(part) for part in validated])
        outcomes = {
            name: merge_outcomes(part.statistics["checks"][name] for part in validated)
            for name in ("articles", "pairs")
        }
        edits = _shorten(statistics["edits"])
        shortcuts = audit_shortcuts([folder / FORMS_FILE for folder in folders])
        before = read_json(releases[earlier] / EARLIER_RESULTS)["statistics"] if earlier else None
        drift, distances = judge_drift(statistics | {"edits": edits}, before, earlier)
        figures, details = _add_figures(
            _measure(articles, corpus.groups, pairs, validated, statistics),
            measure_swaps(statistics["edits"], folders),
            measure_copies(folders, similarity=config.audit_corpus.near_similarity),
            judge_shortcuts(shortcuts),
            drift,
        )
        seen_swaps = find_seen(folders)
        figures["unseen_swaps_seen"] = len(seen_swaps)
        details["unseen_swaps_seen"] = ", ".join(name_seen([part.files for part in validated], seen_swaps))
        frame = pa.Table.from_pylist([{"corpus": config.dataset, **figures}])
        outcomes["corpus"] = {
            outcome.check.name: {**outcome.to_json(), "observed": figures[outcome.check.kwargs["column"]]}
            for outcome in run_suite(suites["corpus"], frame, id_column="corpus")
        }
        judged = [(suites[name], outcomes[name]) for name in suites]
        checks = judge(judged, details)
        verdict = verdict_of(checks)
        counts = _counts(articles, pairs, statistics)
        results = {
            "dataset": config.dataset,
            "verdict": verdict,
            "counts": counts,
            "attention": [check.message for check in checks if not check.holds],
            "checks": [check.to_json() for check in checks],
            "statistics": statistics | {"edits": edits},
            "corpus_key": corpus_key,
            "drift": {"against": earlier, "distances": _with_thresholds(distances, suites["corpus"])},
            "shortcuts": shortcuts.to_json(),
            "rates": average_rates(statistics["profiles"]),
            "stages": time_stages(stages),
            "rejected": {name: add_up([part.rejected for part in stages[name]]) for name in REJECTING},
            "quarantined": statistics["quarantined"]["first_reasons"],
        }
        write_json(writer.folder / RESULTS, results)
        accepted = [part.path(split) for part in validated for split in part.files if part.rows[split]]
        write_report(writer.folder / REPORT, results, sample_pairs(accepted, SAMPLES))
        build_data_docs(writer.folder / DATA_DOCS, config.dataset, judged)
        writer.statistics = {"verdict": verdict, "counts": counts}

    part = finish_part(
        config.dataset_folder,
        "audit_corpus",
        inputs={
            "articles": [part.key for part in articles],
            "groups": corpus.groups.key,
            "pairs": [part.key for part in pairs],
            "validated": [part.key for part in validated],
            "suites": suite_fingerprint(*suites.values()),
            "near_similarity": config.audit_corpus.near_similarity,
            "earlier": earlier,
            "code": code_fingerprint(__name__),
        },
        label=config.dataset,
        compute=compute,
    )
    _stop_if_failed(part, config.dataset_folder)
    return part


def _add_figures(*measured: Figures) -> Figures:
    figures, details = zip(*measured, strict=True)
    return dict(ChainMap(*figures)), dict(ChainMap(*details))


def _with_thresholds(distances: Sequence[Json], checks: Sequence[Check]) -> list[Json]:
    """The distances with what the checks on them allow."""
    most = {check.name: check.kwargs["max_value"] for check in checks if check.name.startswith("drift_")}
    return [entry | {"threshold": most[f"drift_{entry['name']}"]} for entry in distances]


def _without_checks(part: Part) -> Json:
    return {name: value for name, value in part.statistics.items() if name != "checks"}


def _counts(articles: Sequence[Part], pairs: Sequence[Part], statistics: Json) -> Json:
    """The figures that everybody asks for."""
    splits = statistics["splits"]
    total: Json = (
        merge_statistics(list(splits.values())) if splits else {"pairs": 0, "n_words": 0, "n_swapped_words": 0}
    )
    total.pop("rate_error", None)  # a sum that says nothing by itself
    return {
        "articles": sum(part.n_rows for part in articles),
        **total,
        "n_edits": statistics["edits"]["n_edits"],
        "rejected": add_up([part.rejected for part in pairs]),
        "quarantined": statistics["quarantined"]["pairs"],
        "splits": {split: splits[split]["pairs"] for split in splits},
    }


def _shorten(edits: Json) -> Json:
    """The edits with only the most frequent swaps, and these in order."""
    swaps = list(_by_count(edits["top_swaps"]).items())[:SHOWN_SWAPS]
    top: list[Json] = [{"swap": swap, "count": count} for swap, count in swaps]
    return edits | {"top_swaps": top, "n_other_swaps": edits["n_edits"] - sum(entry["count"] for entry in top)}


def _measure(
    articles: Sequence[Part], groups: Part, pairs: Sequence[Part], validated: Sequence[Part], statistics: Json
) -> tuple[dict[str, float], dict[str, str]]:
    """The figures that the suite `corpus` judges, and what more there is to say about some of them."""
    n_pairs = dict.fromkeys(SPLITS, 0) | {split: sums["pairs"] for split, sums in statistics["splits"].items()}
    quarantined, rejected = statistics["quarantined"], add_up([part.rejected for part in pairs])
    n_spun, n_rejected = sum(part.n_rows for part in pairs), sum(rejected.values())
    errors = {name: sums["rate_error"] / sums["pairs"] for name, sums in statistics["profiles"].items()}
    unseen = statistics["splits"].get(UNSEEN, {"rate_error": 0.0, "pairs": 0})
    edits = statistics["edits"]
    top_swap, top_count = next(iter(_by_count(edits["top_swaps"]).items()), ("", 0))
    table = pq.read_table(groups.path("groups"))
    leaked_groups, some_groups = count_in_two_splits(table, "group_id")
    leaked_articles, some_articles = count_in_two_splits(table, "article_id")
    duplicates, misplaced = _look_over_all(articles, validated, table)
    figures = {
        **{f"{split}_pairs": number for split, number in n_pairs.items()},
        "lost_pairs": n_spun - sum(n_pairs.values()) - quarantined["pairs"],
        "quarantine_share": quarantined["pairs"] / max(1, n_spun),
        "reject_share": n_rejected / max(1, n_spun + n_rejected),
        "leaked_groups": leaked_groups,
        "leaked_articles": leaked_articles,
        "misplaced_pairs": len(misplaced),
        "duplicate_pair_ids": len(duplicates),
        "rate_error": max(errors.values(), default=0.0),
        "unseen_rate_error": unseen["rate_error"] / max(1, unseen["pairs"]),
        "top_swap_share": top_count / max(1, edits["n_edits"]),
    }
    details = {
        "quarantine_share": _say_counts(quarantined["reasons"], "quarantine/validate_pairs/"),
        "reject_share": _say_counts(rejected, "rejects/spin_articles/"),
        "leaked_groups": _say_some("group", some_groups),
        "leaked_articles": _say_some("article", some_articles),
        "misplaced_pairs": _say_some("pair", misplaced),
        "duplicate_pair_ids": _say_some("pair", duplicates),
        "rate_error": ", ".join(f"{name} {error:.4f}" for name, error in errors.items()),
        "top_swap_share": f"{top_swap}, {top_count:,} of {edits['n_edits']:,} edits" if top_count else "",
    }
    return figures, details


def _look_over_all(
    articles: Sequence[Part], validated: Sequence[Part], groups: pa.Table
) -> tuple[list[str], list[str]]:
    """Pairs' ids that are there twice, and those of pairs that are not in the split of their group."""
    ids, misplaced = [], []
    for article_part, part in zip(articles, validated, strict=True):
        here = groups.filter(pc.equal(groups["part"], article_part.key))
        for split in part.files:
            table = pq.read_table(part.path(split), columns=["pair_id", "article_id", "group_id"])
            ids += [parse_ids(chunk) for chunk in table["pair_id"].chunks]
            misplaced += table["pair_id"].filter(pa.array(is_misplaced(table, here, split))).to_pylist()
    return find_duplicate_ids(ids), misplaced


def _by_count(counts: Mapping[str, int]) -> dict[str, int]:
    return add_up([dict(counts)])


def _say_counts(counts: Mapping[str, int], folder: str) -> str:
    """Reasons with their numbers, and the folder of the dataset in which the rows lie."""
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in counts.items())
    return f"{reasons}; the rows are in {folder}" if reasons else ""


def _say_some(what: str, names: Sequence[str]) -> str:
    return f"{what} {', '.join(names[:5])}" + (" and more" if len(names) > 5 else "") if names else ""


def _stop_if_failed(part: Part, dataset_folder: Path) -> None:
    if part.statistics["verdict"] != FAILED:
        return
    folder = Path(part.folder)
    failed = [check for check in read_checks(read_json(folder / RESULTS)) if check.effect == STOP]
    lines = "\n".join(f"- {check.suite}: {check.message}. {check.notes}" for check in failed)
    raise ValidationFailed(
        f"expected {part.label} to pass every critical check, but {len(failed)} failed and nothing is published:\n"
        f"{lines}\n"
        f"All results are in {folder / RESULTS}, for a browser in {folder / REPORT}; "
        f"folders of rows lie in {dataset_folder}",
        checks=[check.to_json() for check in failed],
        results=str(folder),
    )
