"""Check the pairs of one part: replay every edit, judge every row, and quarantine the rows that fail.

Articles and pairs are read once, and the suites run once, on the findings of the whole part. A file of which every pair
passes is linked; any other file is read again and divided. Representatives of the findings are kept beside the files,
for Great Expectations to judge in audit_corpus.
"""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.browse.blocks import describe_blocks
from pipelines.browse.index import write_indexes
from pipelines.config.run import RunConfig
from pipelines.engine.tokens import count_tokens
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import find_names, name_file
from pipelines.parts.part import Part
from pipelines.parts.writer import PartWriter
from pipelines.quality.corpus.audit_files import write_audit_files
from pipelines.quality.corpus.cells import CELL_SUMS_FILE, sum_cells
from pipelines.quality.corpus.examine import examine_articles, examine_pairs
from pipelines.quality.corpus.shortcuts import keep_surface
from pipelines.quality.corpus.statistics import (
    count_split_edits,
    join_counts,
    measure_edits,
    measure_pairs,
    subtract_counts,
)
from pipelines.quality.corpus.unseen import write_swaps
from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.sampled import check_sample, compare_meaning, detect_language
from pipelines.quality.pairs.similarity import measure_similarity
from pipelines.quality.pairs.texts import Flags
from pipelines.quality.suites.checks import load_suite, suite_fingerprint
from pipelines.quality.suites.faults import Faults, find_faults
from pipelines.quality.suites.representatives import name_representatives, write_representatives
from pipelines.quality.suites.run import run_suite
from pipelines.release.comparison.digests import digest_stretches, write_digests
from pipelines.spinners.promises import fingerprint_promises, load_promises
from pipelines.storage.files import share_file
from pipelines.storage.looking import is_only_looking
from pipelines.storage.places import Place
from pipelines.storage.tables import TableWriter, read_tables
from schemas import PAIRS

log = logging.getLogger(__name__)

QUARANTINE_FILE = "quarantine.parquet"
QUARANTINE = PAIRS.append(pa.field("reasons", pa.list_(pa.string()), nullable=False))


def validate_pairs(articles: Part, pairs: Part, config: RunConfig) -> Part:
    """Return the pairs of one part that pass every critical check on a row, in a file for each split that has any.

    The others go to `quarantine/validate_pairs/<key>.parquet` with all their `reasons`; `rejected` counts each of them
    under its first reason. audit_corpus decides whether they are too many, and stops the run if a critical check on an
    article failed.
    """
    article_checks, pair_checks = (load_suite(name, config) for name in ("articles", "pairs"))
    promises, settings = load_promises(config), config.validate_pairs
    sampled = [
        detect_language(settings.language_sample, expected=config.ingest_articles.language),
        compare_meaning(settings.semantic_sample, measure=measure_similarity),
    ]

    def compute(writer: PartWriter) -> None:
        seen_articles = examine_articles(articles.path("articles"))
        outcomes = {"articles": run_suite(article_checks, seen_articles.findings, id_column="article_id")}
        sample_size = max(check.size for check in sampled)
        seen = examine_pairs(
            pairs.files,
            seen_articles,
            promises,
            count_words=count_tokens,
            digest=digest_stretches,
            sample_size=sample_size,
        )
        findings = check_sample(seen.findings, seen.sample, sampled)
        outcomes["pairs"] = run_suite(pair_checks, findings, id_column="pair_id")
        for suite, rows in (("articles", seen_articles.findings), ("pairs", findings)):
            write_representatives(writer.folder / name_representatives(suite), outcomes[suite], rows)

        faults = find_faults(outcomes["pairs"])
        quarantined_edits = _divide(pairs, faults, writer)
        accepted_edits = subtract_counts(seen.edits, quarantined_edits)
        is_accepted = _is_accepted(len(findings), faults)
        accepted = findings.filter(pa.array(is_accepted))
        groups = seen.row_groups
        splits, profiles = [group.split for group in groups], [group.profiles for group in groups]
        blocks = describe_blocks(splits, profiles, seen.edits, [group.n_counts for group in groups])
        write_indexes(writer.folder, blocks, is_accepted)
        write_digests(writer.folder, [(group.split, group.digest) for group in groups], is_accepted)
        write_swaps(writer.folder, accepted_edits)
        cells = sum_cells(findings, outcomes["pairs"], is_accepted)
        with TableWriter(writer.folder / CELL_SUMS_FILE, cells.schema) as sums:
            sums.write(cells)
        write_audit_files(
            writer.folder,
            seen_articles.sketches,
            pa.concat_tables([accepted.select(["article_id", "split"]), _place_negatives(pairs)]),
            originals=seen.edits["original"],
            surface=keep_surface(seen.surface, is_accepted),
        )
        writer.statistics = {
            **measure_pairs(accepted),
            "edits": measure_edits(accepted_edits),
            "quarantined": faults.count(),
            "checks": {
                suite: {outcome.check.name: outcome.to_json() for outcome in of_suite}
                for suite, of_suite in outcomes.items()
            },
        }

    part = finish_part(
        config.dataset_folder,
        "validate_pairs",
        inputs={
            "articles": articles.key,
            "pairs": pairs.key,
            "suites": suite_fingerprint(article_checks, pair_checks),
            "samples": [settings.language_sample, settings.semantic_sample],
            "promises": fingerprint_promises(promises),
            "code": code_fingerprint(__name__),
        },
        label=pairs.label,
        compute=compute,
        reads=[articles, pairs],
    )
    return _show_quarantine(part, config.dataset_folder)


