"""How readily a candidate is chosen, and a unit swapped at all: numbers for all links at once."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.lexicon.graph import Graph, bools, rows_of, words_of

# Rows of a product of two thesaurus rows held at once: some 10 M numbers.
CHUNK = 1 << 15
# How much each feature counts: exponents of the overlap and of the candidate's frequency; factors for a
# link that only one term lists and for every further word of a candidate. By hand: of the single words
# that real spinners put, .25 (seed), .26 (F2) and .41 (F3) are among a unit's first 20 candidates, where
# frequency alone has .20; between 1 and 2 for OVERLAP and .35 and .7 for FREQUENCY it changes by .02.
OVERLAP, FREQUENCY, ONE_WAY, PHRASE = 1.5, 0.4, 0.5, 0.15
# Overlap that a link has for being a link.
FLOOR = 0.01
# Zipf and propensity: in 120 passages of two real spinners 12 % of the words below zipf 3.5 are swapped,
# 36 % from there to 4.5, 58 % to 6 and 31 % above.
COMMONNESS = ((3.25, 4.0, 4.75, 5.75, 6.25), (0.2, 0.6, 1.0, 1.0, 0.5))
PHRASE_UNIT = 0.8


def link_strengths(graph: Graph, overlap: Array) -> Array:
    """float64 [links]: how readily the column's term is put for the row's, aligned with graph.links.data.

    More so the more neighbours the two share, the commoner the candidate is, if both list each other,
    and if it is one word; 0 for a candidate that is the unit with words added.
    overlap  float64 [links], 0-1: how much the two terms share their neighbours
    """
    row, column = rows_of(graph.links), graph.links.indices
    strengths = (overlap + FLOOR) ** OVERLAP * 10 ** (FREQUENCY * (graph.zipf[column] - 5))
    strengths *= np.where(graph.links.data < 1, ONE_WAY, 1)
    strengths *= PHRASE ** (words_of(graph.terms)[column] - 1)
    strengths[holds_unit(graph.terms, row, column)] = 0
    return strengths


def holds_unit(terms: pa.StringArray, row: Ints, column: Ints) -> Bools:
    """Bool [links]: the column's term is a phrase with the row's among its words (loan, secured loan)."""
    at = np.flatnonzero((words_of(terms) > 1)[column])
    words = pc.split_pattern_regex(terms.take(pa.array(column[at])), "[ -]")
    parent = at[pc.list_parent_indices(words).to_numpy()]
    same = pc.equal(words.flatten(), terms.take(pa.array(row[parent])))
    held = np.zeros(len(row), bool)
    held[parent[bools(same)]] = True
    return held


def neighbour_overlap(links: sparse.csr_array, classes: Array) -> Array:
    """float64 [links, k]: how much the two terms of each link share their neighbours of each class.

    Aligned with links.data. Summed over the classes it is the cosine of the terms' rows, 0-1, in which
    a neighbour counts as 1 / log2(2 + its own neighbours).
    classes  float64 [t, k]: how much each term belongs to each class; sums to 1
    """
    degree = np.diff(links.indptr)
    weighted = sparse.csr_array(links @ sparse.diags_array(1 / np.log2(2 + degree)))
    norms = np.sqrt(weighted.multiply(weighted).sum(axis=1))
    norms[norms == 0] = 1
    scaled = sparse.csr_array(sparse.diags_array(1 / norms) @ weighted)
    row = rows_of(links)
    overlap = np.zeros((len(row), classes.shape[1]))
    for start in range(0, len(row), CHUNK):
        at = slice(start, start + CHUNK)
        shared = scaled[row[at]].multiply(scaled[links.indices[at]])
        overlap[at] = sparse.csr_array(shared) @ classes
    return overlap


def propensities(units: pa.StringArray, zipf: Array) -> Array:
    """float32 [u], above 0 and at most 1: how readily each unit is swapped at all.

    Real spinners swap words of middling frequency most (COMMONNESS), and stored phrases less than words.
    """
    n_words = words_of(units)
    return np.asarray(np.interp(zipf, *COMMONNESS) * np.where(n_words > 1, PHRASE_UNIT, 1), np.float32)
