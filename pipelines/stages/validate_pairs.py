"""Check the pairs of one part: replay every edit, judge every row, put what does not hold into quarantine.

The texts are read a row group at a time and leave one small row of findings for each pair; the suites run
once, on the findings of the whole part. A file of which every pair holds goes on as it is, as a link.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.browse.index import Block, describe_block, write_indexes
from pipelines.config.run import RunConfig
from pipelines.engine.buffers import Ints, view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.errors import SchemaError
from pipelines.fingerprint import code_fingerprint
from pipelines.parts import Part, PartWriter, finish_part
from pipelines.quality.corpus.statistics import count_edits, measure_edits, measure_pairs, minus
from pipelines.quality.corpus.swaps import in_split, write_swaps
from pipelines.quality.corpus.traces import Traces
from pipelines.quality.pairs.closer import Sample, look_closer
from pipelines.quality.pairs.kept import Promises
from pipelines.quality.pairs.origins import Origins, gather_origins
from pipelines.quality.pairs.rows import check_articles, check_pairs
from pipelines.quality.pairs.similarity import measure_similarity
from pipelines.quality.suites.checks import Check, Outcome, load_suite, suite_fingerprint
from pipelines.quality.suites.faults import Faults, find_faults
from pipelines.quality.suites.run import run_suite
from pipelines.spinners.promises import fingerprint_promises, load_promises
from pipelines.storage.files import link_or_copy, replacing
from pipelines.storage.tables import TableWriter, read_tables
from schemas import ARTICLES, PAIRS

log = logging.getLogger(__name__)

QUARANTINE_FILE = "quarantine.parquet"
QUARANTINE = PAIRS.append(pa.field("reasons", pa.list_(pa.string()), nullable=False))


def validate_pairs(articles: Part, pairs: Part, config: RunConfig) -> Part:
    """The pairs of one part that pass every critical check on a row: a file for each split that has some.

    The others go to `quarantine/validate_pairs/<key>.parquet` with all their `reasons`, and `rejected` counts
    each under its first. Whether they are too many is for audit_corpus to say.
    """
    article_checks, pair_checks = (load_suite(name, config) for name in ("articles", "pairs"))
    promises, settings = load_promises(config), config.validate_pairs

    def compute(writer: PartWriter) -> None:
        origins, article_outcomes = _judge_articles(articles, article_checks)
        traces = Traces(read_tables(articles.path("articles"), columns=["article_id", "text"]))
        sample = Sample(max(settings.language_sample, settings.semantic_sample))
        findings, edits, blocks = _examine(pairs, origins, promises, sample, traces)
        findings = look_closer(
            findings,
            sample,
            languages=settings.language_sample,
            similarities=settings.semantic_sample,
            expected=config.ingest_articles.language,
            similarity=measure_similarity,
        )
        outcomes = run_suite(pair_checks, findings, id_column="pair_id")
        faults = find_faults(outcomes)
        dropped = _divide(pairs, faults, writer)
        accepted = np.ones(len(findings), bool)
        accepted[faults.rows] = False
        write_swaps(writer.folder, [*edits, *dropped])
        write_indexes(writer.folder, blocks, accepted)
        traces.write(writer.folder, findings, accepted, edits)
        writer.statistics = {
            **measure_pairs(findings.filter(pa.array(accepted))),
            "edits": measure_edits([*edits, *dropped]),
            "quarantined": faults.count(),
            "checks": {
                "articles": {outcome.check.name: outcome.to_json() for outcome in article_outcomes},
                "pairs": {outcome.check.name: outcome.to_json() for outcome in outcomes},
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
    )
    return _show_quarantine(part, config.dataset_folder)


def _judge_articles(articles: Part, checks: Sequence[Check]) -> tuple[Origins, list[Outcome]]:
    path = articles.path("articles")
    _check_schema(path, ARTICLES)
    found = [check_articles(ARTICLES.empty_table())]

    def tables() -> Iterator[pa.Table]:
        for table in read_tables(path):
            found.append(check_articles(table))
            yield table

    origins = gather_origins(tables())
    return origins, run_suite(checks, pa.concat_tables(found), id_column="article_id")


def _examine(
    pairs: Part, origins: Origins, promises: Mapping[str, Promises], sample: Sample, traces: Traces
) -> tuple[pa.Table, list[pa.Table], list[Block]]:
    """The findings on all pairs of the part, with their `split`, the counts of their edits, and what to index.

    Fills the sample and the traces.
    """
    findings, edits, blocks = [_find(PAIRS.empty_table(), origins, promises, "")], [], []
    for split in sorted(pairs.files):
        _check_schema(pairs.path(split), PAIRS)
        for table in read_tables(pairs.path(split)):
            sample.add(table)
            traces.add(table)
            findings.append(_find(table, origins, promises, split))
            edits.append(in_split(count_edits(_edits(table)), split))
            blocks.append(describe_block(split, table["profile"], edits[-1]))
    return pa.concat_tables(findings), edits, blocks


def _find(table: pa.Table, origins: Origins, promises: Mapping[str, Promises], split: str) -> pa.Table:
    rows = check_pairs(table, count_words=_count_words, origins=origins, promises=promises)
    return rows.append_column("split", pa.repeat(split, len(rows)))


def _edits(table: pa.Table) -> pa.StructArray:
    return table["edits"].combine_chunks().flatten()


def _count_words(texts: pa.StringArray) -> Ints:
    """Tokens of each text, as the engine counts them: the contract has no other definition of a word."""
    return find_tokens(view_texts(texts)).counts


def _divide(pairs: Part, faults: Faults, writer: PartWriter) -> list[pa.Table]:
    """Let the accepted pairs of each split go on, and write the others to the part's quarantine.parquet.

    Returns the counts of the edits that went to quarantine, to be taken away from those of all edits.
    """
    if not len(faults.rows):
        for split in pairs.files:
            _adopt(pairs, split, writer)
        return []
    start, dropped = 0, []
    with TableWriter(writer.folder / QUARANTINE_FILE, QUARANTINE) as quarantine:
        for split in sorted(pairs.files):
            stop = start + pairs.rows[split]
            in_file = faults.between(start, stop)
            start = stop
            if len(in_file.rows):
                dropped += _filter_file(pairs.path(split), split, in_file, writer, quarantine)
            else:
                _adopt(pairs, split, writer)
    return dropped


def _adopt(pairs: Part, split: str, writer: PartWriter) -> None:
    if pairs.rows[split]:
        writer.adopt(split, pairs.path(split), pairs.rows[split])


def _filter_file(path: Path, split: str, faults: Faults, writer: PartWriter, quarantine: TableWriter) -> list[pa.Table]:
    start, dropped = 0, []
    for table in read_tables(path):
        here = faults.between(start, start + len(table))
        start += len(table)
        accepted = np.ones(len(table), bool)
        accepted[here.rows] = False
        bad = table.take(pa.array(here.rows)).append_column(QUARANTINE.field("reasons"), here.reasons)
        quarantine.write(bad)
        dropped.append(minus(in_split(count_edits(_edits(bad)), split)))
        if accepted.any():
            writer.write(split, table.filter(pa.array(accepted)), PAIRS)
    return dropped


def _show_quarantine(part: Part, dataset_folder: Path) -> Part:
    """Let the quarantined pairs be seen under quarantine/, and their number in `rejected`, by their first reasons."""
    counts = part.statistics["quarantined"]
    if not counts["pairs"]:
        return part
    path = dataset_folder / "quarantine" / part.stage / f"{part.key}.parquet"
    if not path.exists():
        with replacing(path) as temporary:
            link_or_copy(part.file(QUARANTINE_FILE), temporary)
    log.warning("%s: %s pairs in quarantine, see `reasons` in %s", part.label, f"{counts['pairs']:,}", path)
    return replace(part, rejected=counts["first_reasons"], rejects_file=str(path))


def _check_schema(path: Path, schema: pa.Schema) -> None:
    found = pq.read_schema(path)
    if found.equals(schema):
        return
    differ = [
        field.name for field in schema if field.name not in found.names or not found.field(field.name).equals(field)
    ]
    differ += [name for name in found.names if name not in schema.names]
    raise SchemaError(
        f"expected {path} to have the columns {', '.join(schema.names)} as in schemas/, "
        f"but these are missing, different or too many: {', '.join(differ) or 'none, their order is another'}. "
        "Was it written by another version? Remove the folder it lies in and run again"
    )
