"""Rows of a text and its label, clean (0) or spun (1): whole articles, paragraphs or sentences.

Each spun text has its clean text in the set, so both classes have the same number of rows, the same topics and nearly
the same lengths. A sentence or paragraph without an edit is the same in both texts: it has no label that a model could
learn, so it is left out of both classes.

Rows are ordered by a hash of the pair, the place in it and the label, so the order depends on neither batches nor
processes. A stream cannot be sorted: there, pairs keep their order, and the hash orders the rows of each pair.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConfigError
from pipelines.fingerprint import code_fingerprint
from pipelines.strings.hashes import hash_strings
from pipelines.training import views
from pipelines.training.code_points import Ints, read_points
from pipelines.training.edit_spans import SIDES, read_edits
from pipelines.training.segments import Segments, Unit, cut_segments

if TYPE_CHECKING:
    from datasets import Features

GRANULARITIES = ("article", *get_args(Unit))
IDS = ["pair_id", "article_id", "group_id"]
COLUMNS = [*IDS, "clean", "spun", "edits"]
KEY = "key"


@dataclass(frozen=True)
class Classification:
    """Makes rows of texts and labels from a table of pairs.

    granularity  "article", "paragraph" or "sentence"
    with_keys    add the column `key`, uint64, which orders all rows
    code         hash of this code: `datasets` keeps results in a cache by the fields of this class
    """

    granularity: str
    with_keys: bool = False
    code: str = ""

    def __call__(self, pairs: pa.Table) -> pa.Table:
        """Return 2 rows for each text pair that differs: text, label, pair_id, article_id, group_id, and the key."""
        segments = self._segments(pairs)
        differs = pc.not_equal(segments.clean, segments.spun).to_numpy(zero_copy_only=False)
        at = np.flatnonzero(differs)
        row, n = segments.row[at], len(at)
        labels = np.repeat(np.arange(2), n)
        keys = hash_keys(pairs["pair_id"], np.tile(row, 2), np.tile(count_places(segments.row)[at], 2), labels)
        order = np.lexsort((keys, np.tile(row, 2)))
        texts = pa.chunked_array([segments.clean.take(pa.array(at)), segments.spun.take(pa.array(at))], pa.string())
        columns = {"text": texts.take(pa.array(order)), "label": pa.array(labels[order], pa.int64())}
        columns |= {name: pairs[name].take(pa.array(np.tile(row, 2)[order])) for name in IDS}
        return pa.table(columns | ({KEY: pa.array(keys[order])} if self.with_keys else {}))

    def _segments(self, pairs: pa.Table) -> Segments:
        if self.granularity == "article":
            clean, spun = (pairs[side].cast(pa.string()).combine_chunks() for side in SIDES)
            return Segments(np.arange(len(pairs)), clean, spun)
        clean, spun = (read_points(pairs[side]) for side in SIDES)
        return cut_segments(clean, spun, read_edits(pairs["edits"]), self.granularity)  # type: ignore[arg-type]


def make_classification(granularity: str, *, with_keys: bool = False) -> Classification:
    """Return the function on tables; raise ConfigError for a granularity that does not exist."""
    if granularity not in GRANULARITIES:
        raise ConfigError(f"expected a granularity of {', '.join(GRANULARITIES)}, got {str(granularity)[:60]!r}")
    return Classification(granularity, with_keys, code_fingerprint(__name__))


def to_rows(dataset: Any, granularity: str, *, num_proc: int | None = None) -> Any:
    """Return the rows of a dataset, with keys, or of a stream, without."""
    from datasets import Dataset  # noqa: PLC0415 - takes 1 s

    is_whole = isinstance(dataset, Dataset)
    batch = make_classification(granularity, with_keys=is_whole)
    return views.apply(dataset, batch, COLUMNS, features(with_keys=is_whole), n_processes=num_proc)


def sort_rows(rows: Any) -> Any:
    """Sort the rows of a dataset by their keys; a stream is returned as it is."""
    from datasets import Dataset  # noqa: PLC0415 - takes 1 s

    if not isinstance(rows, Dataset):
        return rows
    # Not by Dataset.sort: with pyarrow 25 it warns whoever calls this of an argument that `datasets` passes.
    order = np.argsort(rows.with_format("numpy", columns=[KEY])[KEY][:])
    return rows.select(order).remove_columns(KEY)


def features(*, with_keys: bool = False) -> "Features":
    """The columns of the rows, for `datasets`."""
    from datasets import ClassLabel, Features, Value  # noqa: PLC0415 - takes 1 s

    columns = {"text": Value("string"), "label": ClassLabel(names=list(SIDES))}
    columns |= {name: Value("string") for name in IDS}
    return Features(columns | ({KEY: Value("uint64")} if with_keys else {}))


def count_places(rows: Ints) -> Ints:
    """int64 [s]: number of each segment in its row, from 0."""
    return np.arange(len(rows)) - np.searchsorted(rows, rows)


def hash_keys(pair_ids: pa.ChunkedArray, row: Ints, places: Ints, labels: Ints) -> npt.NDArray[np.uint64]:
    """uint64 [2 s]: a hash of the id of the pair, the place in it and the label."""
    keys = hash_strings(pair_ids)[row] + (places * 2 + labels + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # the finalizer of splitmix64
        keys = (keys ^ (keys >> np.uint64(shift))) * np.uint64(factor)
    return keys ^ (keys >> np.uint64(31))
