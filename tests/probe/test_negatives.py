"""Negatives to train on, and the share of them that looks spun."""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from probe.planted import PlantedDetector, make_pair, make_table

from pipelines.probe.detection import score_split
from pipelines.probe.negatives import MOST, negative_rows, sample_negatives
from pipelines.probe.sample import PairFile, hash_keys
from schemas import NEGATIVES


def write(path, texts, kinds):
    rows = [
        dict.fromkeys(NEGATIVES.names)
        | {
            "text": text,
            "kind": kind,
            "group_id": f"g{number}",
            "negative_id": f"n{number}",
            "article_id": f"a{number}",
        }
        for number, (text, kind) in enumerate(zip(texts, kinds, strict=True))
    ]
    schema = pa.schema([field.with_nullable(True) for field in NEGATIVES])
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    return PairFile(path, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_sample_has_no_order_of_files(tmp_path):
    texts = [f"text {number} of the council" for number in range(9)]
    one = write(tmp_path / "one.parquet", texts[:4], ["edited"] * 4)
    two = write(tmp_path / "two.parquet", texts[4:], ["clean"] * 5)
    found = sample_negatives([one, two], seed=3)
    assert found["text"].to_pylist() == sample_negatives([two, one], seed=3)["text"].to_pylist()
    assert sorted(found["text"].to_pylist()) == sorted(texts)
    assert len(found) <= MOST


def test_without_files_the_sample_is_empty():
    assert len(sample_negatives([])) == 0


def test_the_share_above_the_threshold_is_given_by_kind():
    """Negatives that look like spun texts are all above the threshold, those like clean texts none."""
    pairs = [make_pair(number) for number in range(120)]
    table = make_table(pairs)
    split = score_split("test", table, hash_keys(table["group_id"], 0), PlantedDetector().score)
    scores = split.scored("article")
    odd, plain = pairs[0]["spun"], pairs[0]["clean"]
    negatives = pa.table(
        {"text": [odd, plain, plain], "kind": ["edited", "clean", "clean"], "group_id": ["a", "b", "c"]}
    )
    rows = list(negative_rows([split], {split.name: negatives}, PlantedDetector().score))
    threshold = np.sort(scores.clean)[::-1][len(scores.clean) // 100]
    is_above = np.mean(PlantedDetector().score(pa.array([odd])) > threshold)
    assert rows[0] == {"split": split.name, "kind": "clean", "n": 2, "alarms_1pct": 0.0, "alarms_5pct": 0.0}
    assert rows[1]["kind"] == "edited"
    assert rows[1]["alarms_1pct"] == is_above
