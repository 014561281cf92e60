"""Swap rates of sentences: real ones spread, while generated ones could be as exact as those of their articles.

An article's rate is exact, so the originals of a family are joined to articles and spun together; each sentence of
them is then compared with the same sentence of the real pairs.
"""

from collections.abc import Sequence

import numpy as np

from fidelity.distances import N_DRAWS, NOISE_QUANTILE, Distance, apart_in_numbers
from fidelity.generated import spin
from fidelity.samples import SEED, Row
from fidelity.sentences import cut_sentences
from fidelity.swaps import load_known
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair
from pipelines.learn.text_words import read_words

# Originals in an article: ten sentences or passages are 250 to 1,000 words.
JOINED = 10
PARAGRAPH = "\n\n"
# Least words of a sentence: one swap more or less in a shorter one changes its rate by more than 12 points.
MIN_WORDS = 8


def spin_joined(originals: Sequence[str], profile: str, seed: int = SEED) -> list[Row]:
    """Join originals to articles, spin these, and return each original with its part of the spun article."""
    lines = [" ".join(original.split()) for original in originals]
    articles = [PARAGRAPH.join(lines[first : first + JOINED]) for first in range(0, len(lines), JOINED)]
    spun = [line for article in spin(articles, profile, seed=seed) for line in article.split(PARAGRAPH)]
    return [Row(original, line, "") for original, line in zip(lines, spun, strict=True)]


def read_rates(rows: Sequence[Row]) -> list[list[float]]:
    """Return for each row the swaps per 100 words of its sentences; a row that cannot be aligned has none."""
    known = load_known()
    return [_rates_of(row, known) for row in rows]


def _rates_of(row: Row, known) -> list[float]:  # noqa: ANN001 - pipelines.learn.known.Known
    aligned, _ = align_pairs([Pair(row.original, row.spun)], known)
    if not aligned:
        return []
    lengths = np.array([len(words) for words in read_words(cut_sentences(row.original))])
    ends = np.cumsum(lengths)
    firsts = [swap.first for swap in aligned[0].alignment.swaps]
    counts = np.bincount(np.minimum(np.searchsorted(ends, firsts, side="right"), len(ends) - 1), minlength=len(ends))
    long = lengths >= MIN_WORDS
    return (100 * counts[long] / lengths[long]).tolist()


def measure_rates(real: Sequence[Row], generated: Sequence[Row]) -> list[Distance]:
    """Return the distance of the rates, and of their deviations from their mean, in swaps per 100 words."""
    there, made = read_rates(real), read_rates(generated)
    generator = np.random.default_rng(SEED)
    draws = [[there[i] for i in generator.integers(0, len(there), len(there))] for _ in range(N_DRAWS)]
    found = []
    for name, read in {"rates of sentences": _rates, "their spread": _deviations}.items():
        values, own = read(there), read(made)
        if not len(values) or not len(own):
            continue
        noise = np.quantile([apart_in_numbers(values, read(drawn)) for drawn in draws], NOISE_QUANTILE)
        means = [float(each.std() if read is _deviations else each.mean()) for each in (values, own)]
        found.append(Distance(name, *means, apart_in_numbers(values, own), float(noise)))
    return found


def _rates(rows: Sequence[Sequence[float]]) -> np.ndarray:
    return np.array([rate for row in rows for rate in row])


def _deviations(rows: Sequence[Sequence[float]]) -> np.ndarray:
    rates = _rates(rows)
    return rates - rates.mean() if len(rates) else rates
