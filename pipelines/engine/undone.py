"""Edits that later passes have led back to their originals: they get back what the last pass before had written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Ints, Texts, view_texts
from pipelines.engine.compose import Edits
from pipelines.engine.splice import Replacements, cut_out, splice


@dataclass(frozen=True)
class EditedTexts:
    """m clean texts after some passes.

    texts  the texts after them
    edits  e edits from the clean texts to these, in bytes; some may have restored their originals
    """

    texts: Texts
    edits: Edits


def redo_undone(clean: Texts, versions: Sequence[EditedTexts]) -> EditedTexts:
    """The last version; edits that are their originals there, but for capitals, are as in the last version with others.

    versions  the texts after each pass, at least one
    Only edits of as many bytes as their originals are compared, so that all others stay where they are.
    """
    texts, edits = versions[-1].texts, versions[-1].edits
    at = np.flatnonzero(
        (edits.passes > 1) & (edits.before_ends - edits.before_starts == edits.after_ends - edits.after_starts)
    )
    originals = cut_out(clean.data, edits.before_starts[at], edits.before_ends[at])
    is_back = ~_differ(originals, cut_out(texts.data, edits.after_starts[at], edits.after_ends[at]))
    at, originals = at[is_back], originals.filter(pa.array(is_back))
    if not len(at):
        return versions[-1]
    spans, written, passes = (edits.before_starts[at], edits.before_ends[at]), originals, edits.passes.copy()
    for version in versions[:-1]:
        then = cut_out(version.texts.data, *(_carry(version.edits, borders) for borders in spans))
        is_swapped = _differ(originals, then)
        written = pc.if_else(pa.array(is_swapped), then, written)
        passes[at[is_swapped]] = _most_passes(version.edits, *spans)[is_swapped]
    put = Replacements(view_texts(written), np.arange(len(at)))
    spliced = splice(texts, edits.after_starts[at], edits.after_ends[at], edits.text_index[at], put)
    gain = np.zeros(len(edits), np.int64)
    gain[at] = (spliced.ends - spliced.starts) - (edits.after_ends[at] - edits.after_starts[at])
    gained = np.cumsum(gain)
    starts, ends = edits.after_starts + gained - gain, edits.after_ends + gained
    return EditedTexts(spliced.texts, replace(edits, after_starts=starts, after_ends=ends, passes=passes))


def _differ(some: pa.StringArray, others: pa.StringArray) -> Array:
    """Bool [n]: the strings differ in more than capitals."""
    differ: Array = pc.not_equal(pc.utf8_lower(some), pc.utf8_lower(others)).to_numpy(zero_copy_only=False)
    return differ


def _carry(edits: Edits, positions: Ints) -> Ints:
    """The positions of the clean texts, none of them inside an edit, in the texts after the edits."""
    gain = (edits.after_ends - edits.after_starts) - (edits.before_ends - edits.before_starts)
    carried: Ints = positions + np.append(0, np.cumsum(gain))[np.searchsorted(edits.before_ends, positions, "right")]
    return carried


def _most_passes(edits: Edits, starts: Ints, ends: Ints) -> Ints:
    """int64 [n]: the most passes of the edits that are inside each span of the clean texts; any number without one."""
    borders = np.searchsorted(edits.before_starts, np.stack([starts, ends], axis=1).ravel())
    most: Ints = np.maximum.reduceat(np.append(edits.passes, 0), borders)[::2]
    return most
