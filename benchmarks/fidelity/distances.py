"""Distances between real and generated spun text, and the distance between two real samples to compare with.

The same alignment finds the swaps of both. Numbers per text or per swap have a Wasserstein distance, in their own
unit; kinds have a Jensen-Shannon distance (0 equal, 1 disjoint).
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
# Quantile of the distances between the sample and its bootstrap samples that is reported as noise.
NOISE_QUANTILE = 0.95


class Distance(NamedTuple):
    """A quantity's mean in real and in generated text, their distance, and the distance expected by chance alone."""

    name: str
    real: float
    generated: float
    distance: float
    noise: float


def measure_distances(real: Sequence[ReadPair], generated: Sequence[ReadPair]) -> list[Distance]:
    """Return the distances of all MEASURES that have a value on both sides."""
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
    """Count the swaps by kind: word or phrase for word or phrase, with function words and numbers as own kinds."""
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
    """Return candidate frequency minus unit frequency, in powers of ten, if the lexicon has both as candidates."""
    zipf = load_known().zipf
    return [
        zipf[swap.candidate] - zipf[swap.unit] for swap in swaps_of(pairs) if {swap.unit, swap.candidate} <= zipf.keys()
    ]


def repeats(pairs: Sequence[ReadPair]) -> list[float]:
    """Return, for each repeated swap of a unit in a text, 1 if its candidate is the previous one and 0 if not."""
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
