"""What a detector knows of each word: its frequency, its neighbours, how spun texts treat it, and its form."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.embeddings import Embeddings
from pipelines.detector.language_model import LanguageModel
from pipelines.detector.ngrams import Ngrams, read_ngrams
from pipelines.detector.swap_habits import SwapHabits
from pipelines.detector.word_stream import STOP, WordStream, read_words
from pipelines.engine.buffers import Bools

LONGEST = 20


@dataclass(frozen=True)
class Tables:
    """What was counted in clean and spun texts."""

    language: LanguageModel
    habits: SwapHabits
    embeddings: Embeddings


@dataclass(frozen=True)
class WordFeatures:
    """The words of m texts and their features.

    names   the feature of each row
    values  float32 [f, n]
    """

    words: WordStream
    names: tuple[str, ...]
    values: npt.NDArray[np.float32]

    def rows(self, *names: str) -> npt.NDArray[np.float32]:
        """float32 [len(names), n]"""
        return self.values[[self.names.index(name) for name in names]]


def read_features(texts: pa.StringArray, tables: Tables) -> WordFeatures:
    """Return the features of the words of texts."""
    words = read_words(texts)
    return describe(words, read_ngrams(words), tables)


def describe(words: WordStream, ngrams: Ngrams, tables: Tables, is_hidden: Bools | None = None) -> WordFeatures:
    """Return the features of words.

    is_hidden  bool [n]: words that count as if no replacement had ever had them
    """
    columns = (
        tables.language.columns(words, ngrams)
        | _forms(words)
        | tables.habits.columns(words, ngrams, is_hidden)
        | tables.embeddings.columns(words)
    )
    values = np.empty((len(columns), len(words)), np.float32)
    for row, column in enumerate(columns.values()):
        values[row] = column
    return WordFeatures(words, tuple(columns), values)


def _forms(words: WordStream) -> dict[str, npt.NDArray]:
    before, behind = (words.near(words.keys, by, 0) == words.keys for by in (-1, 1))
    return {
        "capital": words.is_capital,
        "number": words.is_number,
        "gap": np.minimum(words.gaps, STOP),
        "gap behind": np.minimum(words.gaps_behind, STOP),
        "length": np.minimum(words.n_bytes, LONGEST),
        "clitic": words.has_clitic,
        "doubled": before | behind,
    }
