"""Edits of one pass composed onto those of earlier passes: edits from the clean texts to the newest.

The middle texts are those after the earlier edits and before the later ones. Spans of both that overlap in the middle
texts form a union, which becomes one edit. No span crosses a border of a union, so the border is found in the clean
texts by subtracting the bytes that the earlier edits in front of it have added, and in the newest texts by adding the
bytes of the later ones.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints


@dataclass(frozen=True)
class Edits:
    """e edits from one version of the texts to a later one; sorted and disjoint, spans in bytes, half-open.

    text_index                int64 [e]
    before_starts, before_ends  int64 [e]: span in the texts before the edits
    after_starts, after_ends    int64 [e]: span in the texts after the edits
    n_clean                   int64 [e]: words of the clean text inside
    passes                    int64 [e]: number of passes that have swapped words here, one on top of the other
    row                       int64 [e]: the lexicon's row of the first swap
    is_name_like              bool [e]: the first swap replaced a name-like word
    unit                      int64 [e]: the lexicon's unit that is the original, without a corrected a or an; or -1
    """

    text_index: Ints
    before_starts: Ints
    before_ends: Ints
    after_starts: Ints
    after_ends: Ints
    n_clean: Ints
    passes: Ints
    row: Ints
    is_name_like: Bools
    unit: Ints

    def __len__(self) -> int:
        return len(self.text_index)

    def where(self, mask: Bools) -> Self:
        """The edits for which the mask is true."""
        at = np.flatnonzero(mask)
        return type(self)(**{field.name: getattr(self, field.name).take(at) for field in fields(self)})

    @classmethod
    def none(cls) -> Self:
        """No edits."""
        empty = {field.name: np.zeros(0, np.int64) for field in fields(cls)}
        return cls(**{**empty, "is_name_like": np.zeros(0, bool)})


@dataclass(frozen=True)
class _Order:
    """The common order of the earlier and the later edits by their start in the middle texts.

    earlier, later  int64: the place of each edit in this order
    """

    earlier: Ints
    later: Ints

    def merge(self, of_earlier: Array, of_later: Array) -> Array:
        """Values of all edits in this order."""
        merged = np.empty(len(self.earlier) + len(self.later), of_earlier.dtype)
        merged[self.earlier], merged[self.later] = of_earlier, of_later
        return merged


@dataclass(frozen=True)
class _Unions:
    """u unions of overlapping edits, in order of place.

    first            int64 [u]: place of the first edit of each union in the common order
    starts, ends     int64 [u]: span in the middle texts
    earlier_offsets  int64 [u + 1]: union i has the earlier edits earlier_offsets[i] : earlier_offsets[i + 1]
    later_offsets    int64 [u + 1]: the same of the later edits
    """

    first: Ints
    starts: Ints
    ends: Ints
    earlier_offsets: Ints
    later_offsets: Ints

    @cached_property
    def with_earlier(self) -> Ints:
        """The unions that have an earlier edit."""
        return np.flatnonzero(np.diff(self.earlier_offsets))

    @cached_property
    def without_earlier(self) -> Ints:
        """The other unions, each of a single later edit."""
        return np.flatnonzero(np.diff(self.earlier_offsets) == 0)

    @cached_property
    def leftmost(self) -> tuple[Ints, Ints]:
        """The leftmost earlier edit of each union with one, and the later edit of each union without."""
        return self.earlier_offsets[self.with_earlier], self.later_offsets[self.without_earlier]

    def inherit(self, of_earlier: Array, of_later: Array) -> Array:
        """[u]: the value of each union's leftmost earlier edit, or of its later edit if it has no earlier one."""
        inherited = np.empty(len(self.first), of_earlier.dtype)
        earlier_edit, later_edit = self.leftmost
        inherited[self.with_earlier], inherited[self.without_earlier] = of_earlier[earlier_edit], of_later[later_edit]
        return inherited

    def reduce(self, operation: np.ufunc, values: Array) -> Array:
        """[u]: the operation over the values of each union's edits, which are in the common order."""
        reduced: Array = operation.reduceat(values, self.first) if len(self.first) else values
        return reduced


