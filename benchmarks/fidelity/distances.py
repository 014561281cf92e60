"""How far generated text is from real spun text, in what can be counted; beside it, how far two real samples are.

The same alignment reads both. Numbers per text or per swap are compared by their Wasserstein distance (in their own
unit), kinds by the Jensen-Shannon distance (0 the same, 1 nothing in common).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance

from fidelity.samples import SEED
from fidelity.swaps import ReadPair, RealSwap, load_known

N_DRAWS = 200
# Of the distances between the sample and itself, drawn again pair by pair: so many are smaller than the noise given.
NOISE_QUANTILE = 0.95


class Distance(NamedTuple):
    """A quantity's mean in real and in generated text, the distance, and what chance alone would make of it."""

    name: str
    real: float
    generated: float
    distance: float
    noise: float


def measure_distances(real: Sequence[ReadPair], generated: Sequence[ReadPair]) -> list[Distance]:
    """Of everything that QUANTITIES and kinds() count; quantities that a side lacks are left out."""
    generator = np.random.default_rng(SEED)
    draws = [[real[i] for i in generator.integers(0, len(real), len(real))] for _ in range(N_DRAWS)]
    rows = []
    for name, (count, apart) in MEASURES.items():
        there, made = count(real), count(generated)
        if not there or not made:
            continue
        again = [apart(there, drawn) for drawn in map(count, draws) if drawn]
        rows.append(
            Distance(name, mean(there), mean(made), apart(there, made), float(np.quantile(again, NOISE_QUANTILE)))
        )
    return rows


def mean(values: Sequence[float] | Mapping[str, float]) -> float:
    return float("nan") if isinstance(values, Mapping) else float(np.mean(values))


def density(pairs: Sequence[ReadPair]) -> list[float]:
    return [100 * len(pair.swaps) / pair.n_words for pair in pairs if pair.n_words]


def touched(pairs: Sequence[ReadPair]) -> list[float]:
    return [100 * sum(swap.n_words for swap in pair.swaps) / pair.n_words for pair in pairs if pair.n_words]


def kinds(pairs: Sequence[ReadPair]) -> Mapping[str, float]:
    """Word or phrase for word or phrase, function words and numbers apart."""
    return Counter(kind_of(swap) for swap in swaps_of(pairs))


def kind_of(swap: RealSwap) -> str:
    if any(character.isdigit() for character in swap.unit + swap.candidate):
        return "number"
    if swap.unit in load_known().function_words:
        return "function word"
    return f"{'phrase' if ' ' in swap.unit else 'word'} -> {'phrase' if ' ' in swap.candidate else 'word'}"


def length(pairs: Sequence[ReadPair]) -> list[float]:
    return [float(len(swap.candidate.split())) for swap in swaps_of(pairs)]


def frequency_shift(pairs: Sequence[ReadPair]) -> list[float]:
    """How much commoner a candidate is than its unit, in powers of ten, where the lexicon has both as candidates."""
    zipf = load_known().zipf
    return [
        zipf[swap.candidate] - zipf[swap.unit] for swap in swaps_of(pairs) if {swap.unit, swap.candidate} <= zipf.keys()
    ]


def repeats(pairs: Sequence[ReadPair]) -> list[float]:
    """For each unit that is swapped again in the same text: 1 if for the same candidate as the time before."""
    same = []
    for pair in pairs:
        put: dict[str, list[str]] = defaultdict(list)
        for swap in pair.swaps:
            put[swap.unit].append(swap.candidate)
        same += [float(a == b) for chosen in put.values() for a, b in pairwise(chosen)]
    return same


def swaps_of(pairs: Sequence[ReadPair]) -> Iterator[RealSwap]:
    return (swap for pair in pairs for swap in pair.swaps)


def apart_in_numbers(left: Sequence[float], right: Sequence[float]) -> float:
    return float(wasserstein_distance(left, right))


def apart_in_kinds(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    names = sorted({*left, *right})
    return float(jensenshannon([left.get(name, 0) for name in names], [right.get(name, 0) for name in names], base=2))


MEASURES: dict[str, tuple[Callable[..., Any], Callable[..., float]]] = {
    "swaps per 100 words": (density, apart_in_numbers),
    "words touched, %": (touched, apart_in_numbers),
    "kinds of swaps": (kinds, apart_in_kinds),
    "words of a replacement": (length, apart_in_numbers),
    "frequency shift, zipf": (frequency_shift, apart_in_numbers),
    "the same again": (repeats, apart_in_numbers),
}
