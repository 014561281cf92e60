"""The first words of sentences, windows and texts."""

import numpy as np
import pyarrow as pa

from pipelines.detector.word_stream import WordOrder, WordStream
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.training.code_points import read_points, trim
from pipelines.training.segments import find_borders

# Words of a window. Texts are judged by windows, since networks are trained on texts of up to as many words.
WINDOW = 150


def sentence_starts(texts: pa.StringArray, words: WordStream) -> Ints:
    """int64 [s]: the first word of each sentence that has words."""
    points = read_points(texts)
    positions = words.starts + points.offsets[words.text]
    first = np.searchsorted(positions, find_borders(points, "sentence"))
    return np.unique(first[first < len(words)])


def sentence_spans(texts: pa.StringArray, words: WordStream) -> tuple[Ints, Ints]:
    """int64 [s] each: start and end in its text of each sentence that has words, in code points, with its marks."""
    points = read_points(texts)
    borders = find_borders(points, "sentence")
    text = np.searchsorted(points.offsets, borders, side="right") - 1
    ends = np.minimum(np.append(borders[1:], len(points.points)), points.offsets[text + 1])
    first = np.searchsorted(words.starts + points.offsets[words.text], borders)
    kept = np.diff(np.append(first, len(words))) > 0
    starts, ends = trim(points, borders[kept], ends[kept])
    heads = points.offsets[text[kept]]
    return starts - heads, ends - heads


def text_starts(words: WordOrder) -> Ints:
    """int64 [t]: the first word of each text that has words."""
    return words.offsets[:-1][np.diff(words.offsets) > 0]


def window_starts(words: WordOrder, most: int) -> Ints:
    """int64 [w]: the first word of each window; texts are cut into windows of equal length, of `most` words at most."""
    counts = np.diff(words.offsets)
    n_windows = -(-counts // most)
    number = np.arange(n_windows.sum()) - np.repeat(np.cumsum(n_windows) - n_windows, n_windows)
    of_text = np.repeat(np.arange(len(counts)), n_windows)
    return words.offsets[of_text] + number * counts[of_text] // n_windows[of_text]


def average_windows(odds: Array, words: WordOrder, starts: Ints) -> tuple[Array, Bools]:
    """float64 [m] and bool [m]: the mean log odds of the windows of each text, and whether it has any.

    odds, starts  [w]: log odds and first word of each window
    """
    n_texts = len(words.offsets) - 1
    text = words.text[starts]
    counts = np.bincount(text, minlength=n_texts)
    return np.bincount(text, odds, n_texts) / np.maximum(counts, 1), counts > 0
