"""Features of each word beside its own: how odd the words near it are, its sentence, and the whole text."""

import numpy as np
import numpy.typing as npt

from pipelines.detector.word_features import WordFeatures
from pipelines.detector.word_stream import WordOrder
from pipelines.engine.buffers import Ints

Floats = npt.NDArray[np.float32]
OWN = ("alone: replacement", "word", "alone: survival", "gap", "gap behind", "left", "right")
NEAR = (-3, -2, -1, 1, 2, 3)
# Log odds where a text ends.
OUTSIDE = -3.0


def describe_context(features: WordFeatures[WordOrder], outputs: Floats, segments: tuple[Ints, ...]) -> Floats:
    """float32 [h, n]: the features of each word.

    outputs   float32 [2, n]: log odds of each word that it was swapped, and that its text is spun
    segments  first words of the sentences, and of the texts that have words
    """
    swapped, _ = outputs
    rows = [*outputs, *(features.words.near(swapped, by, OUTSIDE) for by in NEAR)]
    for starts in segments:
        counts = np.diff(np.append(starts, len(swapped)))
        for row in outputs:
            sums = np.repeat(np.add.reduceat(row, starts, dtype=np.float64), counts)
            rows.append((sums - row) / np.maximum(np.repeat(counts, counts) - 1, 1))
        rows.append(np.repeat(np.log(counts), counts))
    return np.concatenate([np.stack(rows).astype(np.float32), features.rows(*OWN)])
