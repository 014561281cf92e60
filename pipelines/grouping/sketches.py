"""The sketch of a part of articles: ids, text hashes, MinHash signatures, codes of words; a finished part of its own.

It is made beside ingest_articles while the texts are at hand, so grouping reads no text. A missing sketch is made by
whoever needs it first. A text takes 532 bytes at 128 permutations, and 2 for each word.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.config.run import RunConfig
from pipelines.duplicates.containment import code_words, spell
from pipelines.duplicates.copies import ARTICLE, NEGATIVE, ORIGINAL
from pipelines.duplicates.sketch import MINHASH_VERSION, Signatures, hash_words, sign_words
from pipelines.engine.buffers import Ints
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import ORIGINALS_FILE
from pipelines.parts.part import Part
from pipelines.parts.writer import PartWriter
from pipelines.storage.tables import cut_batches, read_tables
from pipelines.strings.hashes import Hashes
from pipelines.text.ids import hash_folded

# One array, uint32 [permutations + HASH_COLUMNS + 1, n] in rows of n, little-endian: a band is one stretch of the file.
SIGNATURES_FILE = "signatures.bin"
# The columns after the signature: the two halves of the text hash, high words first. The last one counts the codes.
HASH_COLUMNS = 4
# The codes of the words of each text, uint16, little-endian.
WORDS_FILE = "words.bin"
TEXTS = pa.schema([pa.field("article_id", pa.string(), nullable=False), pa.field("role", pa.int8(), nullable=False)])
ROLES = (ARTICLE, NEGATIVE, ORIGINAL)
# Bytes of text in a batch: the words of 4 MiB, as arrays, take some 40 MB.
BATCH_BYTES = 4 << 20


def sketch_part(articles: Part, config: RunConfig) -> Part:
    """Return the sketch of a part of articles: the table "texts" (columns of TEXTS), SIGNATURES_FILE and WORDS_FILE.

    The rows of negatives are followed by their originals, which have the ids of their negatives. Statistics: `n_texts`,
    the number of texts of each role.
    """
    settings = config.group_duplicates
    shingle_words, permutations = settings.shingle_words, settings.permutations

    def compute(writer: PartWriter) -> None:
        writer.write("texts", TEXTS.empty_table(), TEXTS)
        columns = [np.zeros((permutations + HASH_COLUMNS + 1, 0), np.uint32)]
        codes = [np.zeros(0, np.uint16)]
        n_texts = [0] * len(ROLES)
        for role, ids, texts in _read_batches(articles):
            hashes = hash_folded(texts)
            words = hash_words(texts)
            of_texts, counts = code_words(*words)
            codes.append(of_texts)
            signatures = sign_words(*words, hashes, shingle_words=shingle_words, permutations=permutations)
            columns.append(np.vstack([signatures.T, _to_columns(hashes), counts.astype(np.uint32)]))
            roles = pa.array(np.full(len(ids), role, np.int8))
            writer.write("texts", pa.table([ids, roles], schema=TEXTS), TEXTS)
            n_texts[role] += len(ids)
        writer.statistics["n_texts"] = n_texts
        # Not by `tofile`, which does not say that the disk is full.
        (writer.folder / SIGNATURES_FILE).write_bytes(np.concatenate(columns, axis=1).astype("<u4", order="C").data)
        (writer.folder / WORDS_FILE).write_bytes(np.concatenate(codes).astype("<u2").data)

    return finish_part(
        config.dataset_folder,
        "sketch_articles",
        inputs={
            "articles": articles.key,
            "shingle_words": shingle_words,
            "permutations": permutations,
            "minhash": MINHASH_VERSION,
            "code": code_fingerprint(__name__),
        },
        label=articles.label,
        compute=compute,
        reads=[articles],
    )


def read_texts(sketch: Part) -> pa.Table:
    """Return the table of TEXTS."""
    return pq.read_table(sketch.path("texts"), schema=TEXTS)


def read_columns(file: Path, n_texts: int, columns: slice) -> Signatures:
    """uint32 [columns, n_texts]: some columns of a SIGNATURES_FILE; nothing else of it is read."""
    found = np.frombuffer(_map(file), "<u4").reshape(-1, n_texts)[columns]
    return found.astype(np.uint32, copy=False)


def to_hashes(columns: Signatures) -> Hashes:
    """uint64 [n, 2]: the text hashes in the HASH_COLUMNS of a SIGNATURES_FILE."""
    words = columns.astype(np.uint64)
    return (words[0::2] << np.uint64(32) | words[1::2]).T


def read_words(file: Path, counts: Ints, places: Ints) -> list[str]:
    """Return some texts of a WORDS_FILE as strings with a character for each word.

    counts  int64 [n]: the number of codes of each text
    """
    offsets = np.append(0, 2 * np.cumsum(counts))
    texts = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(counts), [None, pa.py_buffer(offsets), _map(file)]
    ).take(pa.array(places))
    return spell(np.frombuffer(texts.buffers()[2], "<u2"), counts[places])


def _map(file: Path) -> pa.Buffer:
    # Nothing is copied, and most of the words of a part are never looked at.
    with pa.memory_map(str(file)) as mapped:
        return mapped.read_buffer()


def _to_columns(hashes: Hashes) -> Signatures:
    low = np.uint64(0xFFFFFFFF)
    halves = [part for half in hashes.T for part in (half >> np.uint64(32), half & low)]
    return np.array(halves).astype(np.uint32)


def _read_batches(part: Part) -> Iterator[tuple[int, pa.StringArray, pa.StringArray]]:
    """Yield a role, and the ids and texts of some rows."""
    is_article = part.negative_kind is None
    files = [(ARTICLE if is_article else NEGATIVE, part.path("articles"), "text")]
    files += [] if is_article else [(ORIGINAL, part.file(ORIGINALS_FILE), "original")]
    for role, path, column in files:
        for table in read_tables(path, columns=["article_id", column]):
            for batch in cut_batches(table.filter(table[column].is_valid()), column, BATCH_BYTES):
                yield role, batch["article_id"].combine_chunks(), batch[column].combine_chunks()
