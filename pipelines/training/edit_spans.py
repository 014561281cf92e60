"""The edits of many pairs as flat arrays of spans, and the spans that other spans overlap."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.training.code_points import Ints

SIDES = ("clean", "spun")


@dataclass(frozen=True)
class EditSpans:
    """The e edits of the rows of a table, in order.

    row    int64 [e]
    clean  int64 [e, 2]: start and end in the clean text, in code points
    spun   int64 [e, 2]: start and end in the spun text
    """

    row: Ints
    clean: Ints
    spun: Ints

    def of(self, side: str, offsets: Ints) -> Ints:
        """Int64 [e, 2]: starts and ends in the texts of one side, one after the other.

        offsets  int64 [n + 1]: start of each text
        """
        return (self.clean if side == "clean" else self.spun) + offsets[self.row][:, None]


def read_edits(edits: pa.Array | pa.ChunkedArray) -> EditSpans:
    """Read the column `edits` of pairs."""
    edits = edits.combine_chunks() if isinstance(edits, pa.ChunkedArray) else edits
    lengths = pc.fill_null(pc.list_value_length(edits), 0).to_numpy(zero_copy_only=False)
    fields = edits.flatten()

    def pair(side: str) -> Ints:
        ends = [pc.struct_field(fields, f"{side}_{name}").to_numpy(zero_copy_only=False) for name in ("start", "end")]
        return np.stack(ends, axis=1).astype(np.int64)

    return EditSpans(np.repeat(np.arange(len(edits)), lengths), pair("clean"), pair("spun"))


def find_overlaps(starts: Ints, ends: Ints, spans: Ints) -> Ints:
    """Return int64 [len(starts)]: the first span that shares a position with start..end, or -1.

    spans  int64 [s, 2], sorted and disjoint; an empty span shares nothing
    """
    at = np.flatnonzero(spans[:, 1] > spans[:, 0])
    if not len(at):
        return np.full(len(starts), -1)
    first = np.searchsorted(spans[at, 1], starts, side="right")
    found = at[np.minimum(first, len(at) - 1)]
    overlaps = (first < len(at)) & (spans[found, 0] < ends) & (starts < ends)
    return np.where(overlaps, found, -1)
