"""Pairs like one: of the same profile, from other articles, that share its rarest swaps; of those, the nearest rates.

They are looked for in the blocks of rows that have most of the swapped words of the pair, as the index tells: the same
pair always has the same ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.browse.blocks import SIDES
from pipelines.browse.columns import Ints, read_columns, read_edits
from pipelines.browse.damage import naming_damage
from pipelines.browse.figures import read_figures
from pipelines.browse.index import blocks_with
from pipelines.browse.paging import Position
from pipelines.browse.search_terms import distinct_words
from pipelines.browse.shelf import Shelf

# Greatest number of pairs shown, of blocks looked into, of rows looked at in each, and of words looked up.
SHOWN, BLOCKS, ROWS, WORDS = 10, 2, 4096, 60
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Alike:
    """A pair that is like another one.

    shared      swaps that both have, the rarest first, as (original, replacement) in lower case
    difference  of the swap rates, 0-1
    """

    place: Position
    shared: list[tuple[str, str]]
    difference: float


@dataclass(frozen=True)
class Stretch:
    """Rows of a file that are looked at: [first, end)."""

    file: int
    first: int
    end: int


def find_alike(shelf: Shelf, place: Position, row: Mapping[str, Any]) -> tuple[list[Alike], int]:
    """Return the pairs like the one at a place, most alike first, and the number of pairs that were looked at.

    row  its content
    """
    pairs = {
        (edit["original"] or "").lower() + SEPARATOR + (edit["replacement"] or "").lower() for edit in row["edits"]
    }
    swaps = pa.array(sorted(pairs), pa.string())
    stretches = _choose(shelf, place, swaps)
    looked = [_look_at(shelf, stretch, row, swaps) for stretch in stretches]
    n_rows = sum(stretch.end - stretch.first for stretch in stretches)
    owners, codes, rates, ids, files = (
        np.concatenate([found[part] for found in looked]) if looked else np.zeros(0) for part in range(5)
    )
    if not len(codes):
        return [], n_rows
    # `owners` are rows of files; each (file, row) gets a number of its own.
    keys = files.astype(np.int64) << 32 | owners.astype(np.int64)
    unique, firsts, number = np.unique(keys, return_index=True, return_inverse=True)
    counts = np.bincount(codes.astype(np.int64), minlength=len(swaps))
    weights = np.log((n_rows + 1) / np.maximum(counts, 1))
    scores = np.bincount(number, weights=weights[codes.astype(np.int64)])
    differences = np.abs(rates[firsts].astype(np.float64) - float(row["swap_rate"]))
    best = np.lexsort((ids[firsts].astype(str), differences, -scores))[:SHOWN]
    return [
        Alike(
            Position(int(unique[one] >> 32), int(unique[one] & 0xFFFFFFFF)),
            _name(swaps, codes[number == one].astype(np.int64), weights),
            float(differences[one]),
        )
        for one in best
    ], n_rows


def _choose(shelf: Shelf, place: Position, swaps: pa.Array) -> list[Stretch]:
    """The blocks with most of the words of the swaps, rare words counting most; those around the pair without index."""
    words = np.sort(distinct_words(pc.split_pattern(swaps, SEPARATOR).flatten()).to_numpy(zero_copy_only=False))[:WORDS]
    terms = [("word", str(word)) for word in words]
    found: list[tuple[Stretch, Sequence[int]]] = []
    for file, index in enumerate(shelf.indexes):
        if index is not None:
            with naming_damage(index):
                found += [
                    (Stretch(file, first, min(end, first + ROWS)), numbers)
                    for first, end, numbers in blocks_with(index, terms)
                ]
    if not found:
        first = max(0, place.row - ROWS // 2)
        return [Stretch(place.file, first, min(shelf.rows[place.file], first + ROWS))]
    have = np.zeros((len(found), len(terms)))
    for number, (_, numbers) in enumerate(found):
        have[number, list(numbers)] = 1
    scores = have @ np.log((len(found) + 1) / np.maximum(have.sum(axis=0), 1))
    best = np.argsort(-scores, kind="stable")[:BLOCKS]
    return [found[number][0] for number in sorted(best.tolist())]


def _look_at(
    shelf: Shelf, stretch: Stretch, row: Mapping[str, Any], swaps: pa.Array
) -> tuple[Ints, Ints, NDArray[np.float32], NDArray[np.object_], Ints]:
    """Row, swap (as its number), rate, id and file of each shared swap of a row of the same profile."""
    place = shelf.paths[stretch.file]
    figures = read_figures(shelf, stretch.file, stretch.first, stretch.end, ["profile", "swap_rate"])
    with naming_damage(place):
        same = pc.fill_null(pc.equal(figures["profile"], row["profile"]), fill_value=False).to_numpy()
        rows: Ints = np.flatnonzero(same) + stretch.first
        if not len(rows):
            empty = np.zeros(0, np.int64)
            return empty, empty, np.zeros(0, np.float32), np.zeros(0, object), empty
        edits, numbers = read_edits(place, rows, SIDES)
        ids, _ = read_columns(place, rows, ("pair_id", "article_id"))
        flat = edits.flatten()
        sides = [pc.utf8_lower(pc.struct_field(flat, side).cast(pa.string())) for side in SIDES]
        codes = pc.index_in(pc.binary_join_element_wise(*sides, SEPARATOR), swaps)
        owners = numbers[pc.list_parent_indices(edits).to_numpy()]
        is_other = pc.not_equal(ids["article_id"], row["article_id"]).to_numpy()
        fits = pc.is_valid(codes).to_numpy(zero_copy_only=False)
        fits &= np.isin(owners, rows) & is_other[np.searchsorted(numbers, owners)]
        shared = owners[fits] * len(swaps) + pc.fill_null(codes, 0).to_numpy()[fits]
        owner, code = np.divmod(np.unique(shared), len(swaps))
        rates = figures["swap_rate"].to_numpy()[owner - stretch.first]
        names = ids["pair_id"].to_numpy()[np.searchsorted(numbers, owner)]
        return owner, code, rates, names, np.full(len(owner), stretch.file)


def _name(swaps: pa.Array, codes: Ints, weights: NDArray[np.float64]) -> list[tuple[str, str]]:
    """Swaps as (original, replacement), the rarest first."""
    ordered = codes[np.argsort(-weights[codes], kind="stable")]
    both = [text.split(SEPARATOR) for text in swaps.take(pa.array(ordered)).to_pylist()]
    return [(original, replacement) for original, replacement in both]
