"""Detection: spun told from clean texts by a model, by article, paragraph and sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.probe.metrics import (
    ALARMS,
    Floats,
    Hashes,
    Ints,
    ScoredTexts,
    measure_auroc,
    measure_calibration,
    measure_tpr,
)
from pipelines.probe.sample import hash_keys
from pipelines.probe.texts import GRANULARITIES, LabelledTexts, Scorer, count_words, cut_texts

Row = dict[str, Any]


@dataclass(frozen=True)
class CleanTexts:
    """n distinct clean texts.

    words  int64 [n]: words of each
    """

    texts: ScoredTexts
    words: Ints

    def like(self, words: float) -> ScoredTexts:
        """The texts to compare with others of `words` words: half as many at least; the longest 100 if fewer have them.

        Scores of shorter texts scatter more, so their false alarms would set the threshold for the others.
        """
        order = np.argsort(-self.words, kind="stable")
        n = max(int((self.words >= words / 2).sum()), ALARMS["tpr_1pct"])
        return self.texts.where(np.isin(np.arange(len(order)), order[:n]))


@dataclass(frozen=True)
class ScoredSplit:
    """A split with the scores of a model.

    pairs   g rows
    groups  uint64 [g]: hashes of the group ids
    texts   granularity -> its texts
    scores  granularity -> float64: their scores by the model
    """

    name: str
    pairs: pa.Table
    groups: Hashes
    texts: Mapping[str, LabelledTexts]
    scores: Mapping[str, Floats]

    def scored(self, granularity: str) -> ScoredTexts:
        """The texts of a granularity as scored by the model."""
        texts = self.texts[granularity]
        return ScoredTexts(self.scores[granularity], texts.is_spun, self.groups[texts.row])

    def clean(self, granularity: str) -> CleanTexts:
        """The distinct clean texts: several variants of an article have the same."""
        texts = self.texts[granularity]
        at = np.flatnonzero(~texts.is_spun)
        _, first = np.unique(hash_keys(texts.texts.take(pa.array(at)), 0), return_index=True)
        kept = np.zeros(len(texts), bool)
        kept[at[first]] = True
        return CleanTexts(self.scored(granularity).where(kept), count_words(texts.texts.filter(pa.array(kept))))


def score_split(name: str, pairs: pa.Table, groups: Hashes, score: Scorer) -> ScoredSplit:
    """Cut the texts of a split, and score them all in one pass."""
    texts = {granularity: cut_texts(pairs, granularity) for granularity in GRANULARITIES}
    every = score(pa.concat_arrays([each.texts for each in texts.values()]))
    borders = np.cumsum([len(each) for each in texts.values()])[:-1]
    return ScoredSplit(name, pairs, groups, texts, dict(zip(texts, np.split(every, borders), strict=True)))


def detection_rows(split: ScoredSplit, model: str) -> list[Row]:
    """The figures of the model that scored a split, for each granularity."""
    rows = []
    for granularity in split.texts:
        found = split.scored(granularity)
        counts = {"n_clean": len(found.clean), "n_spun": len(found.spun)}
        rows.append({"split": split.name, "granularity": granularity, "model": model} | counts | measure(found))
    return rows


def measure(texts: ScoredTexts) -> Row:
    """AUROC, true positives at 1 and 5 % false alarms, and calibration error."""
    tprs = {name: measure_tpr(texts, per_alarm) for name, per_alarm in ALARMS.items()}
    return {"auroc": measure_auroc(texts)} | tprs | {"calibration_error": measure_calibration(texts)}
