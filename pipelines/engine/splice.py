"""The new texts and where the replacements stand in them.

The bytes are cut at the borders of all edits, so kept and swapped stretches alternate; every swapped
stretch is exchanged in one go, and the result, laid end to end, already is the new texts.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Bytes, Ints, Texts, code_points, cut, view_texts

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
    """Put replacements[i] for the bytes starts[i] : ends[i]; edits are sorted and do not overlap."""
    n_edits = len(starts)
    # Pieces: for each text the stretch before its first edit, then edit and stretch after it in turn.
    edits_before = np.searchsorted(text_index, np.arange(len(texts)))
    edit_piece = 2 * np.arange(n_edits) + text_index + 1
    borders = np.empty(2 * n_edits + len(texts) + 1, np.int64)
    borders[edit_piece], borders[edit_piece + 1] = starts, ends
    text_piece = 2 * edits_before + np.arange(len(texts))
    borders[text_piece], borders[-1] = texts.offsets[:-1], texts.offsets[-1]
    pieces = cut(texts.data, borders)
    n_bytes = texts.offsets[-1] + len(view_texts(replacements).data)
    if n_bytes > MOST_BYTES:
        raise ValueError(
            f"expected texts and replacements of at most {MOST_BYTES:,} bytes (Arrow strings have 32-bit offsets), "
            f"got {n_bytes:,}: give fewer texts at once"
        )
    chosen = np.arange(len(pieces))
    chosen[edit_piece] = len(pieces) + np.arange(n_edits)
    spun_pieces = view_texts(pa.concat_arrays([pieces, replacements]).take(pa.array(chosen)))
    spun_offsets = spun_pieces.offsets[np.append(text_piece, len(pieces))]
    spun = Texts(spun_pieces.data, spun_offsets)
    return Spliced(spun, spun_pieces.offsets[edit_piece], spun_pieces.offsets[edit_piece + 1])


def cut_out(data: Bytes, starts: Ints, ends: Ints) -> pa.StringArray:
    """The strings data[starts[i] : ends[i]], copied; spans are sorted and disjoint."""
    if not len(starts):
        return pa.array([], pa.string())
    borders = np.empty(2 * len(starts), np.int64)
    borders[0::2], borders[1::2] = starts, ends
    return cut(data, borders).take(pa.array(np.arange(0, len(borders), 2)))


def in_code_points(texts: Texts, text_index: Ints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Spans of bytes in the batch, sorted and disjoint, as code points in their texts."""
    borders = code_points(texts.data, np.stack([starts, ends], axis=1).ravel())
    origins = code_points(texts.data, texts.offsets)[text_index]
    return borders[0::2] - origins, borders[1::2] - origins
