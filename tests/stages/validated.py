"""Pairs of a small corpus validated in tests, and those that went to quarantine."""

import pyarrow as pa
import pyarrow.parquet as pq
from corpus import make_corpus
from pairs import NEWS, make_pairs

from pipelines.stages.validate_pairs import validate_pairs
from schemas import PAIRS

TEXTS = [f"{text} Part 0." for text in NEWS]
SPLITS = ("train", "validation", "train", "test")


def validate(config, rows=None, **options):
    pairs = None if rows is None else pa.Table.from_pylist(rows, schema=PAIRS)
    articles, _, spun = make_corpus(config, pairs=pairs, splits=SPLITS, **options)
    return spun, validate_pairs(articles, spun, config)


def quarantined(part):
    return pq.read_table(part.rejects_file).to_pylist() if part.rejects_file else []


def good_rows():
    return make_pairs(TEXTS).to_pylist()


def copy_clean(row):
    row |= {"spun": row["clean"], "edits": [], "n_swaps": 0, "swap_rate": 0.0}
