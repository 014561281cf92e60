"""The share of spun texts that a detector finds in pairs it was not trained on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.detector import Detector, Inspection
from pipelines.training.edit_spans import find_overlaps, read_edits

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """Figures of how well scores tell spun from clean.

    unit     "sentence" or "article"
    n        number of spun ones, and about as many clean ones
    auroc    probability that a spun one scores higher than a clean one, 0 to 1
    found    share of the spun ones above all but 1 % of the clean ones, 0 to 1
    """

    unit: str
    n: int
    auroc: float
    found: float


def measure(detector: Detector, pairs: pa.Table) -> list[Measured]:
    """Measure a detector on pairs, by sentence and by whole article; [] without pairs.

    Of the sentences, those with an edit count, in both texts: the others are the same in both.
    """
    if not len(pairs):
        return []
    clean, spun = (detector.inspect(pairs[name].combine_chunks()) for name in ("clean", "spun"))
    edits = read_edits(pairs["edits"])
    sentences = _edited(clean, edits.row, edits.clean), _edited(spun, edits.row, edits.spun)
    found = {"sentence": sentences, "article": (clean.scores, spun.scores)}
    return [rate(unit, *scores) for unit, scores in found.items() if all(map(len, scores))]


def rate(unit: str, clean: Floats, spun: Floats) -> Measured:
    """Rate the scores of clean and of spun ones; neither is empty.

    >>> rate("article", np.array([0.1, 0.2, 0.6]), np.array([0.5, 0.9]))
    Measured(unit='article', n=2, auroc=0.8333333333333334, found=0.5)
    """
    clean = np.sort(clean)
    below, not_above = (np.searchsorted(clean, spun, side=side) for side in ("left", "right"))
    alarm = clean[-1 - len(clean) // 100]  # the least score that 1 % of the clean ones, or fewer, exceed
    return Measured(unit, len(spun), float((below + not_above).mean() / 2 / len(clean)), float((spun > alarm).mean()))


def _edited(inspected: Inspection, row: npt.NDArray[np.int64], spans: npt.NDArray[np.int64]) -> Floats:
    """Scores of the sentences that share a character with an edit.

    row    int64 [e]: text of each edit
    spans  int64 [e, 2]: starts and ends of the edits in their texts
    """
    sentences = inspected.sentences
    # Texts laid out one after the other, so that spans of all of them can be compared at once.
    width = max(int(ends.max(initial=0)) for ends in (sentences.ends, spans[:, 1])) + 1
    placed = spans + (row * width)[:, None]
    offsets = sentences.text * width
    return sentences.scores[find_overlaps(sentences.starts + offsets, sentences.ends + offsets, placed) >= 0]
