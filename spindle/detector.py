"""Detector: a detector of spun text, trained on a release, loaded from a file or a release, and run on any text.

Scoring needs the base install alone; training needs the extra `build`.
"""

from collections.abc import Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from pipelines.detector import detector as trained
from pipelines.errors import ConfigError, explain_missing
from pipelines.release.find import find_release
from pipelines.scoring.models import find_model, load_model
from pipelines.scoring.read import ScoredText, read_text
from pipelines.scoring.train import WORDS, sample_split, save_model, train_on
from spindle import texts as given


class TextDetector:
    """A trained detector: `spindle.Detector`.

    threshold  score from which on a text looks spun: 1 % of clean texts reach it
    about      what the model was trained on: pairs, words, seed; with `train` the dataset and version, too
    """

    def __init__(self, model: trained.Detector) -> None:
        """Wrap a model; use `train` or `load`."""
        self._model = model

    @classmethod
    def train(cls, place: str | Path, *, words: int = WORDS, seed: int = 0) -> Self:
        """Train on a release, or on the latest one of a dataset's folder; local or s3://.

        words  words of clean text to train on, from whole groups of the split train that are chosen by key
        seed   same release, words and seed: same model
        Takes some 30 s for 2 million words. Raises ConfigError if there is no release, for words or a seed that
        are no such number, or without the extra `build`, InputError for too few pairs.
        """
        if not isinstance(words, Real) or words < 1:
            raise ConfigError(f"expected a positive number of words, got {words!r:.60}: leave it out for {WORDS:,}")
        if not isinstance(seed, Integral) or seed < 0:
            raise ConfigError(f"expected a whole number from 0 on as seed, got {seed!r:.60}: leave it out for 0")
        release = find_release(place)
        with explain_missing("Detector.train"):
            return cls(train_on(release, sample_split(release, "train", words, seed=seed), seed=seed))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Load a model: a file that `save` or `spindle train` wrote, or the model of a release; local or s3://.

        The model of a release is verified against the checksum in its manifest. Raises ConfigError if there is no
        model, StorageError if it is damaged.
        """
        return cls(load_model(find_model(path)))

    def save(self, path: str | Path) -> None:
        """Write the model as one file that ends in .npz, without pickle; same model, same bytes."""
        save_model(self._model, path)

    @property
    def threshold(self) -> float:
        return self._model.thresholds["text_1pct"]

    @property
    def about(self) -> dict[str, Any]:
        return dict(self._model.about)

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return float64 [m]: probability that each text is spun, 0 to 1; 0 for a text without words.

        Halves of surrogate pairs are read as U+FFFD. Raises ConfigError for one text, or a table, instead of a list,
        InputError for a value that is no text.
        """
        return self._model.score(given.read_texts(texts))

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """Return the scores as a list: the interface of the benchmark RAID."""
        scores: list[float] = self.score(texts).tolist()
        return scores

    def inspect(self, text: str) -> ScoredText:
        """Return what the detector sees in a text: `score`, `n_words`, and the lists `sentences` and `swaps`.

        Each sentence and each swap has `start` and `end` (half-open, in code points), `text` and `score`. Halves of
        surrogate pairs are read as U+FFFD. Raises InputError if it is no text.
        """
        return read_text(self._model, given.read_text(text))


# The public name; in the code, Detector is the class of pipelines.detector.
TextDetector.__name__ = TextDetector.__qualname__ = "Detector"
Detector = TextDetector
