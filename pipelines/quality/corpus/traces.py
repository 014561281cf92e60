"""What validate_pairs leaves of a part for audit_corpus: small files, so that no text is read again.

sketches.parquet    a sketch of each article in each split that has pairs of it (quality.near)
vocabulary.parquet  the different words of its articles, and which are swapped (quality.vocabulary)
forms.parquet       the form of some hundred pairs as numbers (quality.shortcuts)
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.corpus.near import SKETCHES, sketch_texts
from pipelines.quality.corpus.shortcuts import FORMS, choose_articles, keep_forms, sample_forms
from pipelines.quality.corpus.vocabulary import VOCABULARY, measure_vocabulary
from pipelines.quality.corpus.words import hash_words
from pipelines.quality.pairs.texts import Flags
from pipelines.storage.tables import TableWriter

SKETCHES_FILE, VOCABULARY_FILE, FORMS_FILE = "sketches.parquet", "vocabulary.parquet", "forms.parquet"


class Traces:
    """Gathered while the pairs of a part are read: what it holds is bounded by the part's articles."""

    def __init__(self, articles: Iterable[pa.Table]) -> None:
        """`articles` has article_id and text of all articles of the part."""
        sketches = [SKETCHES.empty_table().drop_columns(["split"])]
        words = [np.zeros(0, np.uint64)]
        for table in articles:
            found = hash_words(table["text"])
            sketches.append(pa.table({"article_id": table["article_id"], **sketch_texts(found)}))
            words.append(np.unique(found.hashes))
        self._sketches, self._words = pa.concat_tables(sketches), np.concatenate(words)
        self._chosen = choose_articles(self._sketches["article_id"])
        self._forms: list[pa.Table] = []
        self._n_pairs = 0

    def add(self, pairs: pa.Table) -> None:
        """Take note of the next pairs, rows of schemas.PAIRS."""
        self._forms.append(sample_forms(pairs, self._chosen, first_row=self._n_pairs))
        self._n_pairs += len(pairs)

    def write(self, folder: Path, findings: pa.Table, accepted: Flags, edits: Sequence[pa.Table]) -> None:
        """Write the three files into `folder`.

        findings  article_id and split of all pairs, in the order they were added, of which `accepted` are kept
        edits     tables with the `original` of the edits
        """
        placed = findings.select(["article_id", "split"]).filter(pa.array(accepted))
        placed = placed.group_by(["article_id", "split"], use_threads=False).aggregate([])
        row = pc.index_in(placed["article_id"], value_set=self._sketches["article_id"].combine_chunks())
        known = pc.is_valid(row)
        sketches = self._sketches.take(row.filter(known)).append_column("split", placed["split"].filter(known))
        originals = pa.chunked_array([table["original"] for table in edits] or [[]], pa.string())
        tables = {
            SKETCHES_FILE: sketches.select(SKETCHES.names).cast(SKETCHES),
            VOCABULARY_FILE: measure_vocabulary(self._words, originals.unique()),
            FORMS_FILE: keep_forms(self._forms, accepted),
        }
        schemas = {SKETCHES_FILE: SKETCHES, VOCABULARY_FILE: VOCABULARY, FORMS_FILE: FORMS}
        for name, table in tables.items():
            with TableWriter(folder / name, schemas[name]) as writer:
                writer.write(table)
