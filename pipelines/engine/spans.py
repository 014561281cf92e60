"""Spans of texts in bytes, given by a caller: stretches that must not change."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Bools, Ints, Texts, byte_positions, code_points, in_ranges
from pipelines.engine.tokens import Tokens


@dataclass(frozen=True)
class Spans:
    """k spans of texts, half-open, in any order.

    text_index    int64 [k]
    starts, ends  int64 [k]: bytes from the start of the text
    """

    text_index: Ints
    starts: Ints
    ends: Ints


def spans_of_points(texts: Texts, text_index: Ints, starts: Ints, ends: Ints) -> Spans:
    """Spans from starts and ends in code points of their text; raises ValueError for spans outside their text."""
    borders = code_points(texts.data, texts.offsets)
    wrong = (starts < 0) | (ends < starts) | (ends > np.diff(borders)[text_index])
    if wrong.any():
        text = int(text_index[wrong][0])
        raise ValueError(
            f"expected spans inside their texts, got {starts[wrong][0]} to {ends[wrong][0]} in text {text}, which has "
            f"{np.diff(borders)[text]} code points"
        )
    points, text_starts = borders[text_index], texts.offsets[text_index]
    starts = byte_positions(texts.data, points + starts) - text_starts
    ends = byte_positions(texts.data, points + ends) - text_starts
    return Spans(text_index, starts, ends)


def join_spans(*spans: Spans) -> Spans:
    """All spans as one record."""
    columns = ([each.text_index for each in spans], [each.starts for each in spans], [each.ends for each in spans])
    return Spans(*(np.concatenate(column) for column in columns))


def is_kept(texts: Texts, tokens: Tokens, kept: Spans) -> Bools:
    """Bool [n]: a span covers a byte of the token; raises ValueError for spans outside their text."""
    n_bytes = np.diff(texts.offsets)
    wrong = (kept.starts < 0) | (kept.ends > n_bytes[kept.text_index])
    if wrong.any():
        text = int(kept.text_index[wrong][0])
        raise ValueError(
            f"expected kept spans inside their texts, got {kept.starts[wrong][0]} to {kept.ends[wrong][0]} "
            f"in text {text}, which has {n_bytes[text]} bytes: offsets count bytes from the start of the text"
        )
    is_filled = kept.starts < kept.ends
    text_starts = texts.offsets[kept.text_index[is_filled]]
    first = np.searchsorted(tokens.ends, kept.starts[is_filled] + text_starts, side="right")
    end = np.searchsorted(tokens.starts, kept.ends[is_filled] + text_starts)
    return in_ranges(first, end, len(tokens))
