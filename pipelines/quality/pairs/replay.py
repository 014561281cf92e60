"""Proof of the edits of every pair: cut both texts at the edits, and compare the pieces that must be equal.

Structure comes first (offsets present, in range and in order), content second and only for rows with a sound structure,
so that no offset points outside a buffer and one fault gives one reason. Cutting copies nothing: the pieces are Arrow
string arrays over the bytes of the texts, with other offsets.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.pairs.edits import DistinctStrings, TableEdits, all_in_row, view_edits
from pipelines.quality.pairs.texts import Flags, Ints, TextBytes, view_bytes

SIDES = ("clean", "spun")
COLUMNS = ["clean", "spun", "edits"]
# The rules on the content of rows with a sound structure.
CONTENT = ("kept_text_same", "originals_match", "replacements_match")
Borders = dict[str, tuple[Ints, ...]]


def replay(pairs: pa.Table) -> dict[str, Flags]:
    """Check each row of a table of schemas.PAIRS, of which only the columns clean, spun and edits are read."""
    return replay_edits(view_edits(pairs.select(COLUMNS)))


def replay_edits(edits: TableEdits) -> dict[str, Flags]:
    """Check each row of a table: a rule's name -> bool [n].

    offsets_in_range    every edit has four offsets, and its spans are not empty and inside the texts
    edits_in_order      the edits are sorted and disjoint, in both texts
    kept_text_same      both texts are identical outside the edits
    originals_match     `clean[clean_start:clean_end] == original` for every edit
    replacements_match  `spun[spun_start:spun_end] == replacement` for every edit

    The last three are judged only where the first two hold, and are true elsewhere. If all five are true, undoing the
    edits restores the clean text byte for byte.
    """
    owners, n_rows = edits.owners, edits.n_rows
    in_range = all_in_row(edits.in_clean & edits.in_spun, owners, n_rows)
    in_order = all_in_row(_in_order(edits.spans, owners), owners, n_rows)

    judged = np.logical_and.reduce([in_range, in_order, *(_valid(edits.pairs[name]) for name in COLUMNS)])
    if judged.all():
        mask: Flags | slice = slice(None)
    else:  # edits of other rows are dropped, so that no offset points outside a text
        mask = judged[owners]
    owners = owners[mask]
    borders: Borders = {
        "clean": (edits.starts[mask], edits.ends[mask]),
        "spun": tuple(edits.spun.positions(owners, edits.spans[f"spun_{end}"][mask]) for end in ("start", "end")),
    }
    sides = [DistinctStrings(each.distinct, each.ids[mask]) for each in (edits.originals, edits.replacements)]
    compare = _run_kernel if kernels.is_compiled() else _compare
    content = compare(edits.clean, edits.spun, sides, owners, borders)
    return {
        "offsets_in_range": in_range,
        "edits_in_order": in_order,
        **{rule: holds | ~judged for rule, holds in content.items()},
    }


def _valid(column: pa.ChunkedArray) -> Flags:
    valid: Flags = column.is_valid().to_numpy()
    return valid.astype(bool)


def _in_order(spans: dict[str, Ints], owners: Ints) -> Flags:
    holds = np.ones(len(owners), bool)
    same_row = owners[1:] == owners[:-1]
    for side in SIDES:
        holds[1:] &= ~same_row | (spans[f"{side}_end"][:-1] <= spans[f"{side}_start"][1:])
    return holds


def _run_kernel(
    clean: TextBytes, spun: TextBytes, sides: Sequence[DistinctStrings], owners: Ints, borders: Borders
) -> dict[str, Flags]:
    n_rows, n_edits = len(clean), len(owners)
    texts = (clean.data, clean.offsets, spun.data, spun.offsets)
    strings = [array for side in sides for array in (*_bytes_and_offsets(side.distinct), side.ids)]
    found = {rule: np.empty(n_rows, bool) for rule in CONTENT}
    edited = (owners, *borders["clean"], *borders["spun"])
    kernels.run("replay_edits", n_rows, *texts, n_edits, *edited, *strings, *found.values())
    return found


def _bytes_and_offsets(strings: pa.StringArray) -> tuple[NDArray[np.uint8], Ints]:
    viewed = view_bytes(strings)
    return viewed.data, viewed.offsets


def _compare(
    clean: TextBytes, spun: TextBytes, sides: Sequence[DistinctStrings], owners: Ints, borders: Borders
) -> dict[str, Flags]:
    n_rows, n_edits = len(clean), len(owners)
    # A row with k edits gives 2k + 1 pieces: kept, edited, kept, ..., kept. So r + 2j + 1 pieces precede edit j of row
    # r, with j counted over all rows.
    edited = owners + 2 * np.arange(n_edits) + 1
    owner_of_piece = np.repeat(np.arange(n_rows), 2 * np.bincount(owners, minlength=n_rows) + 1)
    clean_pieces = _cut(clean, edited, *borders["clean"])
    spun_pieces = _cut(spun, edited, *borders["spun"])

    same = _equal(clean_pieces, spun_pieces)
    same[edited] = True
    matches = (
        _equal(pieces.take(pa.array(edited)), side.distinct.take(pa.array(side.ids)))
        for pieces, side in zip((clean_pieces, spun_pieces), sides, strict=True)
    )
    kept, *others = CONTENT
    return {
        kept: all_in_row(same, owner_of_piece, n_rows),
        **{rule: all_in_row(each, owners, n_rows) for rule, each in zip(others, matches, strict=True)},
    }


def _cut(texts: TextBytes, edited: Ints, starts: Ints, ends: Ints) -> pa.StringArray:
    """All texts, cut at the borders of the edits, which are positions in their bytes."""
    n_pieces = len(texts) + 2 * len(edited)
    is_border = np.zeros(n_pieces + 1, bool)
    is_border[edited] = is_border[edited + 1] = True
    pieces = np.empty(n_pieces + 1, np.int32)
    pieces[~is_border] = texts.offsets
    pieces[edited] = starts
    pieces[edited + 1] = ends
    return pa.StringArray.from_buffers(n_pieces, pa.py_buffer(pieces), texts.buffer)


def _equal(left: pa.Array, right: pa.Array) -> Flags:
    equal: Flags = pc.fill_null(pc.equal(left, right), fill_value=False).to_numpy(zero_copy_only=False)
    return equal.copy()  # Arrow's arrays are read-only
