"""Fit the candidate choice model to real swaps: `python -m pipelines.lexicon.build.fit PAIRS.jsonl WORDNET.tgz`.

PAIRS has rows {original, spun}, single words or short phrases. Each row is split into swaps at the least cost: swaps of
the lexicon cost least, then swaps of one word. The program prints the coefficients for `choice.py`; it is used at build
time only.
"""

import json
import logging
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array
from pipelines.lexicon.build.choice import COEFFICIENTS, describe_rows, fit_choice
from pipelines.lexicon.build.compile import compile_rows, read_sources
from pipelines.lexicon.build.graph import bools
from pipelines.lexicon.build.inflect import SurfaceLinks

LOG = logging.getLogger(__name__)

# Strength of the shrinkage of coefficients to 0.
STRENGTH = 2.0
# Greatest length of units and candidates, in words.
MOST_WORDS = 4


def read_pairs(path: Path) -> list[tuple[str, str]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(row["original"].lower(), row["spun"].lower()) for row in rows]


def known_swaps(rows: SurfaceLinks, forms: pa.StringArray, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return (unit, candidate) of the rows whose unit is part of an original."""
    parts = pa.array(sorted({part for original, _ in pairs for part in parts_of(original.split())}))
    kept = bools(pc.is_in(forms, value_set=parts))[rows.unit]
    unit, candidate = (forms.take(pa.array(index[kept])).to_pylist() for index in (rows.unit, rows.candidate))
    return set(zip(unit, candidate, strict=True))


def parts_of(words: Sequence[str]) -> list[str]:
    """Return all sequences of up to MOST_WORDS words.

    >>> parts_of(["big", "data"])
    ['big', 'big data', 'data']
    """
    n = len(words)
    return [" ".join(words[i:end]) for i in range(n) for end in range(i + 1, min(i + MOST_WORDS, n) + 1)]


def split_pair(original: str, spun: str, known: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the swaps of a pair, by dynamic programming over the ends of both.

    >>> split_pair("big data", "huge factual information", {("data", "factual information")})
    [('big', 'huge'), ('data', 'factual information')]
    """
    units, candidates = original.split(), spun.split()
    best: dict[tuple[int, int], tuple[float, list[tuple[str, str]]]] = {(0, 0): (0.0, [])}
    for i in range(len(units)):
        for j in range(len(candidates)):
            if (i, j) not in best:
                continue
            cost, swaps = best[i, j]
            for end in range(i + 1, min(i + MOST_WORDS, len(units)) + 1):
                for spun_end in range(j + 1, min(j + MOST_WORDS, len(candidates)) + 1):
                    swap = (" ".join(units[i:end]), " ".join(candidates[j:spun_end]))
                    longer = cost + _cost(swap, known)
                    if longer < best.get((end, spun_end), (np.inf,))[0]:
                        best[end, spun_end] = (longer, [*swaps, swap])
    found = best.get((len(units), len(candidates)), (0.0, []))[1]
    return [swap for swap in found if swap[0] != swap[1]]


def _cost(swap: tuple[str, str], known: Collection[tuple[str, str]]) -> float:
    """Return the cost of a swap: 0 for a kept word, little for a known swap, more with each word of an unknown swap."""
    if swap[0] == swap[1]:
        return 0.0
    n_words, n_spun = (side.count(" ") + 1 for side in swap)
    if swap in known:
        return 0.4 + 0.1 * (n_words - 1)
    return min(n_words, n_spun) + 0.45 * abs(n_words - n_spun) + (0.15 if min(n_words, n_spun) > 1 else 0)


def count_rows(rows: SurfaceLinks, forms: pa.StringArray, swaps: Counter[tuple[str, str]]) -> Array:
    """float64 [rows]: the weight of each row: log(1 + times) + .3 if it was picked, else 0."""
    seen = pa.table({"unit": [unit for unit, _ in swaps], "candidate": [candidate for _, candidate in swaps]})
    unit, candidate = (
        pc.fill_null(pc.index_in(seen[name], value_set=forms), -1).to_numpy().astype(np.int64)
        for name in seen.column_names
    )
    wanted = np.where((unit >= 0) & (candidate >= 0), unit * len(forms) + candidate, -1)
    keys = rows.unit * len(forms) + rows.candidate
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = keys[place] == wanted
    times = np.zeros(len(keys))
    times[place[found]] = np.log1p(np.array(list(swaps.values()))[found]) + 0.3
    return times


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    pairs = read_pairs(Path(sys.argv[1]))
    sources, _ = read_sources(Path(sys.argv[2]))
    rows, forms, zipf = compile_rows(**sources)
    known = known_swaps(rows, forms, pairs)
    swaps = Counter(swap for original, spun in pairs for swap in split_pair(original, spun, known))
    times = count_rows(rows, forms, swaps)
    kept = np.isin(rows.unit, rows.unit[times > 0])
    rows, times = rows.where(kept), times[kept]
    features = describe_rows(rows, forms, zipf)
    group = np.unique(rows.unit, return_inverse=True)[1]
    fitted = fit_choice(features, group, times, prior=np.zeros(features.shape[1]), strength=STRENGTH)
    n_known = sum(swaps[swap] for swap in known & swaps.keys())
    LOG.info("%d swaps seen, of which the lexicon has %d, of %d units", sum(swaps.values()), n_known, group.max() + 1)
    for name, value in zip(COEFFICIENTS, fitted.tolist(), strict=True):
        LOG.info('    "%s": %.2f,', name, value)


if __name__ == "__main__":
    main()
