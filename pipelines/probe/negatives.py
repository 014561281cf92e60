"""Negatives, clean texts that belong to no pair: a sample to train on, and how many of them the detector calls spun."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.probe.detection import Row, ScoredSplit
from pipelines.probe.metrics import ALARMS, find_threshold, share_above
from pipelines.probe.sample import PairFile, hash_keys
from pipelines.probe.texts import ARTICLE_WORDS, Scorer, first_words, plain
from pipelines.release.find import read_manifest
from pipelines.release.layout import NEGATIVES_CONFIG, split_of
from pipelines.storage.places import Place
from schemas import NEGATIVES

COLUMNS = ["text", "group_id", "kind"]
# The most negatives of a split that are read, chosen by a hash of their text.
MOST = 20_000


def negative_files_of(folder: Place) -> dict[str, list[PairFile]]:
    """Return split -> the files of negatives of the release in `folder`."""
    files: dict[str, list[PairFile]] = {}
    for entry in read_manifest(folder)["files"]:
        if NEGATIVES_CONFIG in entry:
            files.setdefault(split_of(entry["path"]), []).append(
                PairFile(folder / entry["path"], entry["sha256"], is_published=True)
            )
    return files


def sample_negatives(files: Sequence[PairFile], *, seed: int = 0) -> pa.Table:
    """Return text, group_id and kind of MOST negatives at most, in the order of a hash of their text.

    Raises StorageError for a file of a release that is not as it was published.
    """
    tables = [pq.read_table(file.fetch(), columns=COLUMNS) for file in files]
    empty = pa.schema([NEGATIVES.field(name) for name in COLUMNS]).empty_table()
    table = pa.concat_tables([empty, *(each.cast(empty.schema) for each in tables)])
    hashes = hash_keys(table["text"], seed)
    return table.take(pa.array(np.argsort(hashes, kind="stable")[:MOST]))


def negative_rows(splits: Sequence[ScoredSplit], negatives: Mapping[str, pa.Table], score: Scorer) -> Iterator[Row]:
    """Yield the share of the negatives of each split and kind above the thresholds of its clean texts, by article."""
    for split in splits:
        table = negatives[split.name]
        scores = score(first_words(plain(table["text"]), ARTICLE_WORDS))
        clean = split.scored("article").clean
        limits = {name.replace("tpr", "alarms"): find_threshold(clean, each) for name, each in ALARMS.items()}
        for kind in sorted(pc.unique(table["kind"]).to_pylist()):
            of_kind = scores[pc.equal(table["kind"], kind).to_numpy(zero_copy_only=False)]
            shares = {name: share_above(of_kind, limit) for name, limit in limits.items()}

            yield {"split": split.name, "kind": kind, "n": len(of_kind)} | shares
