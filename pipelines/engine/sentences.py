"""The sentences of clean texts, and the share of the swaps that each sentence draws.

Rates of some spinners vary more from sentence to sentence than chance explains. A sentence therefore has a factor
of its own on the propensity of its slots, while the rate of the text stays exact.
"""

import numpy as np

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Array, Ints
from pipelines.engine.draw import RANK, SENTENCE_PLACES, Floats, Keys, random_bits
from pipelines.engine.gaps import FULL_STOP, NOT_ONE_SPACE
from pipelines.engine.masks import follows_sentence
from pipelines.engine.taste import bell


def draw_emphasis(analysis: Analysis, keys: Keys, spread: Floats) -> Array | None:
    """float32 [n]: factor of each word's sentence, 2 ** (spread * a number of the normal distribution).

    keys    uint64 [m]: of the texts
    spread  float64 [m]: standard deviation of the factors of a text, in doublings
    None if no text has a spread.
    """
    if not spread.any():
        return None
    first = find_sentences(analysis)
    text_index = analysis.tokens.text_index[first]
    number = np.arange(len(first)) - np.searchsorted(first, analysis.tokens.offsets[:-1])[text_index]
    doublings = bell(random_bits(keys[text_index], SENTENCE_PLACES + number, RANK))
    doublings *= spread.astype(np.float32)[text_index]
    # Exponentials of float64, rounded: machines that differ in the last digit give the same float32.
    factors = np.exp2(doublings.astype(np.float64)).astype(np.float32)
    return np.repeat(factors, np.diff(first, append=len(analysis.tokens)))


def find_sentences(analysis: Analysis) -> Ints:
    """int64 [s]: the first word of each sentence, sorted; a full stop without a space (3.5) ends no sentence."""
    tokens = analysis.tokens
    begins = follows_sentence(analysis.vocabulary, analysis.gaps)
    stops = np.flatnonzero(begins & (analysis.gaps == FULL_STOP | NOT_ONE_SPACE))
    begins[stops] = tokens.starts[stops] - tokens.ends[stops - 1] > 1
    return np.flatnonzero(begins)
