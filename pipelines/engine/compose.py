"""Edits of one pass after those of earlier ones, as edits from the clean texts to the newest.

Spans of both that overlap on the texts between make one edit, which covers them all. Its borders lie inside no
span, so they map back through the earlier edits, and forward through the later ones, by the lengths that all edits
before them have gained.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints


@dataclass(frozen=True)
class Edits:
    """e edits from one version of the texts to a later one; sorted and disjoint, spans in bytes, half-open.

    text_index               int64 [e]
    clean_starts, clean_ends int64 [e]: span in the earlier version
    spun_starts, spun_ends   int64 [e]: span in the later version
    n_words                  int64 [e]: clean words inside
    passes                   int64 [e]: how many swaps lie over each other
    row                      int64 [e]: the lexicon's row that was put there first
    like_name                bool [e]: the first swap hit a name-like word
    unit                     int64 [e]: the lexicon's unit that stood there and nothing else, or -1
    """

    text_index: Ints
    clean_starts: Ints
    clean_ends: Ints
    spun_starts: Ints
    spun_ends: Ints
    n_words: Ints
    passes: Ints
    row: Ints
    like_name: Bools
    unit: Ints

    def __len__(self) -> int:
        return len(self.text_index)

    def where(self, mask: Bools) -> Self:
        """The edits for which the mask is true."""
        return type(self)(**{field.name: getattr(self, field.name)[mask] for field in fields(self)})


_NONE = np.zeros(0, np.int64)
NO_EDITS = Edits(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, np.zeros(0, bool), _NONE)


def compose(earlier: Edits, later: Edits) -> Edits:
    """The edits that do what `earlier` and then `later` do; spans that touch do not overlap.

    What a union is called goes by its leftmost earlier edit, or by the later one if it has none. It is as deep as
    the deepest earlier one, and one deeper if a later one joins in.
    """
    n_spans = len(earlier) + len(later)
    # Both are sorted by where they are in the version between; of two that begin together the earlier comes first.
    place = np.searchsorted(earlier.spun_starts, later.clean_starts, side="right") + np.arange(len(later))
    is_later = np.zeros(n_spans, bool)
    is_later[place] = True
    place_of_earlier = np.flatnonzero(~is_later)

    def merge(of_earlier: Array, of_later: Array) -> Array:
        merged = np.empty(n_spans, of_earlier.dtype)
        merged[place_of_earlier], merged[place] = of_earlier, of_later
        return merged

    starts = merge(earlier.spun_starts, later.clean_starts)
    reached = np.maximum.accumulate(merge(earlier.spun_ends, later.clean_ends))
    is_head = np.ones(n_spans, bool)
    is_head[1:] = starts[1:] >= reached[:-1]
    heads = np.flatnonzero(is_head)
    tails = np.append(heads[1:], n_spans)[: len(heads)]
    starts, ends = starts[heads], reached[tails - 1]
    n_later = np.append(0, np.cumsum(is_later))
    later_from, later_to = n_later[heads], n_later[tails]
    earlier_from, earlier_to = heads - later_from, tails - later_to
    old, new = np.flatnonzero(earlier_to > earlier_from), np.flatnonzero(earlier_to == earlier_from)
    leftmost = earlier_from[old]

    def inherit(of_earlier: Array, of_later: Array) -> Array:
        inherited = np.empty(len(heads), of_earlier.dtype)
        inherited[old], inherited[new] = of_earlier[leftmost], of_later[later_from[new]]
        return inherited

    unit = inherit(earlier.unit, later.unit)
    grown = (starts[old] != earlier.spun_starts[leftmost]) | (ends[old] != earlier.spun_ends[leftmost])
    unit[old[grown]] = -1
    lost, won = _gains(earlier), _gains(later)
    depth = _reduce(np.maximum, merge(earlier.passes, np.zeros_like(later.passes)), heads)
    return Edits(
        text_index=inherit(earlier.text_index, later.text_index),
        clean_starts=starts - lost[earlier_from],
        clean_ends=ends - lost[earlier_to],
        spun_starts=starts + won[later_from],
        spun_ends=ends + won[later_to],
        n_words=_reduce(np.add, merge(earlier.n_words, later.n_words), heads),
        passes=depth + (later_to > later_from),
        row=inherit(earlier.row, later.row),
        like_name=inherit(earlier.like_name, later.like_name),
        unit=unit,
    )


def _reduce(operation: np.ufunc, numbers: Ints, heads: Ints) -> Ints:
    """int64 [heads]: the operation over all numbers from each head to the next."""
    reduced: Ints = operation.reduceat(numbers, heads) if len(heads) else numbers
    return reduced


def _gains(edits: Edits) -> Ints:
    """int64 [e + 1]: how many bytes longer the later version is up to each edit."""
    gain = (edits.spun_ends - edits.spun_starts) - (edits.clean_ends - edits.clean_starts)
    return np.append(0, np.cumsum(gain))
