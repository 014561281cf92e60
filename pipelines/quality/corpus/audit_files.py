"""Small files that validate_pairs writes for audit_corpus, so that the audit reads no text again.

sketches.parquet    a sketch of each article, once for each split that has accepted pairs of it (near)
vocabulary.parquet  the distinct words of the articles, and which of them are swapped (vocabulary)
forms.parquet       the surface features of some hundred accepted pairs (shortcuts)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.corpus.codes import encode
from pipelines.quality.corpus.integers import Hashes, find_distinct_hashes
from pipelines.quality.corpus.near import SKETCHES, sketch_texts
from pipelines.quality.corpus.shortcuts import SURFACE
from pipelines.quality.corpus.vocabulary import VOCABULARY, measure_vocabulary
from pipelines.quality.corpus.word_hashes import hash_words
from pipelines.storage.tables import LEAST_LEVEL, TableWriter

SKETCHES_FILE, VOCABULARY_FILE, SURFACE_FILE = "sketches.parquet", "vocabulary.parquet", "forms.parquet"
# Hashes differ, so no dictionary makes them smaller; and zstd only those of signatures, which are small ones.
HASHES = {field.name for schema in (SKETCHES, VOCABULARY) for field in schema if pa.types.is_uint64(field.type)}
ENCODINGS = dict.fromkeys({*HASHES, "signature"}, "PLAIN")
UNPLACED_SKETCHES = pa.schema([field for field in SKETCHES if field.name != "split"])


@dataclass(frozen=True)
class ArticleSketches:
    """The articles of a part, without their texts.

    table  UNPLACED_SKETCHES, one row per article
    words  uint64: hashes of all their words, with repetitions
    """

    table: pa.Table
    words: Hashes


def sketch_articles(articles: pa.Table) -> ArticleSketches:
    """Sketch a table with `article_id` and `text`."""
    words = hash_words(articles["text"])
    columns = {"article_id": articles["article_id"], **sketch_texts(words)}
    return ArticleSketches(pa.table(columns, schema=UNPLACED_SKETCHES), find_distinct_hashes(words.hashes))


def join_sketches(found: Sequence[ArticleSketches]) -> ArticleSketches:
    """The sketches of several tables as those of one."""
    return ArticleSketches(
        pa.concat_tables([UNPLACED_SKETCHES.empty_table(), *(each.table for each in found)]),
        np.concatenate([np.zeros(0, np.uint64), *(each.words for each in found)]),
    )


def write_audit_files(
    folder: Path, articles: ArticleSketches, accepted: pa.Table, *, originals: pa.ChunkedArray, surface: pa.Table
) -> None:
    """Write the three files into `folder`.

    accepted   `article_id` and `split` of the accepted pairs
    originals  the originals of all edits of the part, in lower case
    surface    SURFACE of the sampled pairs
    """
    tables = {
        SKETCHES_FILE: _place(articles.table, accepted),
        VOCABULARY_FILE: measure_vocabulary(articles.words, encode(originals).distinct),
        SURFACE_FILE: surface,
    }
    schemas = {SKETCHES_FILE: SKETCHES, VOCABULARY_FILE: VOCABULARY, SURFACE_FILE: SURFACE}
    for name, table in tables.items():
        with TableWriter(folder / name, schemas[name], ENCODINGS, level=LEAST_LEVEL, plain=HASHES) as writer:
            writer.write(table)


def _place(sketches: pa.Table, pairs: pa.Table) -> pa.Table:
    """SKETCHES: the sketch of each article, once for each split that has pairs of it."""
    placed = pairs.group_by(["article_id", "split"], use_threads=False).aggregate([])
    row = pc.index_in(placed["article_id"], value_set=sketches["article_id"].combine_chunks())
    known = pc.is_valid(row)
    found = sketches.take(row.filter(known)).append_column("split", placed["split"].filter(known))
    return found.select(SKETCHES.names).cast(SKETCHES)
