"""The texts of units and candidates, and what these alone decide: found once for all lexicons that share them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.analysis import Analysis, analyse
from pipelines.engine.apostrophes import CURLY, STRAIGHT
from pipelines.engine.buffers import Array, Bools, Ints, Texts, view_texts
from pipelines.engine.candidate_words import CandidateWords, split_candidates
from pipelines.engine.casings import is_small_word, write_casings
from pipelines.engine.indefinite import INDEFINITE, needed_indefinite
from pipelines.engine.phrases import PhraseTable, build_phrases


@dataclass(frozen=True, eq=False)
class Inventory:
    """m units and t candidates; a lexicon has some of the units, and rows with some of the candidates.

    units         string [m], distinct
    replacements  string [r], distinct: the candidates of units
    candidates    string [t]: the replacements, those of them with apostrophes once more, with curly ones, and then `a`
                  and `an`, which replace no unit but correct indefinite articles
    curly         int32 [t]: the candidate with curly apostrophes in place of straight ones; itself if it has none
    """

    units: pa.StringArray
    replacements: pa.StringArray
    candidates: pa.StringArray
    curly: Array

    @cached_property
    def phrases(self) -> PhraseTable:
        """The units as a table to match."""
        return build_phrases(self.units)

    @cached_property
    def is_small(self) -> Bools:
        """Bool [w + 1]: the words of `phrases` that are small, see `casings`; none at the end, for word id -1."""
        return np.append(is_small_word(self.phrases.words), False)

    @cached_property
    def texts(self) -> pa.StringArray:
        """String [N_CASINGS * t]: the candidates in each casing, in the order of the casings."""
        words = self.words
        return write_casings(self.candidates, words.starts, words.counts, words.rising)

    @cached_property
    def viewed_texts(self) -> Texts:
        """`texts` as bytes."""
        return view_texts(self.texts)

    @cached_property
    def analysis(self) -> Analysis:
        """The tokens and distinct words of the candidates."""
        return analyse(view_texts(self.candidates))

    @cached_property
    def words(self) -> CandidateWords:
        """The words of each candidate, for later passes over replacements."""
        return split_candidates(self.analysis, self.phrases)

    @cached_property
    def needed_indefinite(self) -> Array:
        """int8 [t]: the code of the indefinite article that each candidate needs, see `indefinite`."""
        return needed_indefinite(self.candidates)

    @cached_property
    def candidate_units(self) -> Ints:
        """int64 [t]: the unit with the same text as the candidate, or -1."""
        found = pc.index_in(self.candidates, value_set=self.units)
        return pc.fill_null(found, -1).to_numpy().astype(np.int64)


def make_inventory(units: pa.StringArray, candidates: pa.StringArray) -> Inventory:
    """Return the inventory of distinct units and candidates."""
    at = np.flatnonzero(pc.match_substring(candidates, STRAIGHT).to_numpy(zero_copy_only=False))
    curled = pc.replace_substring(candidates.take(pa.array(at)), STRAIGHT, CURLY)
    every = pa.concat_arrays([candidates, curled, pa.array(INDEFINITE)])
    curly = np.arange(len(every), dtype=np.int32)
    curly[at] = len(candidates) + np.arange(len(at))
    return Inventory(units, candidates, every, curly)
