"""Candidates for the original of each edit: the units that the lexicon could have turned into the replacement.

The compiled lexicon, reversed: a unit counts as its propensity to be swapped, times the share of the replacement among
its candidates, times its own frequency. Of 18,902 edits of 400 articles of news (profile mixture) the original is first
for 44 % and among the first five for 70 %; ranked by the weights alone it is for 20 % and 37 %. It is no candidate at
all for 16 %: seven eighths of these are edits of several passes, nearly all others are of learned tables.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lexicon.load import read_lexicon
from pipelines.training.code_points import Flags, Ints

# The lexicon of the profiles.
LEXICON = "english"
# `zipf` of units that are no candidate of any other: ten occurrences in a billion words.
RARE = 20
# Deducted from the `zipf` of a phrase, two powers of ten: the lexicon overrates phrases, 9 % of the originals.
# Without it the original is first for 34 % of these edits; 1.5 and 3 powers give the same to half a percent.
PHRASE = 40


@dataclass(frozen=True)
class ReversedLexicon:
    """The units of each replacement, best first: those of replacement i are rows offsets[i] : offsets[i + 1].

    replacements, units  string: the distinct ones, in lower case
    offsets              int64 [replacements + 1]
    unit                 int64 [r]: number of the unit of each row
    keys, ranks          int64 [r]: replacement * len(units) + unit, sorted, and the rank of each such row from 0
    """

    replacements: pa.StringArray
    units: pa.StringArray
    offsets: Ints
    unit: Ints
    keys: Ints
    ranks: Ints

    def find(self, replacements: pa.Array) -> Ints:
        """int64 [e]: the number of each replacement, in any case; -1 for one that the lexicon does not have.

        Curly apostrophes count as straight ones, which the lexicon has.
        """
        return _index(pc.replace_substring(pc.utf8_lower(replacements), "\u2019", "'"), self.replacements)

    def rank(self, found: Ints, originals: pa.Array) -> Ints:
        """int64 [e]: rank of each original among the units of its replacement, from 0; -1 if it is none of them."""
        if not len(self.keys):
            return np.full(len(found), -1)
        unit = _index(pc.utf8_lower(originals), self.units)
        wanted = found * len(self.units) + unit
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where((found >= 0) & (unit >= 0) & (self.keys[at] == wanted), self.ranks[at], -1)

    def take(self, found: Ints, n_most: int) -> tuple[Ints, pa.StringArray]:
        """Return the number of candidates of each replacement, at most `n_most`, and all of them in a row."""
        starts = np.where(found >= 0, self.offsets[found], 0)
        counts = np.where(found >= 0, np.minimum(self.offsets[found + 1] - starts, n_most), 0)
        rows = np.arange(counts.sum()) + np.repeat(starts - np.append(0, np.cumsum(counts)[:-1])[: len(counts)], counts)
        return counts, self.units.take(pa.array(self.unit[rows]))


@lru_cache(maxsize=1)
def reverse_lexicon() -> ReversedLexicon:
    """Return the reversed lexicon, made once in a process; raise ConfigError if its file is not there.

    1.6 M rows take 0.6 s and hold 40 MB; making them takes 220 MB for a moment.
    """
    table = read_lexicon(LEXICON)
    columns = {each: table[each].combine_chunks() for each in table.column_names}
    columns = {each: one.chunk(0) if isinstance(one, pa.ChunkedArray) else one for each, one in columns.items()}
    units, texts = columns["unit"].dictionary, columns["candidate"].dictionary
    unit, text = (columns[each].indices.to_numpy().astype(np.int64) for each in ("unit", "candidate"))
    weight, propensity = (columns[each].to_numpy().astype(np.float64) for each in ("weight", "propensity"))
    zipf = np.full(len(texts), RARE, np.float64)
    zipf[text] = columns["zipf"].to_numpy()
    of_unit = _index(units, texts)
    is_phrase = pc.match_substring(units, " ").to_numpy(zero_copy_only=False)
    frequency = 10 ** ((np.where(of_unit >= 0, zipf[of_unit], RARE) - PHRASE * is_phrase) / 20)
    score = propensity * weight / np.bincount(unit, weight, minlength=len(units))[unit] * frequency[unit]
    order = np.lexsort((unit, -score, text))
    unit, text = unit[order], text[order]
    offsets = np.searchsorted(text, np.arange(len(texts) + 1))
    keys = text * len(units) + unit
    by_key = np.argsort(keys, kind="stable")
    ranks = np.arange(len(text)) - offsets[text]
    return ReversedLexicon(texts, units, offsets, unit, keys[by_key], ranks[by_key])


def list_candidates(edits: pa.StructArray, n_most: int, lexicon: ReversedLexicon) -> dict[str, pa.Array]:
    """Return the columns `candidates` (list<string>) and `original_rank` (int32) of edits.

    edits   with the fields replacement and original
    n_most  most candidates of an edit, in the case of its replacement: lower, Capitalised or CAPITALS
    """
    replacements, originals = (pc.struct_field(edits, name).cast(pa.string()) for name in ("replacement", "original"))
    found = lexicon.find(replacements)
    counts, texts = lexicon.take(found, n_most)
    borders = pa.array(np.append(0, np.cumsum(counts)), pa.int32())
    texts = _set_case(texts, *(np.repeat(flags, counts) for flags in _find_case(replacements)))
    ranks = pa.array(lexicon.rank(found, originals), pa.int32())
    return {"candidates": pa.ListArray.from_arrays(borders, texts), "original_rank": ranks}


def _find_case(texts: pa.Array) -> tuple[Flags, Flags]:
    """Bool [e] each: the text is in capitals, or begins with one."""
    lower, upper = pc.utf8_lower(texts), pc.utf8_upper(texts)
    first = pc.not_equal(pc.utf8_slice_codeunits(texts, 0, 1), pc.utf8_slice_codeunits(lower, 0, 1))
    is_long = pc.greater(pc.utf8_length(texts), 1)  # one letter, such as A, is no text in capitals
    capitals = pc.and_(pc.and_(pc.equal(texts, upper), pc.not_equal(texts, lower)), is_long)
    return capitals.to_numpy(zero_copy_only=False), first.to_numpy(zero_copy_only=False)


def _set_case(texts: pa.StringArray, in_capitals: Flags, is_capitalised: Flags) -> pa.StringArray:
    initial = pc.utf8_upper(pc.utf8_slice_codeunits(texts, 0, 1))
    capitalised = pc.binary_join_element_wise(initial, pc.utf8_slice_codeunits(texts, 1), "")
    return pc.if_else(
        pa.array(in_capitals), pc.utf8_upper(texts), pc.if_else(pa.array(is_capitalised), capitalised, texts)
    )


def _index(texts: pa.Array, values: pa.Array) -> Ints:
    return pc.fill_null(pc.index_in(texts, value_set=values), -1).to_numpy(zero_copy_only=False).astype(np.int64)
