"""Compute features of links and units, for all links at once: shared neighbours, and propensities."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.lexicon.build.graph import bools, words_of

# Rows of the product of two thesaurus matrices in memory at once: some 10 M numbers.
CHUNK = 1 << 15
# Zipf and propensity: in 120 passages of two real spinners 12 % of the words below zipf 3.5 are swapped,
# 36 % from there to 4.5, 58 % to 6 and 31 % above.
COMMONNESS = ((3.25, 4.0, 4.75, 5.75, 6.25), (0.2, 0.6, 1.0, 1.0, 0.5))
# Words that make a clause of the word that they are added to, and subjects of one.
BE = ("am", "is", "are", "was", "were", "be", "been", "being")
DO_AND_HAVE = ("do", "does", "did", "done", "has", "have", "had", "having", "let", "going", "get", "got", "gotten")
MODALS = ("can", "cannot", "could", "may", "might", "must", "shall", "should", "will", "would", "ought")
AUXILIARIES = (*BE, *DO_AND_HAVE, *MODALS)
CLITICS = ("s", "re", "ve", "ll", "d", "m")
SUBJECTS = ("i", "he", "she", "it", "we", "they")
PHRASE_UNIT = 0.8
EMPTY_UNIT = 0.2


def holds_unit(terms: pa.StringArray, row: Ints, column: Ints) -> Bools:
    """Bool [links]: the column's term is a phrase that contains the row's term as a word (loan, secured loan)."""
    at = np.flatnonzero((words_of(terms) > 1)[column])
    words = pc.split_pattern_regex(terms.take(pa.array(column[at])), "[ -]")
    parent = at[pc.list_parent_indices(words).to_numpy()]
    same = pc.equal(words.flatten(), terms.take(pa.array(row[parent])))
    held = np.zeros(len(row), bool)
    held[parent[bools(same)]] = True
    return held


def adds_clause(terms: pa.StringArray, row: Ints, column: Ints, *, is_verb: Bools, empty: pa.StringArray) -> Bools:
    """Bool [links]: the column's term turns a function word without a verb into a piece of a clause.

    It keeps the word and adds a verb (they also can, what's, which implies), or ends in a subject (nonetheless it).

    is_verb  bool [terms]: most readings of the term are a verb's
    empty    function words
    """
    is_unit = bools(pc.is_in(terms, value_set=empty)) & ~bools(pc.is_in(terms, value_set=pa.array(AUXILIARIES)))
    at = np.flatnonzero(is_unit[row] & bools(pc.match_substring_regex(terms, "[ ']"))[column])
    words = pc.split_pattern_regex(terms.take(pa.array(column[at])), "[ ']")
    parent = pc.list_parent_indices(words).to_numpy().astype(np.int64)
    flat = words.flatten()
    verb = bools(pc.is_in(flat, value_set=pa.array([*AUXILIARIES, *CLITICS])))
    verb |= bools(pc.is_in(flat, value_set=terms.filter(pa.array(is_verb))))
    own = bools(pc.equal(flat, terms.take(pa.array(row[at[parent]]))))
    count = [np.bincount(parent, mask, minlength=len(at)) for mask in (own, verb & ~own)]
    last = pc.replace_substring_regex(terms, "^.* ", "").take(pa.array(column[at]))
    ends = bools(pc.match_substring(terms, " "))[column[at]] & bools(pc.is_in(last, value_set=pa.array(SUBJECTS)))
    ends &= ~bools(pc.equal(last, terms.take(pa.array(row[at]))))
    adds = np.zeros(len(row), bool)
    adds[at] = (count[0] > 0) & (count[1] > 0) | ends
    return adds


def repeats_word(terms: pa.StringArray) -> Bools:
    """Bool [n]: a word of the term stands behind itself (pick out out)."""
    words = pc.split_pattern_regex(terms, "[ -]")
    parent = pc.list_parent_indices(words).to_numpy()
    flat = words.flatten()
    again = bools(pc.equal(flat[1:], flat[:-1])) & (parent[1:] == parent[:-1])
    repeats = np.zeros(len(terms), bool)
    repeats[parent[1:][again]] = True
    return repeats


def neighbour_overlap(links: sparse.csr_array, row: Ints, column: Ints, classes: Array) -> Array:
    """float64 [n, k]: the overlap of the neighbours of each class, for each pair of terms.

    Summed over the classes it is the cosine of the terms' rows, 0-1, in which a neighbour counts as
    1 / log2(2 + its own neighbours).
    row, column  int64 [n]: terms
    classes  float64 [t, k]: membership of each term in each class; sums to 1
    """
    degree = np.diff(links.indptr)
    weighted = sparse.csr_array(links @ sparse.diags_array(1 / np.log2(2 + degree)))
    norms = np.sqrt(weighted.multiply(weighted).sum(axis=1))
    norms[norms == 0] = 1
    scaled = sparse.csr_array(sparse.diags_array(1 / norms) @ weighted)
    overlap = np.zeros((len(row), classes.shape[1]))
    for start in range(0, len(row), CHUNK):
        at = slice(start, start + CHUNK)
        shared = scaled[row[at]].multiply(scaled[column[at]])
        overlap[at] = sparse.csr_array(shared) @ classes
    return overlap


def propensities(units: pa.StringArray, zipf: Array, empty: pa.StringArray) -> Array:
    """float32 [u], above 0 and at most 1: the propensity of each unit to be swapped.

    Real spinners swap words of medium frequency most (COMMONNESS), stored phrases less than words, and function words
    (`empty`) seldom.
    """
    is_empty = bools(pc.is_in(units, value_set=empty))
    factor = np.where(is_empty, EMPTY_UNIT, np.where(words_of(units) > 1, PHRASE_UNIT, 1))
    return np.asarray(np.interp(zipf, *COMMONNESS) * factor, np.float32)
