"""The table of how edited clean texts score: editing is not spinning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from fidelity.corpora import DEFAULT, MIXED
from fidelity.detector import Floats
from fidelity.outcomes import ALARMS, CLEAN, threshold_of
from fidelity.report import Question, figure
from fidelity.training import Scores
from fidelity.transfer import SIDES, Findings

MOST_AUROC = 0.55


@dataclass(frozen=True)
class Contrast:
    """The scores of one kind of edits by one corpus, in each seed."""

    scores: Sequence[Scores]
    kind: str

    def sides(self, unit: str) -> list[tuple[Floats, Floats]]:
        """Return the scores of the texts of a unit, articles or sentences, before and after the edits."""
        before, after = ([each[f"{unit}, {self.kind}, {side}"] for each in self.scores] for side in SIDES)
        return list(zip(before, after, strict=True))

    def auroc(self, unit: str) -> float:
        """Return the mean over seeds of the AUROC of edited texts against the same texts before the edits."""
        values = [
            roc_auc_score(np.repeat([0, 1], [len(before), len(after)]), np.concatenate([before, after]))
            for before, after in self.sides(unit)
            if len(before)
        ]
        return float(np.mean(values)) if values else float("nan")

    def flagged(self, per_alarm: int) -> tuple[float, float]:
        """Return the shares of the articles above the threshold of a rate of false alarms, before and after."""
        shares = [
            [np.mean(side > threshold_of(each[CLEAN], per_alarm)) if len(side) else np.nan for side in sides]
            for each, sides in zip(self.scores, self.sides("articles"), strict=True)
        ]
        before, after = np.mean(shares, axis=0)
        return float(before), float(after)


def tell_contrasts(found: Findings) -> Question:
    """Tabulate how edited clean texts score against the same texts before the edits."""
    rows = []
    for name in (DEFAULT, MIXED.name):
        scores = found.scores.get(name)
        if isinstance(scores, list):
            rows += [[name, kind, *_cells(Contrast(scores, kind), found)] for kind in found.edited.articles]
    columns = ["trained on", "edited by", "articles", "AUROC", "flagged at 1 %", "flagged at 5 %", "sentences", "AUROC"]
    notes = (
        "Clean held-out articles, cut to the lengths of the spun texts, with edits such as people make: the profile "
        "`careful`, which respects sense and grammar, at rates of light and of thorough editing and at its own; and "
        "plain words by rule (shorter words, no fillers, divided sentences). Texts without an edit are left out. "
        "AUROC: edited texts against the same texts before. *Flagged*: the share of the articles above the "
        "thresholds of 1 % and 5 % false alarms, before -> after the edits. Editing is not spinning: the target is an "
        "AUROC of at most .55, and as many flagged after as before."
    )
    return Question("Contrasts", columns, rows, notes)


def _cells(contrast: Contrast, found: Findings) -> list[str]:
    counts = [f"{len(getattr(found.edited, unit)[contrast.kind][0]):,}" for unit in ("articles", "sentences")]
    flags = [" -> ".join(map(figure, contrast.flagged(per_alarm))) for per_alarm in ALARMS]
    return [counts[0], _at_most(contrast.auroc("articles")), *flags, counts[1], _at_most(contrast.auroc("sentences"))]


def _at_most(auroc: float) -> str:
    return f"**{figure(auroc)}**" if auroc > MOST_AUROC else figure(auroc)
