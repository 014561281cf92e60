"""The texts of units and candidates, and what these alone decide: found once for all lexicons that share them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.analysis import Analysis, analyse
from pipelines.engine.buffers import Array, Ints, Texts, view_texts
from pipelines.engine.candidate_words import CandidateWords, split_candidates
from pipelines.engine.indefinite import INDEFINITE, needed_indefinite
from pipelines.engine.phrases import PhraseTable, build_phrases


@dataclass(frozen=True, eq=False)
class Inventory:
    """m units and t candidates; a lexicon has some of the units, and rows with some of the candidates.

    units       string [m], distinct
    candidates  string [t], distinct but for the last two, `a` and `an`: these replace no unit but correct indefinite
                articles
    """

    units: pa.StringArray
    candidates: pa.StringArray

    @property
    def replacements(self) -> pa.StringArray:
        """String [t - 2]: the candidates of units."""
        return self.candidates.slice(0, len(self.candidates) - len(INDEFINITE))

    @cached_property
    def phrases(self) -> PhraseTable:
        """The units as a table to match."""
        return build_phrases(self.units)

    @cached_property
    def texts(self) -> pa.StringArray:
        """String [3 t]: the candidates as they are, then capitalised, then in capitals."""
        initial = pc.utf8_upper(pc.utf8_slice_codeunits(self.candidates, 0, 1))
        capitalised = pc.binary_join_element_wise(initial, pc.utf8_slice_codeunits(self.candidates, 1), "")
        return pa.concat_arrays([self.candidates, capitalised, pc.utf8_upper(self.candidates)])

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
    return Inventory(units, pa.concat_arrays([candidates, pa.array(INDEFINITE)]))
