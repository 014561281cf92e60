"""Negatives among the rows of a classification: further texts of the class clean, without a spun text of their own.

They take the place of clean texts, so that both classes keep the same number of rows; at most half of the class is
replaced, so that most clean texts have their spun text in the set. Keys decide which rows stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConfigError
from pipelines.fingerprint import code_fingerprint
from pipelines.training import views
from pipelines.training.classification import (
    IDS,
    KEY,
    count_places,
    features,
    hash_keys,
    make_classification,
    sort_rows,
    to_rows,
)
from pipelines.training.code_points import Ints, read_points
from pipelines.training.edit_spans import EditSpans
from pipelines.training.segments import cut_segments

COLUMNS = ["negative_id", "article_id", "group_id", "text"]
NO_EDITS = EditSpans(np.zeros(0, np.int64), np.zeros((0, 2), np.int64), np.zeros((0, 2), np.int64))


@dataclass(frozen=True)
class NegativeRows:
    """Makes rows of texts and the label 0 from a table of negatives.

    granularity  "article", "paragraph" or "sentence"
    with_keys    add the column `key`, uint64, which orders all rows
    code         hash of this code: `datasets` keeps results in a cache by the fields of this class
    """

    granularity: str
    with_keys: bool = False
    code: str = ""

    def __call__(self, negatives: pa.Table) -> pa.Table:
        """Return text, label, pair_id (the negative_id), article_id, group_id, and the key."""
        row, texts = self._cut(negatives)
        keys = hash_keys(negatives["negative_id"], row, count_places(row), np.zeros(len(row), np.int64))
        columns = {"text": texts, "label": pa.array(np.zeros(len(row), np.int64))}
        for name, ours in zip(IDS, COLUMNS, strict=False):
            columns[name] = negatives[ours].cast(pa.string()).take(pa.array(row))
        return pa.table(columns | ({KEY: pa.array(keys)} if self.with_keys else {}))

    def _cut(self, negatives: pa.Table) -> tuple[Ints, pa.StringArray]:
        """Return the row of each text, and the texts that are not empty."""
        if self.granularity == "article":
            return np.arange(len(negatives)), negatives["text"].cast(pa.string()).combine_chunks()
        points = read_points(negatives["text"])
        segments = cut_segments(points, points, NO_EDITS, self.granularity)  # type: ignore[arg-type]
        filled = np.flatnonzero(pc.not_equal(segments.clean, "").to_numpy(zero_copy_only=False))
        return segments.row[filled], segments.clean.take(pa.array(filled))


def make_negative_rows(granularity: str, *, with_keys: bool = False) -> NegativeRows:
    """Return the function on tables; raise ConfigError for a granularity that does not exist."""
    make_classification(granularity)
    return NegativeRows(granularity, with_keys, code_fingerprint(__name__))


def choose_rows(labels: Ints, keys: npt.NDArray[np.uint64], negative_keys: npt.NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Return the rows of pairs and the rows of negatives that stay, int64 each, in order.

    labels, keys   of the rows of pairs
    negative_keys  of the rows of negatives
    As many clean rows go as negatives stay; those with the smallest keys are chosen on both sides.
    """
    clean = np.flatnonzero(labels == 0)
    n_replaced = min(len(negative_keys), len(clean) // 2)
    gone = clean[np.argsort(keys[clean], kind="stable")[:n_replaced]]
    stays = np.setdiff1d(np.arange(len(labels)), gone, assume_unique=True)
    return stays, np.sort(np.argsort(negative_keys, kind="stable")[:n_replaced])


def mix_rows(rows: pa.Table, negatives: pa.Table) -> pa.Table:
    """Return rows of pairs and of negatives, both with keys, as one balanced table, sorted by key and without keys."""
    stays, chosen = choose_rows(rows["label"].to_numpy(), rows[KEY].to_numpy(), negatives[KEY].to_numpy())
    tables = [rows.take(pa.array(stays)), negatives.take(pa.array(chosen))]
    return pa.concat_tables(tables).sort_by(KEY).drop_columns(KEY)


def add_negatives(rows: Any, negatives: Any, granularity: str, *, num_proc: int | None = None) -> Any:
    """Return the rows of a dataset or a stream, and those of the negatives of the same split.

    rows  of a dataset, with keys: the result is balanced; or of a stream, without: the negatives follow the pairs
    Raises ConfigError if one of both is a dataset and the other a stream.
    """
    from datasets import Dataset, IterableDataset, concatenate_datasets  # noqa: PLC0415 - takes 1 s

    is_whole = isinstance(rows, Dataset)
    if isinstance(negatives, IterableDataset if is_whole else Dataset):
        raise ConfigError(
            "expected pairs and negatives both as datasets or both as streams, got one of each: load both with the "
            "same `streaming`"
        )
    batch = make_negative_rows(granularity, with_keys=is_whole)
    others = views.apply(negatives, batch, COLUMNS, features(with_keys=is_whole), n_processes=num_proc)
    if not is_whole:
        return concatenate_datasets([rows, others])
    known = rows.with_format("numpy", columns=["label", KEY])
    stays, chosen = choose_rows(known["label"][:], known[KEY][:], others.with_format("numpy")[KEY][:])
    return concatenate_datasets([rows.select(stays), others.select(chosen)])


def to_classification(
    dataset: Any, granularity: str = "article", *, negatives: Any = None, num_proc: int | None = None
) -> Any:
    """See `spindle.to_classification`, also for the errors that it raises."""
    if negatives is None:
        return views.each_split(dataset, lambda rows: sort_rows(to_rows(rows, granularity, num_proc=num_proc)))
    if isinstance(negatives, Mapping) != isinstance(dataset, Mapping):
        raise ConfigError(
            "expected pairs and negatives of the same splits, got all splits of one and a single split of the other: "
            "load both with the same split"
        )

    def convert(rows: Any, others: Any) -> Any:
        done = to_rows(rows, granularity, num_proc=num_proc)
        if others is not None:
            done = add_negatives(done, others, granularity, num_proc=num_proc)
        return sort_rows(done)

    if not isinstance(dataset, Mapping):
        return convert(dataset, negatives)
    return type(dataset)({name: convert(rows, negatives.get(name)) for name, rows in dataset.items()})  # type: ignore[call-arg]
