"""The sketches of all parts as one table on disk, of which a band, or some texts, are read at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipelines.duplicates.low_bytes import LowBytes, keep_low_bytes
from pipelines.duplicates.sketch import Hashes, Signatures
from pipelines.engine.buffers import Array, Ints
from pipelines.grouping.sketches import (
    HASH_COLUMNS,
    ROLES,
    SIGNATURES_FILE,
    WORDS_FILE,
    read_columns,
    read_words,
    to_hashes,
)
from pipelines.parts.part import Part


@dataclass(frozen=True)
class SketchFiles:
    """The signatures and the words of all parts.

    files         the SIGNATURES_FILE of each part
    find_words    number of a part -> its WORDS_FILE, which few parts are asked for
    offsets       int64 [parts + 1]: number of the first text of each part; texts count through all parts
    roles         int8 [texts]: the role of each text
    permutations  length of a signature
    """

    files: Sequence[Path]
    find_words: Callable[[int], Path]
    offsets: Ints
    roles: Array
    permutations: int

    @classmethod
    def open(cls, sketches: Sequence[Part], permutations: int) -> "SketchFiles":
        offsets = np.cumsum([0, *(sketch.rows["texts"] for sketch in sketches)])
        counts = np.array([sketch.statistics["n_texts"] for sketch in sketches], np.int64).ravel()
        roles = np.repeat(np.tile(np.array(ROLES, np.int8), len(sketches)), counts)
        files = [sketch.file(SIGNATURES_FILE) for sketch in sketches]
        return cls(files, lambda part: sketches[part].file(WORDS_FILE), offsets, roles, permutations)

    def read(self, columns: slice) -> Iterator[tuple[int, Signatures]]:
        """Yield the number of the first text of each part, and uint32 [columns, n]."""
        for file, (start, end) in zip(self.files, pairwise(self.offsets.tolist()), strict=True):
            if end > start:
                yield start, read_columns(file, end - start, columns)

    def take(self, rows: Ints, columns: slice) -> Signatures:
        """uint32 [len(rows), columns]: these columns of some texts, from only the parts that hold them."""
        distinct, places = np.unique(rows, return_inverse=True)
        return self.take_sorted(distinct, columns)[places]

    def take_sorted(self, rows: Ints, columns: slice) -> Signatures:
        """The same for rows that ascend."""
        found = np.empty((len(rows), columns.stop - columns.start), np.uint32)
        for part, some, places in self._find_parts(rows):
            found[some] = self._read_columns(part, columns)[:, places].T
        return found

    def take_bytes(self, rows: Ints) -> LowBytes:
        """uint8 [len(rows), permutations]: the low bytes of the signatures of rows that ascend."""
        found = np.empty((len(rows), self.permutations), np.uint8)
        for part, some, places in self._find_parts(rows):
            signatures = keep_low_bytes(self._read_columns(part, slice(0, self.permutations))).T.copy()
            np.take(signatures, places, axis=0, out=found[some], mode="clip")
        return found

    def read_hashes(self, rows: Ints) -> Hashes:
        """uint64 [len(rows), 2]: the text hashes of some texts."""
        return to_hashes(self.take(rows, self.hash_columns).T)

    def count_words(self, rows: Ints) -> Ints:
        """int64 [len(rows)]: the number of words of rows that ascend, as far as they are in the sketch."""
        return self.take_sorted(rows, self.count_column)[:, 0].astype(np.int64)

    def read_words(self, rows: Ints) -> list[str]:
        """Return the texts of rows that ascend, as strings with a character for each word."""
        found: list[str] = []
        for part, _, places in self._find_parts(rows):
            counts = self._read_columns(part, self.count_column)[0].astype(np.int64)
            found += read_words(self.find_words(part), counts, places)
        return found

    def _find_parts(self, rows: Ints) -> Iterator[tuple[int, slice, Ints]]:
        """Yield the number of each part with some of the rows, which ascend, the slice of these, their places in it."""
        borders = np.searchsorted(rows, self.offsets)
        for part in np.flatnonzero(np.diff(borders)).tolist():
            some = slice(borders[part], borders[part + 1])
            yield part, some, rows[some] - self.offsets[part]

    def _read_columns(self, part: int, columns: slice) -> Signatures:
        start, end = self.offsets[part : part + 2].tolist()
        return read_columns(self.files[part], end - start, columns)

    @property
    def hash_columns(self) -> slice:
        return slice(self.permutations, self.permutations + HASH_COLUMNS)

    @property
    def count_column(self) -> slice:
        return slice(self.permutations + HASH_COLUMNS, self.permutations + HASH_COLUMNS + 1)
