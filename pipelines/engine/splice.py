"""The new texts, and the places of the replacements in them.

The bytes are cut at the borders of all replaced spans, so kept and replaced stretches alternate. All replaced stretches
are exchanged at once, and the stretches joined end to end are the new texts.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine import kernels
from pipelines.engine.buffers import Bytes, Ints, Texts, continuation_bytes, cut, points_before, view_texts

MOST_BYTES = 2**31 - 1


@dataclass(frozen=True)
class Spliced:
    """m texts with e replacements in them.

    texts         the new texts
    starts, ends  int64 [e]: bytes of each replacement, half-open
    """

    texts: Texts
    starts: Ints
    ends: Ints


def splice(texts: Texts, starts: Ints, ends: Ints, text_index: Ints, replacements: pa.StringArray) -> Spliced:
    """Replace the bytes starts[i] : ends[i] by replacements[i]; the spans are sorted and do not overlap.

    Raises ValueError for more bytes than an Arrow array of strings can have.
    """
    _check_size(texts.offsets[-1] + len(view_texts(replacements).data))
    if kernels.is_compiled():
        return _splice(texts, starts, ends, text_index, view_texts(replacements))
    n_spans = len(starts)
    # Stretches: for each text the one before its first span, then in turn a span and the stretch after it.
    spans_before = np.searchsorted(text_index, np.arange(len(texts)))
    span_stretch = 2 * np.arange(n_spans) + text_index + 1
    text_stretch = 2 * spans_before + np.arange(len(texts))
    borders = np.empty(2 * n_spans + len(texts) + 1, np.int64)
    borders[span_stretch], borders[span_stretch + 1] = starts, ends
    borders[text_stretch], borders[-1] = texts.offsets[:-1], texts.offsets[-1]
    stretches = cut(texts.data, borders)
    chosen = np.arange(len(stretches))
    chosen[span_stretch] = len(stretches) + np.arange(n_spans)
    spun = view_texts(pa.concat_arrays([stretches, replacements]).take(pa.array(chosen)))
    spun_texts = Texts(spun.data, spun.offsets[np.append(text_stretch, len(stretches))])
    return Spliced(spun_texts, spun.offsets[span_stretch], spun.offsets[span_stretch + 1])


def _splice(texts: Texts, starts: Ints, ends: Ints, text_index: Ints, replacements: Texts) -> Spliced:
    """The same, compiled."""
    n_bytes = len(texts.data) - (ends - starts).sum() + len(replacements.data)
    spun, offsets = np.empty(n_bytes, np.uint8), np.empty(len(texts) + 1, np.int64)
    spun_starts, spun_ends = np.empty((2, len(starts)), np.int64)
    spans = (len(starts), starts, ends, text_index, replacements.data, replacements.offsets)
    kernels.run("splice_texts", len(texts), texts.data, texts.offsets, *spans, spun, offsets, spun_starts, spun_ends)
    return Spliced(Texts(spun, offsets), spun_starts, spun_ends)


def _check_size(n_bytes: int) -> None:
    if n_bytes > MOST_BYTES:
        raise ValueError(
            f"expected texts and replacements of at most {MOST_BYTES:,} bytes (Arrow strings have 32-bit offsets), "
            f"got {n_bytes:,}: give fewer texts at once"
        )


def cut_out(data: Bytes, starts: Ints, ends: Ints) -> pa.StringArray:
    """The strings data[starts[i] : ends[i]], copied; spans are sorted and disjoint."""
    if not len(starts):
        return pa.array([], pa.string())
    if kernels.is_compiled():
        return _cut_out(data, starts, ends)
    borders = np.empty(2 * len(starts), np.int64)
    borders[0::2], borders[1::2] = starts, ends
    return cut(data, borders).take(pa.array(np.arange(0, len(borders), 2)))


def _cut_out(data: Bytes, starts: Ints, ends: Ints) -> pa.StringArray:
    """The same, compiled."""
    offsets = np.append(0, np.cumsum(ends - starts))
    copied = np.empty(offsets[-1], np.uint8)
    kernels.run("cut_out", len(starts), data, starts, ends, offsets, copied)
    return cut(copied, offsets)


def in_code_points(texts: Texts, text_index: Ints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Convert spans from bytes of the batch, sorted and disjoint, to code points of their texts."""
    continuation = continuation_bytes(texts.data)
    borders = points_before(continuation, np.stack([starts, ends], axis=1).ravel())
    text_starts = points_before(continuation, texts.offsets)[text_index]
    return borders[0::2] - text_starts, borders[1::2] - text_starts
