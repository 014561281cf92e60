"""Counts of words and n-grams in clean text: a word that stands oddly is part of n-grams that clean text seldom has."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pipelines.detector.count_table import CountTable, count_keys
from pipelines.detector.ngrams import Ngrams
from pipelines.detector.word_stream import SPACE, WordStream

Column = npt.NDArray[np.float32]
# Stands for the frequency of a word behind a border.
NO_WORD = -2.0


@dataclass(frozen=True)
class LanguageModel:
    """Counts of words, of pairs, of triples that end with a word, of triples around it, of contexts, of skips."""

    words: CountTable
    pairs: CountTable
    triples: CountTable
    middles: CountTable
    contexts: CountTable
    skips: CountTable

    def columns(self, words: WordStream, ngrams: Ngrams) -> dict[str, Column]:
        """Return float32 [n] each: logarithms of counts, by name; -1 is never seen."""
        word, gap, after = self.words.logs(ngrams.word), words.gaps, words.gaps_behind
        left, right = self.pairs.logs(ngrams.left), self.pairs.logs(ngrams.right)
        around = self.contexts.logs(ngrams.around)
        word_left = np.where(gap > SPACE, np.float32(NO_WORD), words.near(word, -1, NO_WORD))
        word_right = np.where(after > SPACE, np.float32(NO_WORD), words.near(word, 1, NO_WORD))
        return {
            "word": word,
            "word -1": word_left,
            "word +1": word_right,
            "word -2": words.near(word, -2, NO_WORD),
            "word +2": words.near(word, 2, NO_WORD),
            "left": left,
            "right": right,
            "before": self.triples.logs(ngrams.before),
            "middle": self.middles.logs(ngrams.middle),
            "behind": self.triples.logs(ngrams.behind),
            "around": around,
            "left skip": self.skips.logs(ngrams.left_skip),
            "right skip": self.skips.logs(ngrams.right_skip),
            "left -1": words.near(left, -1, 0),
            "right +1": words.near(right, 1, 0),
            "around -1": words.near(around, -1, 0),
            "around +1": words.near(around, 1, 0),
            # Pointwise mutual information with the neighbours, but for a constant.
            "left association": left - word_left - word,
            "right association": right - word_right - word,
        }


def count_clean(words: WordStream, ngrams: Ngrams) -> LanguageModel:
    """Count the words of clean texts."""
    # Pairs of a word and a border behind it are nobody's left pair.
    last = words.gaps_behind > SPACE
    return LanguageModel(
        words=count_keys(ngrams.word),
        pairs=count_keys(np.concatenate([ngrams.left, ngrams.right[last]])),
        triples=count_keys(ngrams.before),
        middles=count_keys(ngrams.middle),
        contexts=count_keys(ngrams.around),
        skips=count_keys(ngrams.left_skip),
    )


TABLES = tuple(field.name for field in fields(LanguageModel))
