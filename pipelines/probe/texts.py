"""Articles, paragraphs and sentences of pairs, clean and spun, to be told apart."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import cut, view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.probe.metrics import Flags, Floats, Ints
from pipelines.training.code_points import read_points
from pipelines.training.edit_spans import SIDES, read_edits
from pipelines.training.segments import Segments, cut_segments

GRANULARITIES = ("article", "paragraph", "sentence")
# Words of an article that are read: most detectors are compared on texts of about this length.
ARTICLE_WORDS = 150
# Bytes of texts that are read at once.
BATCH_BYTES = 4 << 20

# Scores texts, however many: a model cuts them into batches that suit it.
Scorer = Callable[[pa.StringArray], Floats]


@dataclass(frozen=True)
class LabelledTexts:
    """n texts of pairs.

    texts    string [n]
    is_spun  bool [n]
    row      int64 [n]: row of the pair
    """

    texts: pa.StringArray
    is_spun: Flags
    row: Ints

    def __len__(self) -> int:
        return len(self.texts)


def cut_texts(pairs: pa.Table, granularity: str) -> LabelledTexts:
    """Return the clean and the spun texts of pairs: those that differ, first all clean ones, then the spun ones."""
    segments = _cut(pairs, granularity)
    differs = pc.not_equal(segments.clean, segments.spun)
    texts = pa.concat_arrays([segments.clean.filter(differs), segments.spun.filter(differs)])
    row = segments.row[differs.to_numpy(zero_copy_only=False)]
    return LabelledTexts(texts, np.repeat([False, True], len(row)), np.tile(row, 2))


def _cut(pairs: pa.Table, granularity: str) -> Segments:
    if granularity == "article":
        return Segments(np.arange(len(pairs)), *(first_words(plain(pairs[side]), ARTICLE_WORDS) for side in SIDES))
    clean, spun = (read_points(pairs[side]) for side in SIDES)
    return cut_segments(clean, spun, read_edits(pairs["edits"]), granularity)  # type: ignore[arg-type]


def plain(texts: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """A column of strings as one array."""
    array = texts.cast(pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def first_words(texts: pa.StringArray, n_words: int) -> pa.StringArray:
    """Cut texts behind their first `n_words` words; shorter texts are whole."""
    viewed = view_texts(texts)
    tokens = find_tokens(viewed)
    ends = viewed.offsets[1:].copy()
    long = np.flatnonzero(tokens.counts > n_words)
    ends[long] = tokens.ends[tokens.offsets[long] + n_words - 1]
    borders = np.append(np.stack([viewed.offsets[:-1], ends], axis=1).ravel(), viewed.offsets[-1])
    # Every second string is the rest of a text.
    return cut(viewed.data, borders).take(pa.array(np.arange(0, 2 * len(texts), 2)))


def count_words(texts: pa.StringArray) -> Ints:
    """int64 [n]: words of each text."""
    return find_tokens(view_texts(texts)).counts


def batch_borders(texts: pa.StringArray) -> list[tuple[int, int]]:
    """First and last row, exclusive, of batches of about BATCH_BYTES; a longer text is a batch of its own."""
    numbers = view_texts(texts).offsets // BATCH_BYTES
    cuts: list[int] = np.flatnonzero(np.diff(numbers[:-1], prepend=numbers[0])).tolist()
    return [(start, end) for start, end in pairwise([0, *cuts, len(texts)]) if end > start]
