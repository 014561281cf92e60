"""The edits of a table of pairs as arrays, with each distinct string once, so that rules judge each string once.

All rules on a table read one view of it, and each array of the view is computed once, when the first rule asks for it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.kernels.byte_positions import find_byte
from pipelines.quality.pairs.texts import Flags, Ints, TextBytes, look_up, view_bytes

OFFSETS = ("clean_start", "clean_end", "spun_start", "spun_end")


@dataclass(frozen=True)
class DistinctStrings:
    """Strings as distinct strings and numbers; a null is an empty string.

    distinct  string [d]
    ids       int64 [e]: string i is distinct[ids[i]]
    lower     string [d]: the distinct strings in lower case
    """

    distinct: pa.StringArray
    ids: Ints

    @cached_property
    def lower(self) -> pa.StringArray:
        return pc.utf8_lower(self.distinct)


@dataclass(frozen=True)
class TableEdits:
    """The e edits of n rows, in the order of the rows.

    pairs        the table, each column in one chunk
    flat         struct [e], schemas.EDIT
    owners       int64 [e]: the row of each edit
    clean, spun  the texts
    """

    pairs: pa.Table
    flat: pa.StructArray
    owners: Ints

    def __len__(self) -> int:
        return len(self.owners)

    @property
    def n_rows(self) -> int:
        """N."""
        return len(self.pairs)

    @cached_property
    def clean(self) -> TextBytes:
        return view_bytes(self.pairs["clean"].chunk(0))

    @cached_property
    def spun(self) -> TextBytes:
        return view_bytes(self.pairs["spun"].chunk(0))

    @cached_property
    def spans(self) -> dict[str, Ints]:
        """OFFSETS -> int64 [e], -1 for null: the spans of the edits, in code points."""
        # struct_field, unlike StructArray.field, is null where the whole edit is null.
        return {name: as_ints(pc.struct_field(self.flat, name)) for name in OFFSETS}

    @cached_property
    def in_clean(self) -> Flags:
        """Bool [e]: the offsets are a span in the clean text."""
        return self._are_spans("clean", self.clean)

    @cached_property
    def in_spun(self) -> Flags:
        """Bool [e]: the offsets are a span in the spun text."""
        return self._are_spans("spun", self.spun)

    @cached_property
    def starts(self) -> Ints:
        """int64 [e]: the start of each edit in the bytes of `clean.data`; that of the text if it is not `in_clean`."""
        return self.clean.positions(self.owners, np.where(self.in_clean, self.spans["clean_start"], 0))

    @cached_property
    def ends(self) -> Ints:
        """int64 [e]: the end of each edit in the bytes of `clean.data`; as `starts` if it is not `in_clean`."""
        return self.clean.positions(self.owners, np.where(self.in_clean, self.spans["clean_end"], 0))

    @cached_property
    def line_borders(self) -> Ints:
        """int64: the line breaks of the clean texts, and the borders of texts, as positions in `clean.data`."""
        # Sorting three sorted arrays takes a tenth of the time of np.unique, which hashes.
        found = np.sort(np.concatenate([self.find_byte("\n"), self.find_byte("\r"), self.clean.offsets]), kind="stable")
        return found[np.diff(found, prepend=-1) > 0]

    def find_byte(self, character: str) -> Ints:
        """int64: the positions of a character of ASCII in `clean.data`; several rules look for the same ones."""
        if character not in self._found:
            first, last = self.clean.offsets[[0, -1]]
            self._found[character] = find_byte(self.clean.data[first:last], ord(character)) + first
        return self._found[character]

    @cached_property
    def _found(self) -> dict[str, Ints]:
        return {}

    @cached_property
    def originals(self) -> DistinctStrings:
        return self._distinct("original")

    @cached_property
    def replacements(self) -> DistinctStrings:
        return self._distinct("replacement")

    @cached_property
    def kinds(self) -> DistinctStrings:
        return self._distinct("kind")

    def _are_spans(self, side: str, texts: TextBytes) -> Flags:
        start, end = self.spans[f"{side}_start"], self.spans[f"{side}_end"]
        return (start >= 0) & (start < end) & (end <= texts.n_points[self.owners])

    def _distinct(self, name: str) -> DistinctStrings:
        return find_distinct(pc.struct_field(self.flat, name))


def view_edits(pairs: pa.Table) -> TableEdits:
    """Return the edits of a table with `edits` of schemas.PAIRS, and the texts that the rules in question read."""
    columns = {name: pairs[name].combine_chunks() for name in pairs.column_names}
    edits = columns["edits"]
    return TableEdits(pa.table(columns), edits.flatten(), edit_owners(edits))


def edit_owners(edits: pa.Array) -> Ints:
    """Return the row of each edit of a list array, in the order of `edits.flatten()`; a null list has no edits."""
    lengths = pc.fill_null(pc.list_value_length(edits), 0).to_numpy(zero_copy_only=False)
    return np.repeat(np.arange(len(edits)), lengths)


def all_in_row(edit_holds: Flags, owners: Ints, n_rows: int) -> Flags:
    """Bool [n]: the condition holds for every edit of the row; true for a row without edits."""
    holds = np.ones(n_rows, bool)
    holds[owners[~edit_holds]] = False
    return holds


def as_ints(column: pa.Array | pa.ChunkedArray) -> Ints:
    """Return a column of integers as int64; a null is -1."""
    filled = pc.fill_null(column, -1) if column.null_count else column
    found: Ints = filled.to_numpy().astype(np.int64)
    return found


def has_bytes(strings: pa.StringArray, sought: Flags) -> Flags:
    """Bool [n]: the string has a byte for which sought[byte] is true. A fast first filter for the rules."""
    viewed = view_bytes(strings)
    at = np.flatnonzero(look_up(sought, viewed.data[viewed.offsets[0] : viewed.offsets[-1]])) + viewed.offsets[0]
    found = np.zeros(len(strings), bool)
    found[np.searchsorted(viewed.offsets, at, side="right") - 1] = True
    return found


def count_matches(strings: pa.StringArray, pattern: str, sought: Flags) -> Ints:
    """int64 [n]: matches of a regular expression; every match must have a byte for which sought[byte] is true."""
    counts = np.zeros(len(strings), np.int64)
    likely = np.flatnonzero(has_bytes(strings, sought))
    if len(likely):
        counts[likely] = as_ints(pc.count_substring_regex(strings.take(pa.array(likely)), pattern))
    return counts


def find_distinct(strings: pa.StringArray) -> DistinctStrings:
    """Return the distinct strings of an array and the number of each string among them."""
    coded = pc.fill_null(strings, "").dictionary_encode()
    return DistinctStrings(coded.dictionary, coded.indices.to_numpy().astype(np.int64))
