"""Check the pairs of one part: replay every edit, judge every row, put what does not hold into quarantine.

The texts are read a row group at a time and leave one small row of findings for each pair; the suites run
once, on the findings of the whole part. A file of which every pair holds goes on as it is, as a link.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.config import RunConfig
from pipelines.engine.buffers import Ints, view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.errors import SchemaError
from pipelines.parts import Part, PartWriter, code_fingerprint, finish_part, read_tables
from pipelines.quality.faults import Faults, find_faults
from pipelines.quality.rows import check_articles, check_pairs
from pipelines.quality.statistics import count_edits, measure_edits, measure_pairs, minus
from pipelines.quality.suites import Check, Outcome, load_suite, run_suite, suite_fingerprint
from pipelines.quality.traces import Traces
from pipelines.storage import TableWriter, link_or_copy, replacing
from schemas import ARTICLES, PAIRS

log = logging.getLogger(__name__)

QUARANTINE_FILE = "quarantine.parquet"
QUARANTINE = PAIRS.append(pa.field("reasons", pa.list_(pa.string()), nullable=False))
CODE = (
    "stages/validate_pairs.py",
    "engine/buffers.py",
    "engine/tokens.py",
    "quality/faults.py",
    "quality/form.py",
    "quality/near.py",
    "quality/replay.py",
    "quality/rows.py",
    "quality/shortcuts.py",
    "quality/statistics.py",
    "quality/suites.py",
    "quality/traces.py",
    "quality/vocabulary.py",
    "quality/words.py",
)


def validate_pairs(articles: Part, pairs: Part, config: RunConfig) -> Part:
    """The pairs of one part that pass every critical check on a row: a file for each split that has some.

    The others go to `quarantine/validate_pairs/<key>.parquet` with all their `reasons`, and `rejected` counts
    each under its first. Whether they are too many is for audit_corpus to say.
    """
    article_checks, pair_checks = (load_suite(name, config) for name in ("articles", "pairs"))

    def compute(writer: PartWriter) -> None:
        texts, article_outcomes = _judge_articles(articles, article_checks)
        traces = Traces(articles.path("articles"))
        findings, edits = _examine(pairs, texts, traces)
        outcomes = run_suite(pair_checks, findings, id_column="pair_id")
        faults = find_faults(outcomes)
        dropped = _divide(pairs, faults, writer)
        accepted = np.ones(len(findings), bool)
        accepted[faults.rows] = False
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
            "code": code_fingerprint(*CODE),
        },
        label=pairs.label,
        compute=compute,
    )
    return _show_quarantine(part, config.dataset_folder)


@dataclass(frozen=True)
class _Texts:
    """The articles of the part: their ids, and a hash of each one's text."""

    ids: "pd.Index[str]"
    hashes: NDArray[np.uint64]


def _judge_articles(articles: Part, checks: Sequence[Check]) -> tuple[_Texts, list[Outcome]]:
    path = articles.path("articles")
    _check_schema(path, ARTICLES)
    found, hashes = [check_articles(ARTICLES.empty_table())], [np.zeros(0, np.uint64)]
    for table in read_tables(path):
        found.append(check_articles(table))
        hashes.append(_hash_texts(table["text"]))
    findings = pa.concat_tables(found)
    ids = pd.Index(findings["article_id"].to_numpy(), dtype=object)
    first = ~ids.duplicated()
    return _Texts(ids[first], np.concatenate(hashes)[first]), run_suite(checks, findings, id_column="article_id")


def _examine(pairs: Part, texts: _Texts, traces: Traces) -> tuple[pa.Table, list[pa.Table]]:
    """The findings on all pairs of the part, with their `split`, and the counts of their edits; fills the traces."""
    findings, edits = [_find(PAIRS.empty_table(), texts, "")], []
    for split in sorted(pairs.files):
        _check_schema(pairs.path(split), PAIRS)
        for table in read_tables(pairs.path(split)):
            findings.append(_find(table, texts, split))
            edits.append(count_edits(_edits(table)))
            traces.add(table)
    return pa.concat_tables(findings), edits


def _find(table: pa.Table, texts: _Texts, split: str) -> pa.Table:
    row = texts.ids.get_indexer(table["article_id"].to_numpy())
    rows = check_pairs(
        table,
        n_words=_count_words(table["clean"]),
        edit_words=_count_words(pc.struct_field(_edits(table), "original")),
        clean_is_article=(row >= 0) & (np.append(texts.hashes, np.uint64(0))[row] == _hash_texts(table["clean"])),
    )
    return rows.append_column("split", pa.repeat(split, len(rows)))


def _edits(table: pa.Table) -> pa.StructArray:
    return table["edits"].combine_chunks().flatten()


def _count_words(texts: pa.Array | pa.ChunkedArray) -> Ints:
    """Tokens of each text, as the engine counts them: the contract has no other definition of a word."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return find_tokens(view_texts(pc.fill_null(whole, ""))).counts


def _hash_texts(texts: pa.ChunkedArray) -> NDArray[np.uint64]:
    return pd.util.hash_array(pc.fill_null(texts, "").to_numpy().astype(object), categorize=False)


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
        dropped.append(minus(count_edits(_edits(bad))))
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
            link_or_copy(dataset_folder / "work" / part.stage / part.key / QUARANTINE_FILE, temporary)
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
