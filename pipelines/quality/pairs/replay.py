"""Proof of the edits of every pair: cut both texts at the edits, and compare the pieces that must be equal.

Structure comes first (offsets present, in range and in order), content second and only for rows with a sound structure,
so that no offset points outside a buffer and one fault gives one reason. Cutting copies nothing: the pieces are Arrow
string arrays over the bytes of the texts, with other offsets.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.edits import all_in_row, edit_owners
from pipelines.quality.pairs.texts import Flags, Ints, TextBytes, view_bytes

SIDES = ("clean", "spun")
OFFSETS = ("clean_start", "clean_end", "spun_start", "spun_end")
COLUMNS = ["clean", "spun", "edits"]


def replay(pairs: pa.Table) -> dict[str, Flags]:
    """Check each row of a table of schemas.PAIRS: a rule's name -> bool [n].

    offsets_in_range    every edit has four offsets, and its spans are not empty and inside the texts
    edits_in_order      the edits are sorted and disjoint, in both texts
    kept_text_same      both texts are identical outside the edits
    originals_match     `clean[clean_start:clean_end] == original` for every edit
    replacements_match  `spun[spun_start:spun_end] == replacement` for every edit

    The last three are judged only where the first two hold, and are true elsewhere. If all five are true, undoing the
    edits restores the clean text byte for byte. Only the columns clean, spun and edits are read.
    """
    no_rows = pa.RecordBatch.from_pylist([], schema=pairs.select(COLUMNS).schema)
    batches = pairs.select(COLUMNS).combine_chunks().to_batches()
    proofs = [_replay_batch(batch) for batch in batches or [no_rows]]
    return {rule: np.concatenate([proof[rule] for proof in proofs]) for rule in proofs[0]}


def _replay_batch(batch: pa.RecordBatch) -> dict[str, Flags]:
    edits = batch.column("edits")
    clean, spun = (view_bytes(batch.column(side)) for side in SIDES)
    flat, owners = edits.flatten(), edit_owners(edits)
    spans = {name: _offsets(flat, name) for name in OFFSETS}
    in_range = all_in_row(_in_range(spans, owners, clean, spun), owners, len(batch))
    in_order = all_in_row(_in_order(spans, owners), owners, len(batch))

    judged = in_range & in_order & _valid(batch.column("clean")) & _valid(batch.column("spun")) & _valid(edits)
    if not judged.all():  # edits of other rows are dropped, so that no offset points outside a text
        mask = judged[owners]
        flat, owners, spans = (
            flat.filter(pa.array(mask)),
            owners[mask],
            {name: span[mask] for name, span in spans.items()},
        )
    content = _compare(clean, spun, flat, owners, spans)
    return {
        "offsets_in_range": in_range,
        "edits_in_order": in_order,
        **{rule: holds | ~judged for rule, holds in content.items()},
    }


def _offsets(flat: pa.StructArray, name: str) -> Ints:
    # struct_field, unlike StructArray.field, is null where the whole edit is null.
    offsets: Ints = pc.fill_null(pc.struct_field(flat, name), -1).to_numpy().astype(np.int64)
    return offsets


def _valid(column: pa.Array) -> Flags:
    valid: Flags = column.is_valid().to_numpy(zero_copy_only=False)
    return valid


def _in_range(spans: dict[str, Ints], owners: Ints, clean: TextBytes, spun: TextBytes) -> Flags:
    holds = np.ones(len(owners), bool)
    for side, texts in (("clean", clean), ("spun", spun)):
        start, end = spans[f"{side}_start"], spans[f"{side}_end"]
        holds &= (start >= 0) & (start < end) & (end <= texts.n_points[owners])
    return holds


def _in_order(spans: dict[str, Ints], owners: Ints) -> Flags:
    holds = np.ones(len(owners), bool)
    same_row = owners[1:] == owners[:-1]
    for side in SIDES:
        holds[1:] &= ~same_row | (spans[f"{side}_end"][:-1] <= spans[f"{side}_start"][1:])
    return holds


def _compare(
    clean: TextBytes, spun: TextBytes, flat: pa.StructArray, owners: Ints, spans: dict[str, Ints]
) -> dict[str, Flags]:
    n_rows, n_edits = len(clean), len(owners)
    # A row with k edits gives 2k + 1 pieces: kept, edited, kept, ..., kept. So r + 2j + 1 pieces precede edit j of row
    # r, with j counted over all rows.
    edited = owners + 2 * np.arange(n_edits) + 1
    owner_of_piece = np.repeat(np.arange(n_rows), 2 * np.bincount(owners, minlength=n_rows) + 1)
    clean_pieces = _cut(clean, edited, owners, spans["clean_start"], spans["clean_end"])
    spun_pieces = _cut(spun, edited, owners, spans["spun_start"], spans["spun_end"])

    same = _equal(clean_pieces, spun_pieces)
    same[edited] = True
    indices = pa.array(edited)
    return {
        "kept_text_same": all_in_row(same, owner_of_piece, n_rows),
        "originals_match": all_in_row(
            _equal(clean_pieces.take(indices), pc.struct_field(flat, "original")), owners, n_rows
        ),
        "replacements_match": all_in_row(
            _equal(spun_pieces.take(indices), pc.struct_field(flat, "replacement")), owners, n_rows
        ),
    }


def _cut(texts: TextBytes, edited: Ints, owners: Ints, start: Ints, end: Ints) -> pa.StringArray:
    """All texts, cut at the borders of the edits."""
    n_pieces = len(texts) + 2 * len(edited)
    is_border = np.zeros(n_pieces + 1, bool)
    is_border[edited] = is_border[edited + 1] = True
    pieces = np.empty(n_pieces + 1, np.int32)
    pieces[~is_border] = texts.offsets
    pieces[edited] = texts.positions(owners, start)
    pieces[edited + 1] = texts.positions(owners, end)
    return pa.StringArray.from_buffers(n_pieces, pa.py_buffer(pieces), texts.buffer)


def _equal(left: pa.Array, right: pa.Array) -> Flags:
    equal: Flags = pc.fill_null(pc.equal(left, right), fill_value=False).to_numpy(zero_copy_only=False)
    return equal.copy()  # Arrow's arrays are read-only
