"""Texts that every detector scores, counted once.

A text that is scored by sentence has the mean of the log odds of its sentences, so that its length does not matter; the
other texts, sentences and short passages, are scored whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from fidelity.detector import Detector, Floats, count_ngrams
from fidelity.sentences import cut_sentences


@dataclass(frozen=True)
class Group:
    """Texts of one kind, as the units that are scored: whole texts, or their sentences.

    counts  [m, COLUMNS] of the units
    text    int64 [m]: number of the text of each unit
    n       number of texts
    """

    counts: csr_matrix
    text: np.ndarray
    n: int

    def score(self, detector: Detector) -> Floats:
        """float64 [n]: the mean of the log odds of each text's units."""
        sums = np.bincount(self.text, detector.score(self.counts), self.n)
        return sums / np.maximum(np.bincount(self.text, minlength=self.n), 1)


@dataclass(frozen=True)
class Exam:
    """Texts by the name of their group.

    whole         groups of texts that are scored whole
    by_sentence   groups of texts that are scored by sentence
    """

    whole: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_sentence: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def count(self) -> dict[str, Group]:
        """Count the words of all groups."""
        groups = {name: [[text] for text in texts] for name, texts in self.whole.items()}
        groups |= {name: [cut_sentences(text) or [text] for text in texts] for name, texts in self.by_sentence.items()}
        return {name: _group(texts) for name, texts in groups.items()}


def _group(texts: Sequence[Sequence[str]]) -> Group:
    units = [unit for text in texts for unit in text]
    number = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    return Group(count_ngrams(units), number, len(texts))