def compose(earlier: Edits, later: Edits) -> Edits:
    """The edits that have the effect of `earlier` and then `later`; adjacent spans do not overlap.

    A union takes its row, unit and name from its leftmost earlier edit, or from its later edit if it has no earlier
    one. Its number of passes is the largest of its earlier edits, plus one if it has a later edit.
    """
    if kernels.is_compiled():
        return _compose(earlier, later)
    order = _interleave(earlier, later)
    unions = _find_unions(earlier, later, order)
    earlier_gain, later_gain = _gains(earlier), _gains(later)  # bytes added in front of each edit
    passes = unions.reduce(np.maximum, order.merge(earlier.passes, np.zeros_like(later.passes)))
    return Edits(
        text_index=unions.inherit(earlier.text_index, later.text_index),
        before_starts=unions.starts - earlier_gain[unions.earlier_offsets[:-1]],
        before_ends=unions.ends - earlier_gain[unions.earlier_offsets[1:]],
        after_starts=unions.starts + later_gain[unions.later_offsets[:-1]],
        after_ends=unions.ends + later_gain[unions.later_offsets[1:]],
        n_clean=unions.reduce(np.add, order.merge(earlier.n_clean, later.n_clean)),
        passes=passes + (np.diff(unions.later_offsets) > 0),
        row=unions.inherit(earlier.row, later.row),
        is_name_like=unions.inherit(earlier.is_name_like, later.is_name_like),
        unit=_units_of(unions, earlier, later),
    )


def _interleave(earlier: Edits, later: Edits) -> _Order:
    """Order the edits by their start in the middle texts; of two with the same start the earlier edit is first."""
    later_place = np.searchsorted(earlier.after_starts, later.before_starts, side="right") + np.arange(len(later))
    is_earlier = np.ones(len(earlier) + len(later), bool)
    is_earlier[later_place] = False
    return _Order(np.flatnonzero(is_earlier), later_place)


def _find_unions(earlier: Edits, later: Edits, order: _Order) -> _Unions:
    starts = order.merge(earlier.after_starts, later.before_starts)
    reached = np.maximum.accumulate(order.merge(earlier.after_ends, later.before_ends))
    is_first = np.ones(len(starts), bool)
    is_first[1:] = starts[1:] >= reached[:-1]
    first = np.flatnonzero(is_first)
    borders = np.append(first, len(starts))
    # Of the edits in front of each border, some are later ones, and all others earlier ones.
    later_offsets = np.searchsorted(order.later, borders)
    return _Unions(
        first=first,
        starts=starts[first],
        ends=reached[borders[1:] - 1],
        earlier_offsets=borders - later_offsets,
        later_offsets=later_offsets,
    )


def _units_of(unions: _Unions, earlier: Edits, later: Edits) -> Ints:
    """int64 [u]: the inherited unit; -1 if the union covers more than the edit it inherits from."""
    is_wider = unions.starts != unions.inherit(earlier.after_starts, later.before_starts)
    is_wider |= unions.ends != unions.inherit(earlier.after_ends, later.before_ends)
    return np.where(is_wider, -1, unions.inherit(earlier.unit, later.unit))


def _gains(edits: Edits) -> Ints:
    """int64 [e + 1]: number of bytes that the edits in front of each edit have added, and that all have added."""
    gain = (edits.after_ends - edits.after_starts) - (edits.before_ends - edits.before_starts)
    return np.append(0, np.cumsum(gain))


def _compose(earlier: Edits, later: Edits) -> Edits:
    """The same, compiled."""
    most = len(earlier) + len(later)
    made = {name: np.empty(most, array.dtype) for name, array in vars(earlier).items()}
    old = (len(earlier), *vars(earlier).values(), len(later), *vars(later).values())
    n = kernels.run("compose", *old, *made.values())
    return Edits(**{name: array[:n] for name, array in made.items()})
