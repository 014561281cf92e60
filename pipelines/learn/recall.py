"""Measure recall: the share of held-out swaps that are among a learned profile's best candidates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.learn.fit import fit_profile
from pipelines.learn.harvest import harvest
from pipelines.learn.known import Known
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import AlignedPair
from pipelines.learn.progress import Tell, tell_nobody
from pipelines.lexicon.learned import Learned
from pipelines.lexicon.teach import teach
from pipelines.lexicon.weigh import LexiconRows, Selection, weigh

FOLDS = 5
# Recall is measured among this many best candidates.
RANKS = (5, 20, 100)


@dataclass(frozen=True)
class Recall:
    """Shares of n_swaps held-out swaps among the best RANKS candidates: learned, and with the lexicon alone."""

    learned: tuple[float, ...]
    lexicon: tuple[float, ...]
    n_swaps: int


def cross_validate(aligned: Sequence[AlignedPair], known: Known, tell: Tell = tell_nobody) -> Recall:
    """Measure recall by five-fold cross-validation over pairs."""
    learned, alone = [], []
    for fold in range(FOLDS):
        held_out = [
            (swap.unit, swap.candidate)
            for pair in aligned[fold::FOLDS]
            for swap in pair.alignment.swaps
            if not swap.is_article
        ]
        occurrences = find_occurrences([pair for i, pair in enumerate(aligned) if i % FOLDS != fold], known)
        choice = fit_profile(occurrences, known)
        selection = Selection(
            origins=tuple(sorted(choice.origins.items())),
            sharpness=choice.sharpness,
            frequency=choice.frequency,
            numbers="both",
        )
        learned += rank_swaps(held_out, rows_for(held_out, known), selection, harvest(occurrences, known))
        alone += rank_swaps(held_out, rows_for(held_out, known), Selection(numbers="both"), None)
        tell((fold + 1) / FOLDS)
    return Recall(_shares(learned), _shares(alone), len(learned))


def rows_for(swaps: Sequence[tuple[str, str]], known: Known) -> LexiconRows:
    """Return the lexicon's rows of the swapped units."""
    wanted = np.zeros(len(known.units), bool)
    wanted[[known.units[unit] for unit, _ in swaps if unit in known.units]] = True
    return known.rows.where(wanted[known.rows.unit])


def rank_swaps(
    swaps: Sequence[tuple[str, str]], rows: LexiconRows, selection: Selection, learned: Learned | None
) -> list[int]:
    """Return the rank of each swap's candidate for its unit, 0 for the best; RANKS[-1] if it is not a candidate."""
    rows = weigh(rows, selection)
    if learned is not None:
        rows = teach(rows, learned)
    units = {unit for unit, _ in swaps}
    table = rows.table(rows.propensity)
    wanted = pc.is_in(table["unit"].cast(pa.string()), value_set=pa.array(sorted(units), pa.string()))
    own = table.filter(wanted).select(["unit", "candidate"]).to_pydict()
    ranks: dict[str, dict[str, int]] = {}
    for unit, candidate in zip(own["unit"], own["candidate"], strict=True):
        of_unit = ranks.setdefault(unit, {})
        of_unit.setdefault(candidate.replace("-", " "), len(of_unit))
    return [ranks.get(unit, {}).get(candidate.replace("-", " "), RANKS[-1]) for unit, candidate in swaps]


def _shares(ranks: Sequence[int]) -> tuple[float, ...]:
    return tuple(float(np.mean(np.array(ranks) < rank)) if ranks else 0.0 for rank in RANKS)
