"""Combine all origins into one graph of terms: the selected terms and links, with the origins of each link.

Moby lists 2.5 M links, most of them to rare words or distant relations. Two filters keep the useful ones. They were
chosen on the swaps of a real spinner: of the swaps that Moby has, 95 % are reciprocal (both terms list each other), and
97 % have a candidate of zipf 3 or more.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index
from pipelines.lexicon.build.hand import FAMILIES
from pipelines.lexicon.build.public_data import TAGS
from schemas import ORIGINS

# A term: up to three words of lower-case letters; a hyphen may join two. A term does not begin with an article or a
# passive, such as `the how` or `be found`.
TERM = "^[a-z]+(-[a-z]+)?( [a-z]+){0,2}$"
# Units of letters and digits: the tokenizer parts words at hyphens, and takes an apostrophe as it is written, straight
# or curly. No sample has a contraction that was swapped.
UNIT = "^[a-z0-9]+( [a-z0-9]+)*$"
# Hand-written terms may also have apostrophes, more words and digits: `it's miles`, `in the course of`, `12 months`.
HAND_TERM = "^[a-z0-9]+(['-][a-z]+)*( [a-z0-9]+(['-][a-z]+)*){0,5}$"
NO_START = "^(the|a|an|be) "
# Least zipf of phrases; it is high because the frequency of a phrase is overestimated from its words.
MIN_PHRASE_ZIPF = 4.3
# Scores of a link, one for each origin but `learned`: certainty of the link, 0 to 1.
SCORES = ORIGINS[1:]
MOBY = SCORES.index("moby")
HAND = np.isin(SCORES, [*FAMILIES, "numbers", "homographs"])


@dataclass(frozen=True)
class Graph:
    """t terms and the l links between them.

    terms    string [t], sorted by their bytes
    zipf     float64 [t]: frequency
    row, column  int64 [l]: column is a candidate for row; sorted, no pair twice
    scores   float32 [l, len(SCORES)]: Moby's is 1 if both terms list each other, and 0.5 if only one lists the other,
             which has no list of its own
    pos      float32 [l, 4]: 1 for each part of speech, in the order of TAGS, that an origin states for the row
    is_fixed bool [l]: the link is between surface forms, and not inflected
    """

    terms: pa.StringArray
    zipf: Array
    row: Ints
    column: Ints
    scores: Array
    pos: Array
    is_fixed: Bools

    @property
    def starts(self) -> Ints:
        """int64 [t + 1]: the links of term i are starts[i] : starts[i + 1]."""
        return np.searchsorted(self.row, np.arange(len(self.terms) + 1))

    @property
    def matrix(self) -> sparse.csr_array:
        """Moby's links as a symmetric float64 [t, t]."""
        at = self.scores[:, MOBY] > 0
        shape = (len(self.terms), len(self.terms))
        return sparse.csr_array((self.scores[at, MOBY].astype(float), (self.row[at], self.column[at])), shape=shape)


def build_graph(
    moby: pa.Table,
    wordnet: pa.Table,
    hand: pa.Table,
    frequencies: pa.Table,
    *,
    denied: pa.StringArray,
    empty: pa.StringArray,
    min_zipf: float,
) -> Graph:
    """Return the common and printable terms, with the links of all origins.

    moby         string columns `unit` and `candidate`: unit's list has candidate; kept if both list each other
    wordnet      the same, with `pos` and `relation`
    hand         result of `read_hand`: kept at any frequency
    frequencies  string column `word` and float column `zipf`
    denied       words and phrases that no term may be or contain
    empty        function words: a term of Moby or WordNet must have another word
    min_zipf     least zipf of a word; that of a phrase is MIN_PHRASE_ZIPF
    """
    columns = [table[name] for table in (moby, wordnet, hand) for name in ("unit", "candidate")]
    every = pa.chunked_array([chunk for column in columns for chunk in column.chunks]).combine_chunks()
    encoded = every.dictionary_encode()
    names = encoded.dictionary
    zipf = zipf_of(names, frequencies)
    is_sound = ~holds_any(names, denied)
    is_common = is_sound & _is_common(names, zipf, empty=empty, min_zipf=min_zipf)
    index = encoded.indices.to_numpy().astype(np.int64)
    borders = np.cumsum([0, *(len(column) for column in columns)])
    ends = [index[start:end] for start, end in itertools.pairwise(borders)]
    is_hand = np.zeros(len(names), bool)
    is_hand[np.concatenate(ends[4:])] = True
    is_hand &= is_sound & bools(pc.match_substring_regex(names, HAND_TERM))
    order = pc.array_sort_indices(names.cast(pa.binary())).to_numpy()
    order = order[(is_common | is_hand)[order]]
    term_of = np.full(len(names), -1)
    term_of[order] = np.arange(len(order))
    common = np.where(is_common, term_of, -1)
    links = [
        _moby_links(common[ends[0]], common[ends[1]], len(order)),
        _wordnet_links(wordnet, common[ends[2]], common[ends[3]]),
        _hand_links(hand, term_of[ends[4]], term_of[ends[5]]),
    ]
    return Graph(names.take(pa.array(order)), zipf[order], *merge_links(links, len(order)))


