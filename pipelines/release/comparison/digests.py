"""The digest of a file of pairs: what a comparison needs of each pair, some 40 bytes. A small file beside the index.

Two releases of a million pairs are compared from their digests in some 3 s of processor time; without them, a dozen
columns of all pairs have to be read and hashed. A digest has a row for each row of its file, in the same order.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.release.comparison.id_hashes import (
    combine,
    hash_coded,
    hash_ids,
    hash_numbers,
    hash_texts,
)
from pipelines.release.layout import DIGEST_ENDING
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place
from pipelines.storage.tables import only_chunk
from schemas import PAIRS

FOLDER = "digest"
# Columns of names, those of measures, and all columns that a digest is made from.
CODED_NAMES = ("profile", "source", "license", "language")
MEASURES = ("n_words", "n_swaps", "swap_rate", "asked_rate")
COLUMNS = [*CODED_NAMES, *MEASURES, "pair_id", "article_id", "group_id", "variant", "url", "published_at"]
STORED = pa.schema([PAIRS.field(name) for name in COLUMNS])
CODED = pa.dictionary(pa.int32(), pa.string())
# Metadata of the file: the rule by which its hashes are made. Digests by another rule are not read.
RULE, RULE_NUMBER = b"digest", b"1"
# pair, article, group  hash_ids of the ids
# facts                 hash of source, license, language, url and published_at
DIGEST = pa.schema(
    [
        *((name, pa.uint64()) for name in ("pair", "article", "group", "facts")),
        ("variant", pa.int16()),
        *((name, CODED) for name in CODED_NAMES),
        *((name, PAIRS.field(name).type) for name in (*MEASURES, "published_at")),
    ]
)


def digest_pairs(pairs: pa.Table) -> pa.Table:
    """Return DIGEST of a table with COLUMNS of schemas.PAIRS."""
    table = pairs.select(COLUMNS).cast(STORED).combine_chunks()
    columns = {name: only_chunk(table[name]) for name in COLUMNS}
    coded = {name: pc.fill_null(columns[name], "").dictionary_encode() for name in CODED_NAMES}
    times = pc.fill_null(columns["published_at"].cast(pa.int64()), 0).to_numpy()
    facts = [hash_coded(coded[name]) for name in ("source", "license", "language")]
    return pa.table(
        {
            "pair": hash_ids(columns["pair_id"]),
            "article": hash_ids(columns["article_id"]),
            "group": hash_ids(columns["group_id"]),
            "facts": combine([*facts, hash_texts(columns["url"]), hash_numbers(times)]),
            "variant": columns["variant"],
            **coded,
            **{name: columns[name] for name in (*MEASURES, "published_at")},
        }
    ).cast(DIGEST)


def digest_stretches(pairs: pa.Table, sizes: Sequence[int]) -> list[pa.Table]:
    """Return what `digest_pairs` returns of each stretch of a table, from their numbers of rows, but sooner."""
    digest = digest_pairs(pairs).combine_chunks()
    starts = np.cumsum([0, *sizes]).tolist()
    return [_recode(digest.slice(start, size)) for start, size in zip(starts, sizes, strict=False)]


def _recode(digest: pa.Table) -> pa.Table:
    """Leave in the dictionaries only the names that the rows have, in order of appearance."""
    for name in CODED_NAMES:
        coded = only_chunk(digest[name])
        used = pc.unique(coded.indices)
        codes = pc.index_in(coded.indices, value_set=used)
        column = pa.DictionaryArray.from_arrays(codes, coded.dictionary.take(used))
        digest = digest.set_column(digest.column_names.index(name), DIGEST.field(name), column)
    return digest


def write_digests(folder: Path, digests: Sequence[tuple[str, pa.Table]], accepted: NDArray[np.bool_]) -> None:
    """Write `folder`/digest/<split>.digest for each split with an accepted pair.

    digests   split and DIGEST of consecutive rows
    accepted  bool for each of these rows, in order: True if the row goes into the file
    """
    ends = np.cumsum([len(digest) for _, digest in digests], dtype=np.int64)
    kept = [
        (split, digest.filter(pa.array(accepted[end - len(digest) : end])))
        for (split, digest), end in zip(digests, ends, strict=True)
    ]
    for split in dict.fromkeys(split for split, _ in kept):
        table = pa.concat_tables(digest for name, digest in kept if name == split)
        if len(table):
            write_digest(folder / name_of_digest(split), table)


def write_digest(path: Path, digest: pa.Table) -> None:
    """Write DIGEST to a file; equal tables give equal bytes, whatever their chunks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = DIGEST.with_metadata({RULE: RULE_NUMBER})
    table = digest.unify_dictionaries().combine_chunks().cast(schema)
    # Most of it are hashes, which no compression makes smaller: Parquet takes five times as long to read, zstd twice.
    with pa.ipc.new_file(str(path), schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)


def read_digest(place: Place, columns: Sequence[str] = tuple(DIGEST.names)) -> pa.Table | None:
    """Return columns of the digest in a file, None if it was made by another rule.

    Raise what pyarrow raises if the file is damaged.
    """
    with pa.OSFile(str(fetch(place))) as file:
        with pa.ipc.open_file(file) as reader:
            schema = reader.schema
        if (schema.metadata or {}).get(RULE) != RULE_NUMBER:
            return None
        fields = [schema.get_field_index(name) for name in columns]
        with pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=fields)) as reader:
            read = reader.read_all()
        table = read.select(columns).cast(pa.schema([DIGEST.field(name) for name in columns]))
    table.validate(full=True)
    return table


def name_of_digest(file: str) -> str:
    """Name of the digest of a file of pairs, both in the folder of a part.

    >>> name_of_digest("train.parquet")
    'digest/train.digest'
    """
    return f"{FOLDER}/{file.removesuffix('.parquet')}{DIGEST_ENDING}"
