"""The judge of a tuned corpus: how well plain detectors find each family, each trained on the corpus without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fidelity.components import Component, shares_without
from fidelity.detector import Floats
from fidelity.exam import Group
from fidelity.families import TRACES
from fidelity.outcomes import CLEAN, TEXTS, find_outcomes, measures_of
from fidelity.training import Press, Scores
from fidelity.transfer import Samples

# Least samples of a family that counts by itself; the smaller ones count as one family.
LEAST = 5
OTHERS = "others"
# Rates of false alarms up to which the share of texts found is averaged: a share at 1 % alone moves in steps of a text.
MOST_ALARMS = 0.02

Weights = tuple[int, ...]


@dataclass
class Judge:
    """A judge of one seed: the press has the sentences, the groups the samples and clean articles.

    values  weights -> the value of each family, for all weights tried
    """

    components: Sequence[Component]
    press: Press
    groups: Mapping[str, Group]
    samples: Samples
    values: dict[Weights, dict[str, float]] = field(default_factory=dict)
    _scores: dict[tuple[tuple[str, float], ...], Scores] = field(default_factory=dict)

    def measure(self, weights: Weights) -> dict[str, float]:
        """Return the value of each family, 0 to 1, by a corpus of these weights without the family."""
        if weights not in self.values:
            parts = {name: self._value(weights, families) for name, families in group_families(self.samples).items()}
            self.values[weights] = parts
            self._scores.clear()
        return self.values[weights]

    def _value(self, weights: Weights, families: Sequence[str]) -> float:
        """The mean of the figures of pairs and of those of texts, each kind with the weight of its samples."""
        totals, count = 0.0, 0
        for family in families:
            scores = self._score(shares_without(self.components, weights, family if family in TRACES else None))
            pairs, texts = self.samples.pairs_of(family), self.samples.texts_of(family)
            own = measures_of(find_outcomes([scores]).where(pairs, texts))
            if pairs.any():
                totals += pairs.sum() * (own["paired"].mean + own["auroc"].mean) / 2
            if texts.any():
                found = share_found(scores[TEXTS][texts], scores[CLEAN])
                totals += texts.sum() * (own["text_auroc"].mean + found) / 2
            count += int(pairs.sum() + texts.sum())
        return float(totals / count)

    def _score(self, shares: Mapping[str, float]) -> Scores:
        """The scores by a detector of a corpus; zeros, which find nothing, if no profile changes a sentence."""
        key = tuple(shares.items())
        if key not in self._scores:
            detector = self.press.train(shares) if shares else None
            if detector:
                self._scores[key] = {name: group.score(detector) for name, group in self.groups.items()}
            else:
                self._scores[key] = {name: np.zeros(group.n) for name, group in self.groups.items()}
        return self._scores[key]


def group_families(samples: Samples) -> dict[str, list[str]]:
    """Return the families by name, and all with fewer than LEAST samples as OTHERS."""
    sizes = {
        family: int(samples.pairs_of(family).sum() + samples.texts_of(family).sum()) for family in samples.families
    }
    found = {family: [family] for family, size in sizes.items() if size >= LEAST}
    small = [family for family, size in sizes.items() if size < LEAST]
    return found | ({OTHERS: small} if small else {})


def share_found(spun: Floats, clean: Floats) -> float:
    """Return the mean share of the texts found at rates of false alarms from 0 to MOST_ALARMS.

    This is the partial area under the ROC curve, divided by its width.
    """
    n_alarms = max(1, round(MOST_ALARMS * len(clean)))
    thresholds = np.sort(clean)[::-1][:n_alarms]
    return float(np.mean(spun[:, None] > thresholds))


def value_of(values: Mapping[str, float], *, but: str | None = None) -> float:
    """Return the objective: the mean over families, but for one."""
    return float(np.mean([value for family, value in values.items() if family != but]))
