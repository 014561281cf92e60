"""Features of a sentence or window: means over its words, its oddest word, and the number of words that look odd."""

import numpy as np
import numpy.typing as npt

from pipelines.detector.network import probability
from pipelines.detector.word_features import WordFeatures
from pipelines.detector.word_stream import WordOrder
from pipelines.engine.buffers import Ints

Floats = npt.NDArray[np.float32]
MEANS = (
    "word", "left", "capital", "topic", "pair",
    "alone: replacement", "alone: spun", "alone: survival", "left: spun", "left: survival",
)  # fmt: skip
# N-grams of which the share never seen in clean text is a feature.
NEVER_SEEN = ("word", "left", "before", "around")
# Log odds from which on a word looks odd.
ODD = (-1.0, 0.0, 1.0, 2.0)
COMMON = 8.0


def describe_segments(features: WordFeatures[WordOrder], outputs: Floats, starts: Ints) -> Floats:
    """float32 [g, s]: the features of segments.

    outputs  float32 [2, n]: log odds of each word that it was swapped, and that its text is spun
    starts   int64 [s]: first word of each segment; each has a word, and the last ends with the words
    """
    swapped, spun = outputs
    counts = np.diff(np.append(starts, outputs.shape[1]))
    values = [
        swapped, probability(swapped), swapped * swapped, spun, *features.rows(*MEANS),
        *(features.rows(*NEVER_SEEN) < 0), features.rows("word")[0] > COMMON, *(swapped > odds for odds in ODD),
    ]  # fmt: skip
    means = np.stack([np.add.reduceat(row, starts, dtype=np.float64) for row in values]) / counts
    n_odd = means[-len(ODD) :] * counts
    others = [np.maximum.reduceat(swapped, starts), np.log(counts), means[3] * np.sqrt(counts)]
    return np.concatenate([means, np.log1p(n_odd), np.stack(others)]).astype(np.float32)
