"""The thesaurus as a graph of terms: which terms and which links are worth keeping.

Moby lists 2.5 M links, most of them to rare words or to far relations. Two filters leave the useful
ones, measured on the swaps of a real spinner: 95 % of those that Moby has at all are reciprocal
(both terms list each other) and 97 % go to a candidate of zipf 3 or more.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index

# A term: up to three words of lower-case letters; a hyphen may join two. An article or a passive is no start:
# `the how`, `be found`.
TERM = "^[a-z]+(-[a-z]+)?( [a-z]+){0,2}$"
NO_START = "^(the|a|an|be) "
# Counted by their words, phrases seem commoner than they are.
MIN_PHRASE_ZIPF = 4.3


@dataclass(frozen=True)
class Graph:
    """t terms and the links kept between them.

    terms    string [t], sorted by their bytes
    zipf     float64 [t]: frequency
    links    sparse float64 [t, t], symmetric: 1 where both terms list each other, 0.5 where one, having
             no list of its own, is listed by the other
    """

    terms: pa.StringArray
    zipf: Array
    links: sparse.csr_array


def build_graph(
    listed: pa.Table, frequencies: pa.Table, *, denied: pa.StringArray, empty: pa.StringArray, min_zipf: float
) -> Graph:
    """The terms common enough and fit to print, with the links that hold both ways.

    listed       string columns `unit` and `candidate`: unit's list has candidate
    frequencies  string column `word` and float column `zipf`
    denied       words and phrases that are no terms, nor part of one
    empty        function words: no term holds nothing else
    min_zipf     a term is at least so frequent, a phrase MIN_PHRASE_ZIPF
    """
    every = pa.chunked_array([*listed["unit"].chunks, *listed["candidate"].chunks]).combine_chunks()
    encoded = every.dictionary_encode()
    names = encoded.dictionary
    zipf = zipf_of(names, frequencies)
    floor = np.where(words_of(names) > 1, MIN_PHRASE_ZIPF, min_zipf)
    is_term = bools(pc.match_substring_regex(names, TERM)) & (zipf >= floor)
    is_term &= ~bools(pc.match_substring_regex(names, NO_START))
    is_term &= ~holds_any(names, denied) & ~holds_only(names, empty)
    is_term &= bools(pc.greater_equal(pc.utf8_length(names), 2))
    order = pc.array_sort_indices(names.cast(pa.binary())).to_numpy()
    order = order[is_term[order]]
    term_of = np.full(len(names), -1)
    term_of[order] = np.arange(len(order))
    unit, candidate = np.split(term_of[encoded.indices.to_numpy()], 2)
    return Graph(names.take(pa.array(order)), zipf[order], reciprocal_links(unit, candidate, len(order)))


def reciprocal_links(unit: Ints, candidate: Ints, n_terms: int) -> sparse.csr_array:
    """The links that hold both ways, or the only way they can; -1 is no term.

    >>> reciprocal_links(np.array([0, 1, 0, 0]), np.array([1, 0, 2, 0]), 3).toarray().tolist()
    [[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]]
    """
    kept = (unit >= 0) & (candidate >= 0) & (unit != candidate)
    is_head = np.zeros(n_terms, bool)
    is_head[unit[unit >= 0]] = True
    one_way = sparse.csr_array((np.ones(kept.sum()), (unit[kept], candidate[kept])), shape=(n_terms, n_terms))
    one_way.data[:] = 1  # a list may name a term twice
    both = sparse.coo_array((one_way + one_way.T) / 2)
    row, column = both.coords
    good = (both.data == 1) | ~is_head[row] | ~is_head[column]
    links = sparse.csr_array((both.data[good], (row[good], column[good])), shape=both.shape)
    links.sort_indices()
    return links


def zipf_of(terms: pa.StringArray, frequencies: pa.Table) -> Array:
    """float64 [n]: frequency of each term; of a phrase, as if its words were met by turns (as wordfreq does)."""
    words = pc.split_pattern_regex(terms, "[ -]")
    found = pc.index_in(words.flatten(), value_set=frequencies["word"].combine_chunks())
    zipf = np.append(frequencies["zipf"].to_numpy(), -np.inf)
    rarity = 10.0 ** -zipf[pc.fill_null(found, -1).to_numpy()]
    total = np.bincount(pc.list_parent_indices(words).to_numpy(), rarity, minlength=len(terms))
    return np.asarray(-np.log10(np.where(total > 0, total, np.inf)))


def holds_any(terms: pa.StringArray, entries: pa.StringArray) -> Bools:
    """Bool [n]: the term is one of the entries, or one of its words is."""
    words = pc.split_pattern_regex(terms, "[ -]")
    hits = bools(pc.is_in(words.flatten(), value_set=entries))
    held = np.bincount(pc.list_parent_indices(words).to_numpy(), hits, minlength=len(terms)) > 0
    return np.asarray(held | bools(pc.is_in(terms, value_set=entries)))


def holds_only(terms: pa.StringArray, entries: pa.StringArray) -> Bools:
    """Bool [n]: all words of the term are entries."""
    words = pc.split_pattern_regex(terms, "[ -]")
    misses = ~bools(pc.is_in(words.flatten(), value_set=entries))
    return np.asarray(np.bincount(pc.list_parent_indices(words).to_numpy(), misses, minlength=len(terms)) == 0)


def rows_of(links: sparse.csr_array) -> Ints:
    """int64 [links]: the row of each link."""
    return repeat_index(np.diff(links.indptr))


def ranges(starts: Ints, counts: Ints) -> Ints:
    """All the ranges one after another.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    shifts = starts - np.cumsum(counts) + counts
    return np.arange(counts.sum()) + np.repeat(shifts, counts)


def words_of(terms: pa.StringArray) -> Ints:
    """int64 [n]: words of each term, the parts of a hyphenated one counted too."""
    return np.asarray(pc.count_substring_regex(terms, "[ -]").to_numpy() + 1)


def bools(array: pa.BooleanArray) -> Bools:
    """The answers of an Arrow kernel as a numpy mask."""
    return np.asarray(array.to_numpy(zero_copy_only=False))
