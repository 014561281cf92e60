"""Pairs of a release to train on: whole groups, chosen by a hash of their ids."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import StorageError
from pipelines.release.layout import name_origins
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place

COLUMNS = ["group_id", "pair_id", "n_words", "clean", "spun", "edits"]


@dataclass(frozen=True)
class PairFile:
    """A Parquet file of pairs.

    sha256  its checksum
    """

    place: Place
    sha256: str


def sample_pairs(files: Sequence[PairFile], n_words: int, *, seed: int = 0) -> pa.Table:
    """Return pairs of whole groups with `n_words` words of clean text, or all pairs if they have fewer.

    Groups are ordered by a hash of their id and the seed. Raises StorageError for an unreadable file.
    """
    table = pa.concat_tables([_read(file) for file in files])
    names, number = np.unique(table["group_id"].to_numpy(), return_inverse=True)
    words = np.bincount(number, table["n_words"].to_numpy(), len(names))
    order = np.argsort([hashlib.sha256(f"{name} {seed}".encode()).hexdigest() for name in names])
    chosen = np.zeros(len(names), bool)
    chosen[order] = np.cumsum(words[order]) - words[order] < n_words
    return table.filter(pa.array(chosen[number])).sort_by("pair_id").combine_chunks()


def _read(file: PairFile) -> pa.Table:
    try:
        return name_origins(pq.read_table(fetch(file.place, file.sha256), columns=COLUMNS, partitioning=None))
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StorageError(
            f"expected {file.place} to be as it was published, but {reason[:120]}: `spindle verify` reports every fault"
        ) from error
