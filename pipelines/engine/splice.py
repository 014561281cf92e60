"""The new texts, and the places of the replacements in them.

The bytes are cut at the borders of all replaced spans, so kept and replaced stretches alternate. All replaced stretches
are exchanged at once, and the stretches joined end to end are the new texts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import (
    Array,
    Bools,
    Bytes,
    Ints,
    Texts,
    continuation_bytes,
    cut,
    points_before,
    view_texts,
)

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


@dataclass(frozen=True)
class Replacements:
    """e strings, chosen among others.

    strings  those to choose from
    chosen   int64 [e]: the place of each replacement among the strings
    """

    strings: Texts
    chosen: Ints

    @cached_property
    def n_bytes(self) -> int:
        """The bytes of all replacements."""
        offsets = self.strings.offsets
        return int((offsets.take(self.chosen + 1) - offsets.take(self.chosen)).sum())


def splice(texts: Texts, starts: Ints, ends: Ints, text_index: Ints, replacements: Replacements) -> Spliced:
    """Replace the bytes starts[i] : ends[i] by the i-th replacement; the spans are sorted and do not overlap.

    Raises ValueError for more bytes than an Arrow array of strings can have.
    """
    _check_size(texts.offsets[-1] + replacements.n_bytes)
    if kernels.is_compiled():
        return _splice(texts, starts, ends, text_index, replacements)
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
    new = cut(replacements.strings.data, replacements.strings.offsets).take(pa.array(replacements.chosen))
    spun = view_texts(pa.concat_arrays([stretches, new]).take(pa.array(chosen)))
    spun_texts = Texts(spun.data, spun.offsets[np.append(text_stretch, len(stretches))])
    return Spliced(spun_texts, spun.offsets[span_stretch], spun.offsets[span_stretch + 1])


def _splice(texts: Texts, starts: Ints, ends: Ints, text_index: Ints, replacements: Replacements) -> Spliced:
    """The same, compiled."""
    n_bytes = len(texts.data) - (ends - starts).sum() + replacements.n_bytes
    spun, offsets = np.empty(n_bytes, np.uint8), np.empty(len(texts) + 1, np.int64)
    spun_starts, spun_ends = np.empty((2, len(starts)), np.int64)
    of_new = (replacements.strings.data, replacements.strings.offsets, replacements.chosen)
    spans = (len(starts), starts, ends, text_index, *of_new)
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


def differs(one: tuple[Bytes, Ints, Ints], other: tuple[Bytes, Ints, Ints]) -> Bools:
    """Bool [e]: strings that are cut out of two texts differ; each text with the starts and the ends of its strings."""
    if kernels.is_compiled():
        is_different = np.empty(len(one[1]), bool)
        kernels.run("differs", len(one[1]), *one, *other, is_different)
        return is_different
    found: Bools = pc.not_equal(cut_out(*one), cut_out(*other)).to_numpy(zero_copy_only=False)
    return found


def in_code_points(texts: Texts, text_index: Ints, starts: Ints, ends: Ints) -> tuple[Array, Array]:
    """Convert spans from bytes of the batch, sorted and disjoint, to code points of their texts, int32."""
    if kernels.is_compiled():
        points = np.empty((2, len(starts)), np.int32)
        kernels.run("count_points", len(starts), texts.data, texts.offsets, text_index, starts, ends, *points)
        return points[0], points[1]
    continuation = continuation_bytes(texts.data)
    borders = points_before(continuation, np.stack([starts, ends], axis=1).ravel())
    text_starts = points_before(continuation, texts.offsets)[text_index]
    return (borders[0::2] - text_starts).astype(np.int32), (borders[1::2] - text_starts).astype(np.int32)
