"""Count the words, runs of bytes between white space, of a whole array of texts at once."""

import numpy as np
import pyarrow as pa

IS_SPACE = np.zeros(256, dtype=np.bool_)
IS_SPACE[list(b" \t\n\v\f\r")] = True


def count_words(texts: pa.StringArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    r"""int64 [n]: number of words of each text, 0 for null.

    >>> count_words(pa.array(["Rain fell  all\nday.", "", None, " again "])).tolist()
    [4, 0, 0, 1]
    """
    _, borders, data = texts.buffers()
    offsets = np.frombuffer(borders, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    first, last = (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
    if first == last:
        return np.zeros(len(texts), dtype=np.int64)
    is_space = IS_SPACE[np.frombuffer(data, np.uint8)[first:last]]
    is_start = ~is_space
    is_start[1:] &= is_space[:-1]
    # A text starts a new word, whatever the byte before it.
    starts = offsets[:-1][np.diff(offsets) > 0] - first
    is_start[starts] = ~is_space[starts]
    n_before = np.concatenate([[0], np.cumsum(is_start)])
    counts: np.ndarray[tuple[int], np.dtype[np.int64]] = np.diff(n_before[offsets - first])
    return counts