def _is_common(names: pa.StringArray, zipf: Array, *, empty: pa.StringArray, min_zipf: float) -> Bools:
    floor = np.where(words_of(names) > 1, MIN_PHRASE_ZIPF, min_zipf)
    is_term = bools(pc.match_substring_regex(names, TERM)) & (zipf >= floor)
    is_term &= ~bools(pc.match_substring_regex(names, NO_START)) & ~holds_only(names, empty)
    return is_term & bools(pc.greater_equal(pc.utf8_length(names), 2))


# Row, column, index into SCORES, score, index into TAGS or -1, and True if it is between surface forms.
Links = tuple[Ints, Ints, Ints, Array, Ints, Bools]


def _moby_links(unit: Ints, candidate: Ints, n_terms: int) -> Links:
    links = reciprocal_links(unit, candidate, n_terms)
    nothing = np.zeros(links.nnz, np.int64)
    return rows_of(links), links.indices.astype(np.int64), nothing + MOBY, links.data, nothing - 1, nothing > 0


def _wordnet_links(wordnet: pa.Table, unit: Ints, candidate: Ints) -> Links:
    kept = (unit >= 0) & (candidate >= 0) & (unit != candidate)
    score = index_of(wordnet["relation"], SCORES)[kept]
    pos = index_of(wordnet["pos"], tuple(TAGS))[kept]
    return unit[kept], candidate[kept], score, np.ones(kept.sum()), pos, np.zeros(kept.sum(), bool)


def _hand_links(hand: pa.Table, unit: Ints, candidate: Ints) -> Links:
    kept = (unit >= 0) & (candidate >= 0) & (unit != candidate)
    pos = index_of(hand["pos"], tuple(TAGS))[kept]
    return (
        unit[kept],
        candidate[kept],
        index_of(hand["family"], SCORES)[kept],
        hand["score"].to_numpy()[kept],
        pos,
        pos < 0,
    )


def index_of(column: pa.ChunkedArray, names: tuple[str, ...]) -> Ints:
    """int64 [n]: index of each in `names`, or -1."""
    return np.asarray(pc.fill_null(pc.index_in(column, value_set=pa.array(names)), -1).to_numpy(), np.int64)


def merge_links(links: list[Links], n_terms: int) -> tuple[Ints, Ints, Array, Array, Bools]:
    """Return row, column, scores, pos and is_fixed of each pair of terms, with the greatest score of each origin."""
    row, column, score, value, pos, is_fixed = (np.concatenate(parts) for parts in zip(*links, strict=True))
    distinct, at = np.unique(row * n_terms + column, return_inverse=True)
    scores = np.zeros((len(distinct), len(SCORES)), np.float32)
    np.maximum.at(scores, (at, score), value.astype(np.float32))
    known = np.zeros((len(distinct), len(TAGS)), np.float32)
    known[at[pos >= 0], pos[pos >= 0]] = 1
    inflects = np.zeros(len(distinct), bool)
    inflects[at[~is_fixed]] = True
    return *np.divmod(distinct, n_terms), scores, known, ~inflects


def reciprocal_links(unit: Ints, candidate: Ints, n_terms: int) -> sparse.csr_array:
    """Return the links that hold in both directions, or in the only possible one; -1 is no term.

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
    """float64 [n]: zipf of each term; of a phrase, by the harmonic sum over its words, as in wordfreq."""
    words = pc.split_pattern_regex(terms, "[ -]")
    found = pc.index_in(words.flatten(), value_set=frequencies["word"].combine_chunks())
    zipf = np.append(frequencies["zipf"].to_numpy(), -np.inf)
    rarity = 10.0 ** -zipf[pc.fill_null(found, -1).to_numpy()]
    total = np.bincount(pc.list_parent_indices(words).to_numpy(), rarity, minlength=len(terms))
    return np.asarray(-np.log10(np.where(total > 0, total, np.inf)))


def holds_any(terms: pa.StringArray, entries: pa.StringArray) -> Bools:
    """Bool [n]: the term, or one of its words, is among the entries."""
    words = pc.split_pattern_regex(terms, "[ -]")
    hits = bools(pc.is_in(words.flatten(), value_set=entries))
    held = np.bincount(pc.list_parent_indices(words).to_numpy(), hits, minlength=len(terms)) > 0
    return np.asarray(held | bools(pc.is_in(terms, value_set=entries)))


def holds_only(terms: pa.StringArray, entries: pa.StringArray) -> Bools:
    """Bool [n]: all words of the term are among the entries."""
    words = pc.split_pattern_regex(terms, "[ -]")
    misses = ~bools(pc.is_in(words.flatten(), value_set=entries))
    return np.asarray(np.bincount(pc.list_parent_indices(words).to_numpy(), misses, minlength=len(terms)) == 0)


def rows_of(links: sparse.csr_array) -> Ints:
    """int64 [links]: the row of each link."""
    return repeat_index(np.diff(links.indptr))


def ranges(starts: Ints, counts: Ints) -> Ints:
    """Concatenate ranges.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    shifts = starts - np.cumsum(counts) + counts
    return np.arange(counts.sum()) + np.repeat(shifts, counts)


def words_of(terms: pa.StringArray) -> Ints:
    """int64 [n]: number of words of each term, counting parts of hyphenated words."""
    return np.asarray(pc.count_substring_regex(terms, "[ -]").to_numpy() + 1)


def bools(array: pa.BooleanArray) -> Bools:
    """Convert the result of an Arrow kernel to a numpy mask."""
    return np.asarray(array.to_numpy(zero_copy_only=False))
