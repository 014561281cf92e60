"""The edits of a table of pairs, made ready for the rules: what a rule says of a word is found once a word."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.texts import Flags, Ints, TextBytes, view_bytes


@dataclass(frozen=True)
class Words:
    """e strings; a null is an empty one.

    distinct  string [d]
    ids       int64 [e]: which of them each string is
    """

    distinct: pa.StringArray
    ids: Ints


@dataclass(frozen=True)
class TableEdits:
    """e edits of n rows, in the order of the rows.

    flat          struct [e], as schemas.EDIT has it
    owners        int64 [e]: the row of each
    n_rows        n
    clean         the clean texts
    starts, ends  int64 [e]: the bytes of the clean texts' data that each edit covers; none, at the start of the text,
                  where its offsets are not a span in the clean text
    originals, replacements
                  the words
    """

    flat: pa.StructArray
    owners: Ints
    n_rows: int
    clean: TextBytes
    starts: Ints
    ends: Ints
    originals: Words
    replacements: Words

    def __len__(self) -> int:
        return len(self.owners)


def view_edits(pairs: pa.Table) -> TableEdits:
    """The edits of a table with `clean` and `edits` of schemas.PAIRS."""
    edits = pairs["edits"].combine_chunks()
    flat, owners = edits.flatten(), edit_owners(edits)
    clean = view_bytes(pairs["clean"].combine_chunks())
    start, end = (numbers(pc.struct_field(flat, name)) for name in ("clean_start", "clean_end"))
    is_span = (start >= 0) & (start < end) & (end <= clean.n_points[owners])
    return TableEdits(
        flat=flat,
        owners=owners,
        n_rows=len(pairs),
        clean=clean,
        starts=clean.positions(owners, np.where(is_span, start, 0)),
        ends=clean.positions(owners, np.where(is_span, end, 0)),
        originals=encode(pc.struct_field(flat, "original")),
        replacements=encode(pc.struct_field(flat, "replacement")),
    )


def edit_owners(edits: pa.Array) -> Ints:
    """The row of each edit of a list array, in the order of `edits.flatten()`; a null list has no edits."""
    lengths = pc.fill_null(pc.list_value_length(edits), 0).to_numpy(zero_copy_only=False)
    return np.repeat(np.arange(len(edits)), lengths)


def all_in_row(edit_holds: Flags, owners: Ints, n_rows: int) -> Flags:
    """For each row whether something holds for all of its edits; true for a row without edits."""
    holds = np.ones(n_rows, bool)
    holds[owners[~edit_holds]] = False
    return holds


def numbers(column: pa.Array | pa.ChunkedArray) -> Ints:
    """A column of integers; a null is -1."""
    found: Ints = pc.fill_null(column, -1).to_numpy().astype(np.int64)
    return found


def has_bytes(strings: pa.StringArray, sought: Flags) -> Flags:
    """Bool [n]: does the string have any of the bytes for which sought[byte] is true? A quick no for most rules."""
    viewed = view_bytes(strings)
    at = np.flatnonzero(sought[viewed.data[viewed.offsets[0] : viewed.offsets[-1]]]) + viewed.offsets[0]
    found = np.zeros(len(strings), bool)
    found[np.searchsorted(viewed.offsets, at, side="right") - 1] = True
    return found


def count_matches(strings: pa.StringArray, pattern: str, sought: Flags) -> Ints:
    """int64 [n]: matches of a regular expression, each of which has one of the `sought` bytes."""
    counts = np.zeros(len(strings), np.int64)
    likely = np.flatnonzero(has_bytes(strings, sought))
    if len(likely):
        counts[likely] = numbers(pc.count_substring_regex(strings.take(pa.array(likely)), pattern))
    return counts


def encode(strings: pa.StringArray) -> Words:
    """The strings by what is different among them: whatever is asked of each is asked once."""
    coded = pc.fill_null(strings, "").dictionary_encode()
    return Words(coded.dictionary, coded.indices.to_numpy().astype(np.int64))
