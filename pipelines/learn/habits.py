"""Measure the habits of a spinner: amount, places and evenness of its swaps, each with its uncertainty."""

import numpy as np

from pipelines.engine.buffers import Array
from pipelines.learn.estimate import Estimate, estimate, excess, ratio
from pipelines.learn.known import Known
from pipelines.learn.marks import measure_marks
from pipelines.learn.occurrences import Occurrences
from pipelines.learn.pairs import AlignedPair
from pipelines.learn.repeats import measure_alike

Habits = dict[str, Estimate]


def measure_habits(aligned: list[AlignedPair], occurrences: Occurrences, known: Known) -> Habits:
    """Return name -> estimate, in the order of a report.

    rate, rate_spread    share of an article's words that are swapped, and its standard deviation; n is words
    swaps                swaps per word; n is words
    function_words, phrases, longer  shares of the swaps: of function words, of phrases, with additional words
    length               mean number of words of a replacement
    frequency            mean log10 of a replacement's frequency divided by its unit's; n is swaps
    consistency          agreement of a unit's swaps in one text, beyond chance
    skipping             difference of a unit's occurrences in one text (swapped or kept), against chance
    The habits of marks.py follow.
    """
    swapped = swap_columns(aligned, known)
    share = {
        "function_words": "function",
        "phrases": "phrase",
        "longer": "longer",
        "length": "length",
    }
    words, spun = swapped["words"], swapped["swapped"]
    spread = np.stack([words, spun, spun**2 / words, words**2, np.ones(len(words)), swapped["swaps"], words], axis=1)
    consistency, skipping = measure_alike(occurrences, len(aligned))
    return {
        "rate": estimate(_columns(spun, words), ratio),
        "rate_spread": estimate(spread, spread_of),
        "swaps": estimate(_columns(swapped["swaps"], words), ratio),
        **{name: estimate(_columns(swapped[column], swapped["swaps"]), ratio) for name, column in share.items()},
        "frequency": estimate(_columns(swapped["shift"], swapped["has_zipf"]), ratio),
        "consistency": estimate(consistency, excess),
        "skipping": estimate(skipping, lambda sums: 1 - excess(sums)),
        **measure_marks(aligned, occurrences, known),
    }


def swap_columns(aligned: list[AlignedPair], known: Known) -> dict[str, Array]:
    """Return sums over the swaps of each pair, float64 [pairs]; a corrected a or an does not count."""
    zipf = known.zipf
    names = ("words", "swapped", "swaps", "function", "phrase", "longer", "length", "shift", "has_zipf")
    rows = []
    for pair in aligned:
        swaps = [swap for swap in pair.alignment.swaps if not swap.is_article]
        shifts = [
            zipf[swap.candidate] - zipf[swap.unit] for swap in swaps if {swap.unit, swap.candidate} <= zipf.keys()
        ]
        rows.append(
            (
                len(pair.original),
                sum(swap.n_words for swap in swaps),
                len(swaps),
                sum(swap.unit in known.function_words for swap in swaps),
                sum(swap.n_words > 1 for swap in swaps),
                sum(swap.n_spun > swap.n_words for swap in swaps),
                sum(swap.n_spun for swap in swaps),
                sum(shifts),
                len(shifts),
            )
        )
    return dict(zip(names, np.array(rows, np.float64).T, strict=True))


def spread_of(sums: Array) -> Array:
    """Return the standard deviation of the rate over texts, beyond chance: the moment estimator of DerSimonian.

    sums  sums of words, swapped words, swapped words ** 2 / words, words ** 2, texts, swaps
    """
    words, swapped, squares, square_words, texts, swaps = (sums[..., column] for column in range(6))
    rate = swapped / words
    by_chance = (texts - 1) * rate * (1 - rate) * swapped / swaps
    variance = (squares - rate * swapped - by_chance) / (words - square_words / words)
    return np.asarray(np.sqrt(np.maximum(0, variance)))


def _columns(*columns: Array) -> Array:
    return np.stack(columns, axis=1)
