"""The pairs of a row group that match a search, found from as few columns as possible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.browse.index import Term
from pipelines.browse.search_terms import asked_words, words_pattern
from pipelines.release.layout import FORMER_ORIGIN, ORIGIN, name_origins

Flags = NDArray[np.bool_]
EDIT = "edits.list.element."
SIDES = ("original", "replacement")


@dataclass(frozen=True)
class Wanted:
    """A search: pairs of a profile, with one edit that has this kind, origin and word.

    word  one or more consecutive words of the original or of the replacement, in any case
    """

    profile: str | None = None
    kind: str | None = None
    origin: str | None = None
    word: str | None = None

    @property
    def words(self) -> list[str]:
        return asked_words(self.word) if self.word else []

    @property
    def terms(self) -> list[Term]:
        """The terms of a block with a matching pair; empty if every pair matches."""
        named = {"profile": self.profile, "kind": self.kind, "origin": self.origin}
        terms = [(what, value) for what, value in named.items() if value is not None]
        return terms + [("word", word) for word in self.words]


def matching_rows(file: pq.ParquetFile, group: int, wanted: Wanted) -> Flags:
    """Bool for each row of a row group: does it match?

    A file opened with `DICTIONARIES` is searched faster: only distinct texts are compared.
    """
    holds = np.ones(file.metadata.row_group(group).num_rows, bool)
    if wanted.profile is not None:
        profiles = file.read_row_group(group, columns=["profile"])["profile"]
        holds &= pc.equal(profiles, wanted.profile).to_numpy()
    names = [name for name in ("kind", ORIGIN) if getattr(wanted, name) is not None]
    names += SIDES if wanted.words else []
    if names and holds.any():
        edits = _read_edits(file, group, names)
        owners = pc.list_parent_indices(edits).to_numpy()
        found = np.bincount(owners[matching_edits(edits.flatten(), wanted)], minlength=len(edits))
        holds &= found > 0
    return holds


# Columns with few distinct values, read as dictionaries.
DICTIONARIES = [EDIT + name for name in ("kind", ORIGIN, FORMER_ORIGIN, *SIDES)]


def _read_edits(file: pq.ParquetFile, group: int, names: Sequence[str]) -> pa.ListArray:
    """Some fields of the edits of a row group; `origin` has its former name in releases of format 1."""
    there = {file.schema.column(number).path for number in range(len(file.schema))}
    asked = [FORMER_ORIGIN if name == ORIGIN and EDIT + ORIGIN not in there else name for name in names]
    table = file.read_row_group(group, columns=[EDIT + name for name in asked])
    return name_origins(table)["edits"].combine_chunks()


def matching_edits(flat: pa.StructArray, wanted: Wanted) -> Flags:
    """Bool for each edit: does it match kind, origin and word? Only the fields searched need exist."""
    holds = np.ones(len(flat), bool)
    for name in ("kind", ORIGIN):
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
    near = pc.match_substring(lower, max(words, key=len))  # quicker than the pattern, and rarely true
    return pc.if_else(near, pc.match_substring_regex(lower, pattern), near) if pc.any(near).as_py() else near


def _where(flat: pa.StructArray, name: str, holds: Callable[[pa.Array], pa.Array]) -> Flags:
    """Bool for each value of a field: a condition, evaluated once for each distinct text; false for null."""
    column = pc.struct_field(flat, name)
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    found = pc.fill_null(holds(coded.dictionary), fill_value=False).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, len(found)).to_numpy()
    flags: Flags = np.append(found, [False])[codes]
    return flags
