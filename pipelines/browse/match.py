"""Which pairs of a row group somebody looks for, read from no more columns than that takes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.browse.index import Term
from pipelines.browse.words import asked_words, words_pattern

Flags = NDArray[np.bool_]
EDIT = "edits.list.element."
SIDES = ("original", "replacement")


@dataclass(frozen=True)
class Wanted:
    """What to look for: pairs of a profile, with an edit that has this kind, source and word, all in the one edit.

    word  one or several that stand side by side in the original or in the replacement, whole, in any case
    """

    profile: str | None = None
    kind: str | None = None
    source: str | None = None
    word: str | None = None

    @property
    def words(self) -> list[str]:
        return asked_words(self.word) if self.word else []

    @property
    def terms(self) -> list[Term]:
        """What a block's index says if it has such a pair; empty if every pair is wanted."""
        named = {"profile": self.profile, "kind": self.kind, "source": self.source}
        terms = [(what, value) for what, value in named.items() if value is not None]
        return terms + [("word", word) for word in self.words]


def matching_rows(file: pq.ParquetFile, group: int, wanted: Wanted) -> Flags:
    """For each row of a row group whether it is wanted.

    The file is best opened with `DICTIONARIES`: a word is then looked for in distinct texts only.
    """
    holds = np.ones(file.metadata.row_group(group).num_rows, bool)
    if wanted.profile is not None:
        profiles = file.read_row_group(group, columns=["profile"])["profile"]
        holds &= pc.equal(profiles, wanted.profile).to_numpy()
    names = [name for name in ("kind", "source") if getattr(wanted, name) is not None]
    names += SIDES if wanted.words else []
    if names and holds.any():
        edits = file.read_row_group(group, columns=[EDIT + name for name in names])["edits"].combine_chunks()
        owners = pc.list_parent_indices(edits).to_numpy()
        found = np.bincount(owners[matching_edits(edits.flatten(), wanted)], minlength=len(edits))
        holds &= found > 0
    return holds


# Columns with few distinct values, which a file can be opened to give as such.
DICTIONARIES = [EDIT + name for name in ("kind", "source", *SIDES)]


def matching_edits(flat: pa.StructArray, wanted: Wanted) -> Flags:
    """For each edit whether it has the kind, source and word that are wanted; only those fields need be there."""
    holds = np.ones(len(flat), bool)
    for name in ("kind", "source"):
        value = getattr(wanted, name)
        if value is not None:
            holds &= _where(flat, name, partial(pc.equal, value))
    if wanted.words:
        pattern = words_pattern(wanted.words)
        sides = [_where(flat, side, lambda texts: _has(texts, wanted.words, pattern)) for side in SIDES]
        holds &= sides[0] | sides[1]
    return holds


def _has(texts: pa.Array, words: list[str], pattern: str) -> pa.Array:
    lower = pc.utf8_lower(texts)
    near = pc.match_substring(lower, max(words, key=len))  # quicker than the pattern, and true for few
    return pc.if_else(near, pc.match_substring_regex(lower, pattern), near) if pc.any(near).as_py() else near


def _where(flat: pa.StructArray, name: str, holds: Callable[[pa.Array], pa.Array]) -> Flags:
    """Where a condition on the texts of a field holds, asked once for each distinct text; false for null."""
    column = pc.struct_field(flat, name)
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    found = pc.fill_null(holds(coded.dictionary), fill_value=False).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, len(found)).to_numpy()
    flags: Flags = np.append(found, [False])[codes]
    return flags
