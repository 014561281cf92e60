"""Train a detector on generated pairs only, and score real pairs with it.

The detector is simple and the same for all corpora: TF-IDF of words and pairs of words, logistic regression.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline

from fidelity.generated import Generated, generate
from fidelity.samples import SEED, Row

NGRAMS = (1, 2)
WORD = r"(?u)\b\w+\b"
STRENGTH = 10.0  # C: the inverse of the regularisation


@dataclass(frozen=True)
class Scores:
    """The detector's scores of the rows with these numbers: of the originals and of the spun texts."""

    numbers: list[int]
    original: list[float]
    spun: list[float]

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(self.numbers + other.numbers, self.original + other.original, self.spun + other.spun)

    def where(self, numbers: Sequence[int]) -> "Scores":
        """Return the scores of the rows with these numbers."""
        wanted = set(numbers)
        kept = [i for i, number in enumerate(self.numbers) if number in wanted]
        return Scores(*([column[i] for i in kept] for column in (self.numbers, self.original, self.spun)))

    @property
    def paired(self) -> float:
        """Share of the pairs whose spun text scores higher; a tie counts as a half."""
        difference = np.array(self.spun) - np.array(self.original)
        return float(np.mean(difference > 0) + np.mean(difference == 0) / 2)

    @property
    def auroc(self) -> float:
        labels = [0] * len(self.original) + [1] * len(self.spun)
        return float(roc_auc_score(labels, self.original + self.spun))


@dataclass(frozen=True)
class Trial:
    """The profiles to train on, and the rows to score; plain values that can be sent to another process.

    profiles  each spins an equal share of the sentences
    numbers   numbers of the rows
    """

    name: str
    profiles: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: tuple[int, ...]


def run_trial(trial: Trial, sentences: Sequence[str]) -> Scores:
    """Train a detector on the sentences spun by the profiles, and score the rows."""
    made = Generated([], [])
    for number, profile in enumerate(trial.profiles):
        made += generate(sentences[number :: len(trial.profiles)], profile, seed=SEED)
    return score(train(made), trial.rows, trial.numbers)


def train(generated: Generated) -> Pipeline:
    """Train the detector; a spun text has the label 1. liblinear's dual solver takes seconds and is exact enough."""
    words = TfidfVectorizer(ngram_range=NGRAMS, sublinear_tf=True, min_df=2, token_pattern=WORD)
    regression = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=SEED
    )
    labels = [0] * len(generated.clean) + [1] * len(generated.spun)
    return make_pipeline(words, regression).fit(generated.clean + generated.spun, labels)


def score(model: Pipeline, rows: Sequence[Row], numbers: Sequence[int]) -> Scores:
    return Scores(
        list(numbers),
        model.decision_function([row.original for row in rows]).tolist(),
        model.decision_function([row.spun for row in rows]).tolist(),
    )
