"""The edits of many pairs as flat arrays of spans, and the spans that other spans overlap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from pipelines.errors import ConfigError, InputError
from pipelines.training.code_points import Ints

SIDES = ("clean", "spun")
ENDS = ("start", "end")
SPANS = [f"{side}_{end}" for side in SIDES for end in ENDS]
UNCHANGED = "pass rows of a release with their texts and edits unchanged"


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
        Raises InputError for edits that are not in order or not inside their text, as those of a text that was cut.
        """
        spans = self.clean if side == "clean" else self.spun
        starts, ends, lengths = *spans.T, np.diff(offsets)[self.row]
        is_off = (starts < self._before(ends)) | (ends < starts) | (ends > lengths)
        if is_off.any():
            at = int(np.argmax(is_off))
            raise InputError(
                f"expected edits in order inside the {side} text of {lengths[at]:,} characters, got one from "
                f"{starts[at]:,} to {ends[at]:,}: {UNCHANGED}"
            )
        return spans + offsets[self.row][:, None]

    def check_gaps(self, clean: Ints, spun: Ints) -> None:
        """Raise InputError unless both texts of each pair have the same lengths before, between and behind the edits.

        clean, spun  int64 [n]: lengths of the texts
        """
        longer = self.spun - self.clean
        in_all = np.zeros(len(clean), np.int64)
        in_all[self.row] = longer[:, 1]  # of the last edit
        if (longer[:, 0] != self._before(longer[:, 1])).any() or (spun - clean != in_all).any():
            raise InputError(f"expected texts that differ in their edits alone, got others: {UNCHANGED}")

    def _before(self, values: Ints) -> Ints:
        """int64 [e]: the value of the edit before in the same text, 0 for the first."""
        before = np.zeros(len(values), np.int64)
        before[1:] = np.where(self.row[1:] == self.row[:-1], values[:-1], 0)
        return before


def read_edits(edits: pa.Array | pa.ChunkedArray) -> EditSpans:
    """Read the column `edits` of pairs; raise ConfigError for one without spans."""
    lengths, fields = flatten_edits(edits, SPANS)

    def pair(side: str) -> Ints:
        return np.stack([fields[f"{side}_{end}"].to_numpy(zero_copy_only=False) for end in ENDS], axis=1).astype(
            np.int64
        )

    return EditSpans(np.repeat(np.arange(len(edits)), lengths), pair("clean"), pair("spun"))


def flatten_edits(edits: pa.Array | pa.ChunkedArray, names: Sequence[str]) -> tuple[Ints, dict[str, pa.Array]]:
    """Return the number of edits of each row, int64 [n], and the fields of these names, of all edits in a row.

    A null is a row without edits. Raises ConfigError for a column without these fields, as one that came through CSV.
    """
    edits = edits.combine_chunks() if isinstance(edits, pa.ChunkedArray) else edits
    if pt.is_null(edits.type) or (_is_list(edits.type) and pt.is_null(edits.type.value_type)):
        # No row has edits.
        types = [(name, pa.int32() if name in SPANS else pa.string()) for name in names]
        edits = edits.cast(pa.list_(pa.struct(types)))
    kind = edits.type.value_type if _is_list(edits.type) else edits.type
    if not (_is_list(edits.type) and pt.is_struct(kind) and {*names} <= {field.name for field in kind}):
        raise ConfigError(
            f"expected the column edits with lists of {', '.join(names)}, got {edits.type!s:.60}: pass the dataset as "
            "loaded, and edits from CSV as lists, parsed with json.loads"
        )
    lengths = pc.fill_null(pc.list_value_length(edits), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    fields = edits.flatten()
    return lengths, {name: pc.struct_field(fields, name) for name in names}


def _is_list(kind: pa.DataType) -> bool:
    return bool(pt.is_list(kind) or pt.is_large_list(kind) or pt.is_fixed_size_list(kind))


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
