"""Features of each word: its frequency, its neighbours, the habits of spinners, and its form."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.embeddings import Embeddings
from pipelines.detector.language_model import LanguageModel
from pipelines.detector.ngrams import Ngrams, read_ngrams
from pipelines.detector.swap_habits import SwapHabits
from pipelines.detector.word_stream import STOP, WordOrder, WordStream, read_words
from pipelines.engine.buffers import Array, Bools

LONGEST = 20
Order_co = TypeVar("Order_co", bound=WordOrder, covariant=True)


@dataclass(frozen=True)
class Tables:
    """Counts of clean and spun texts."""

    language: LanguageModel
    habits: SwapHabits
    embeddings: Embeddings


@dataclass(frozen=True)
class WordFeatures(Generic[Order_co]):
    """The words of m texts and their features.

    names   the feature of each row
    matrix  float32 [f, n]
    """

    words: Order_co
    names: tuple[str, ...]
    matrix: npt.NDArray[np.float32]

    def rows(self, *names: str) -> npt.NDArray[np.float32]:
        """float32 [len(names), n]"""
        return self.matrix[[self.names.index(name) for name in names]]


def read_features(texts: pa.StringArray, tables: Tables) -> WordFeatures[WordStream]:
    """Return the features of the words of texts."""
    words = read_words(texts)
    return describe(words, read_ngrams(words), tables)


def name_features(tables: Tables) -> tuple[str, ...]:
    """Return the names of the features, in order."""
    return read_features(pa.array([], pa.string()), tables).names


def describe(
    words: WordStream, ngrams: Ngrams, tables: Tables, is_hidden: Bools | None = None
) -> WordFeatures[WordStream]:
    """Return the features of words.

    is_hidden  bool [n]: words that count as if no replacement had ever had them
    """
    columns = (
        tables.language.columns(words, ngrams)
        | _forms(words)
        | tables.habits.columns(words, ngrams, is_hidden)
        | tables.embeddings.columns(words)
    )
    matrix = np.empty((len(columns), len(words)), np.float32)
    for row, column in enumerate(columns.values()):
        matrix[row] = column
    return WordFeatures(words, tuple(columns), matrix)


def _forms(words: WordStream) -> dict[str, Array]:
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
