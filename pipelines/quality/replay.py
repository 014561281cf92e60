"""Proves the edits of every pair: cut both texts at the edits and compare what must be equal.

Structure first (are the offsets there, in range, in order?), content second and only for the rows whose
structure holds, so that no offset can point outside a buffer and one fault gives one reason. Nothing is
copied to cut: the pieces are Arrow string arrays over the texts' own bytes with other offsets.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

OFFSETS = ("clean_start", "clean_end", "spun_start", "spun_end")
COLUMNS = ["clean", "spun", "edits"]


def replay(pairs: pa.Table) -> dict[str, Flags]:
    """What holds for each row of a table of schemas.PAIRS: a rule's name -> one boolean a row.

    offsets_in_range    every edit has four offsets, its spans are not empty and lie inside the texts
    edits_in_order      the edits are sorted and disjoint, in both texts
    kept_text_same      everything outside the edits is the same in both texts
    originals_match     `clean[clean_start:clean_end] == original` for every edit
    replacements_match  `spun[spun_start:spun_end] == replacement` for every edit

    The last three are only judged, and otherwise true, where the first two hold. A row of which all five
    are true can be undone to its clean text byte for byte. Only clean, spun and edits are read.
    """
    no_rows = pa.RecordBatch.from_pylist([], schema=pairs.select(COLUMNS).schema)
    batches = pairs.select(COLUMNS).combine_chunks().to_batches()
    proofs = [_replay_batch(batch) for batch in batches or [no_rows]]
    return {rule: np.concatenate([proof[rule] for proof in proofs]) for rule in proofs[0]}


def edit_owners(edits: pa.Array) -> Ints:
    """The row of each edit of a list array, in the order of `edits.flatten()`; a null list has no edits."""
    lengths = pc.fill_null(pc.list_value_length(edits), 0).to_numpy(zero_copy_only=False)
    return np.repeat(np.arange(len(edits)), lengths)


def all_in_row(edit_holds: Flags, owners: Ints, n_rows: int) -> Flags:
    """For each row whether something holds for all of its edits; true for a row without edits."""
    holds = np.ones(n_rows, bool)
    holds[owners[~edit_holds]] = False
    return holds


def _replay_batch(batch: pa.RecordBatch) -> dict[str, Flags]:
    clean, spun, edits = (batch.column(name) for name in COLUMNS)
    flat, owners = edits.flatten(), edit_owners(edits)
    spans = {name: _offsets(flat, name) for name in OFFSETS}
    in_range = all_in_row(_in_range(spans, owners, clean, spun), owners, len(batch))
    in_order = all_in_row(_in_order(spans, owners), owners, len(batch))

    proof = {"offsets_in_range": in_range, "edits_in_order": in_order}
    judged = in_range & in_order & _valid(clean) & _valid(spun) & _valid(edits)
    if judged.all():
        content = _compare(clean, spun, flat, owners, spans)
        return proof | content
    rows, mask = np.flatnonzero(judged), judged[owners]
    content = _compare(
        clean.take(pa.array(rows)),
        spun.take(pa.array(rows)),
        flat.filter(pa.array(mask)),
        (np.cumsum(judged) - 1)[owners[mask]],
        {name: span[mask] for name, span in spans.items()},
    )
    for rule, holds in content.items():
        proof[rule] = np.ones(len(batch), bool)
        proof[rule][rows] = holds
    return proof


def _offsets(flat: pa.StructArray, name: str) -> Ints:
    # struct_field, unlike StructArray.field, is null where the whole edit is null.
    offsets: Ints = pc.fill_null(pc.struct_field(flat, name), -1).to_numpy().astype(np.int64)
    return offsets


def _valid(column: pa.Array) -> Flags:
    valid: Flags = column.is_valid().to_numpy(zero_copy_only=False)
    return valid


def _in_range(spans: dict[str, Ints], owners: Ints, clean: pa.Array, spun: pa.Array) -> Flags:
    holds = np.ones(len(owners), bool)
    for side, text in (("clean", clean), ("spun", spun)):
        start, end = spans[f"{side}_start"], spans[f"{side}_end"]
        holds &= (start >= 0) & (start < end) & (end <= _code_points(text)[owners])
    return holds


def _in_order(spans: dict[str, Ints], owners: Ints) -> Flags:
    holds = np.ones(len(owners), bool)
    same_row = owners[1:] == owners[:-1]
    for side in ("clean", "spun"):
        holds[1:] &= ~same_row | (spans[f"{side}_end"][:-1] <= spans[f"{side}_start"][1:])
    return holds


def _code_points(text: pa.Array) -> Ints:
    lengths: Ints = pc.fill_null(pc.utf8_length(text), 0).to_numpy().astype(np.int64)
    return lengths


def _compare(
    clean: pa.Array, spun: pa.Array, flat: pa.StructArray, owners: Ints, spans: dict[str, Ints]
) -> dict[str, Flags]:
    n_rows, n_edits = len(clean), len(owners)
    # Row r with its k edits gives 2k + 1 pieces: kept, edited, kept, ..., kept. So before edit j (counted over
    # all rows) of row r lie r + 2j pieces and the kept one in front of it.
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


def _cut(text: pa.Array, edited: Ints, owners: Ints, start: Ints, end: Ints) -> pa.StringArray:
    """All texts, which lie one after the other in one buffer, as the pieces between the edits' borders."""
    n_pieces = len(text) + 2 * len(edited)
    _, offsets_buffer, data_buffer = text.buffers()
    if offsets_buffer is None or data_buffer is None:  # Arrow leaves out the buffers of nothing
        return pa.array([""] * n_pieces, pa.string())
    offsets = np.frombuffer(offsets_buffer, np.int32)[text.offset : text.offset + len(text) + 1]
    is_border = np.zeros(n_pieces + 1, bool)
    is_border[edited] = is_border[edited + 1] = True
    pieces = np.empty(n_pieces + 1, np.int32)
    pieces[~is_border] = offsets
    pieces[edited] = _byte_positions(text, offsets, data_buffer, owners, start)
    pieces[edited + 1] = _byte_positions(text, offsets, data_buffer, owners, end)
    return pa.StringArray.from_buffers(n_pieces, pa.py_buffer(pieces), data_buffer)


def _byte_positions(text: pa.Array, offsets: NDArray[np.int32], data: pa.Buffer, owners: Ints, points: Ints) -> Ints:
    lengths = _code_points(text)
    first, last = int(offsets[0]), int(offsets[-1])
    if lengths.sum() == last - first:  # every character is one byte
        return offsets[owners] + points
    is_start = (np.frombuffer(data, np.uint8)[first:last] & 0xC0) != 0x80
    starts = np.append(np.flatnonzero(is_start) + first, last)
    before_row = np.cumsum(lengths) - lengths
    positions: Ints = starts[before_row[owners] + points]
    return positions


def _equal(left: pa.Array, right: pa.Array) -> Flags:
    equal: Flags = pc.fill_null(pc.equal(left, right), fill_value=False).to_numpy(zero_copy_only=False)
    return equal.copy()  # Arrow's arrays are read-only