def _place_negatives(pairs: Part) -> pa.Table:
    """Return article_id and split of the negatives, so that the audit finds near-copies of them in other splits."""
    tables = [pa.table({name: pa.array([], pa.string()) for name in ("article_id", "split")})]
    for split in pairs.negatives:
        table = pq.read_table(pairs.file(name_file(split)), columns=["negative_id", "article_id", "kind"])
        name = find_names(table)
        tables.append(pa.table({"article_id": name, "split": pa.repeat(split, len(name))}))
    return pa.concat_tables(tables)


def _divide(pairs: Part, faults: Faults, writer: PartWriter) -> pa.Table:
    """Pass on the accepted pairs of each split, write the others to quarantine.parquet, and count the others' edits."""
    if not len(faults.rows):
        for split in pairs.files:
            _adopt(pairs, split, writer)
        return join_counts([])
    start, edits = 0, []
    with TableWriter(writer.folder / QUARANTINE_FILE, QUARANTINE) as quarantine:
        for split in sorted(pairs.files):  # the order in which examine_pairs reads and numbers the rows
            in_file = faults.between(start, start + pairs.rows[split])
            start += pairs.rows[split]
            if len(in_file.rows):
                edits.append(_divide_file(pairs.path(split), split, in_file, writer, quarantine))
            else:
                _adopt(pairs, split, writer)
    return join_counts(edits)


def _adopt(pairs: Part, split: str, writer: PartWriter) -> None:
    if pairs.rows[split]:
        writer.adopt(pairs, split)


def _divide_file(path: Path, split: str, faults: Faults, writer: PartWriter, quarantine: TableWriter) -> pa.Table:
    start, edits = 0, []
    for table in read_tables(path):
        here = faults.between(start, start + len(table))
        start += len(table)
        bad = table.take(pa.array(here.rows)).append_column(QUARANTINE.field("reasons"), here.reasons)
        quarantine.write(bad)
        edits.append(count_split_edits(view_edits(bad), [split], [len(bad)])[0])
        accepted = _is_accepted(len(table), here)
        if accepted.any():
            writer.write(split, table.filter(pa.array(accepted)), PAIRS)
    return join_counts(edits)


def _is_accepted(n_rows: int, faults: Faults) -> Flags:
    accepted = np.ones(n_rows, bool)
    accepted[faults.rows] = False
    return accepted


def _show_quarantine(part: Part, dataset_folder: Place) -> Part:
    """Link the quarantined pairs under quarantine/, and count them in `rejected` by their first reasons."""
    counts = part.statistics["quarantined"]
    if not counts["pairs"]:
        return part
    place = dataset_folder / "quarantine" / part.stage / f"{part.key}.parquet"
    if not is_only_looking() and not place.exists():
        share_file(part.place / QUARANTINE_FILE, place)
    log.warning("%s: %s pairs in quarantine, see `reasons` in %s", part.label, f"{counts['pairs']:,}", place)
    return replace(part, rejected=counts["first_reasons"], rejects_file=str(place))
