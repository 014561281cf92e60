"""Jobs of a probe: the figures of one split by the detector, of all splits by the model of words, and restoration."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.detector.detector import Detector
from pipelines.probe.breakdown import SPLITS as BROKEN_DOWN
from pipelines.probe.breakdown import breakdown_rows
from pipelines.probe.detection import CleanTexts, Row, ScoredSplit, detection_rows, score_split
from pipelines.probe.metrics import Floats
from pipelines.probe.negatives import negative_rows
from pipelines.probe.restoration import count_clean_words, count_edits, list_candidates, restoration_row
from pipelines.probe.sample import hash_keys
from pipelines.probe.tagging import count_found_words, count_no_words
from pipelines.probe.texts import GRANULARITIES, Scorer
from pipelines.probe.words_model import train_words_model

DETECTOR, WORDS = "detector", "words"


@dataclass(frozen=True)
class SplitFigures:
    """The figures of a split by the detector, without one of texts scored 0.

    rows   name of the figures -> rows
    clean  granularity -> clean texts with their scores
    """

    rows: Mapping[str, list[Row]]
    clean: Mapping[str, CleanTexts]


def measure_split(
    name: str, pairs: pa.Table, negatives: pa.Table, detector: Detector | None, seed: int
) -> SplitFigures:
    """Score the pairs and the negatives of a split, tag the pairs, and return the figures."""
    score = score_nothing if detector is None else detector.score
    split = _score(name, pairs, score, seed)
    words = count_no_words(pairs) if detector is None else count_found_words(pairs, detector)
    rows = {
        "detection": detection_rows(split, DETECTOR),
        "tagging": [{"split": name} | words.measure()],
        "breakdown": breakdown_rows(split, words) if name in BROKEN_DOWN else [],
        "negatives": list(negative_rows([split], {name: negatives}, score)),
    }
    return SplitFigures(rows, {granularity: split.clean(granularity) for granularity in GRANULARITIES})


def measure_words(train: pa.Table | None, splits: Mapping[str, pa.Table], seed: int) -> list[Row]:
    """Train the model of words, and return its figures on each split; without pairs to train on, texts are scored 0."""
    score = score_nothing if train is None else train_words_model(train, seed=seed)
    return [row for name, pairs in splits.items() for row in detection_rows(_score(name, pairs, score, seed), WORDS)]


def measure_restoration(train: pa.Table, splits: Mapping[str, pa.Table]) -> list[Row]:
    """The share of edits whose original is among the candidates, for each split."""
    edits = {split: count_edits(table) for split, table in splits.items()}
    replacements = pa.concat_arrays([each["replacement"].combine_chunks() for each in edits.values()])
    candidates = list_candidates(replacements, count_edits(train), count_clean_words(train))
    return [restoration_row(split, edits[split], candidates) for split in splits]


def score_nothing(texts: pa.StringArray) -> Floats:
    """Zeros."""
    return np.zeros(len(texts))


def _score(name: str, pairs: pa.Table, score: Scorer, seed: int) -> ScoredSplit:
    return score_split(name, pairs, hash_keys(pairs["group_id"], seed), score)
