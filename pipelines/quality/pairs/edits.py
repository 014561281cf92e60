"""The edits of a table of pairs as arrays, with each distinct string once, so that rules judge each string once."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.texts import Flags, Ints, TextBytes, look_up, view_bytes


@dataclass(frozen=True)
class DistinctStrings:
    """Strings as distinct strings and numbers; a null is an empty string.

    distinct  string [d]
    ids       int64 [e]: string i is distinct[ids[i]]
    """

    distinct: pa.StringArray
    ids: Ints


@dataclass(frozen=True)
class TableEdits:
    """The e edits of n rows, in the order of the rows.

    flat          struct [e], schemas.EDIT
    owners        int64 [e]: the row of each edit
    n_rows        n
    clean         the clean texts
    starts, ends  int64 [e]: the span of each edit in the bytes of `clean.data`; empty, at the start of the text, if
                  its offsets are not a span in the clean text
    """

    flat: pa.StructArray
    owners: Ints
    n_rows: int
    clean: TextBytes
    starts: Ints
    ends: Ints
    originals: DistinctStrings
    replacements: DistinctStrings

    def __len__(self) -> int:
        return len(self.owners)


def view_edits(pairs: pa.Table) -> TableEdits:
    """Return the edits of a table with `clean` and `edits` of schemas.PAIRS."""
    edits = pairs["edits"].combine_chunks()
    flat, owners = edits.flatten(), edit_owners(edits)
    clean = view_bytes(pairs["clean"].combine_chunks())
    start, end = (as_ints(pc.struct_field(flat, name)) for name in ("clean_start", "clean_end"))
    is_span = (start >= 0) & (start < end) & (end <= clean.n_points[owners])
    return TableEdits(
        flat=flat,
        owners=owners,
        n_rows=len(pairs),
        clean=clean,
        starts=clean.positions(owners, np.where(is_span, start, 0)),
        ends=clean.positions(owners, np.where(is_span, end, 0)),
        originals=find_distinct(pc.struct_field(flat, "original")),
        replacements=find_distinct(pc.struct_field(flat, "replacement")),
    )


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
    found: Ints = pc.fill_null(column, -1).to_numpy().astype(np.int64)
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
