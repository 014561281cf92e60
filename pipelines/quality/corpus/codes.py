"""Columns as numbers: rows of several columns are counted several times as fast by their codes as by their strings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.corpus.integers import number_integers
from pipelines.quality.pairs.texts import Ints

# Codes of several columns are one number below this.
MOST = 1 << 62


@dataclass(frozen=True)
class Coded:
    """A column of n values, of which d are distinct; a null is a value.

    codes     int64 [n]: value i is distinct[codes[i]]
    distinct  [d]
    """

    codes: Ints
    distinct: pa.Array

    def take(self, rows: Ints) -> pa.Array:
        """The values of some rows."""
        return self.distinct.take(pa.array(self.codes[rows]))

    def take_coded(self, rows: Ints) -> pa.DictionaryArray:
        """The strings of some rows, as codes of all distinct strings; a null is a null code."""
        codes, strings = self.codes[rows], self.distinct
        is_null = None
        if strings.null_count:  # Arrow unifies no dictionaries with nulls
            is_null = strings.is_null().to_numpy(zero_copy_only=False)[codes]
            strings = pc.fill_null(strings, "")
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=is_null), strings)


def encode(column: pa.Array | pa.ChunkedArray) -> Coded:
    """Return the column with each distinct value once, in order of appearance.

    The values of a column that is coded already, as `take_coded` returns it, stay in their order, also unused ones.
    """
    if pa.types.is_dictionary(column.type):
        return _uncode(column)
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = whole.dictionary_encode(null_encoding="encode")
    return Coded(coded.indices.to_numpy().astype(np.int64), coded.dictionary)


def encode_lower(column: pa.Array | pa.ChunkedArray) -> Coded:
    """Return a column of strings in lower case."""
    cased = encode(column)
    return encode_again(pc.utf8_lower(cased.distinct), cased.codes)


def encode_again(values: pa.Array, codes: Ints) -> Coded:
    """Return the column `values[codes]`, in which some values may be equal."""
    coded = encode(values)
    return Coded(coded.codes[codes], coded.distinct)


def count_rows(columns: Sequence[Coded]) -> tuple[Ints, Ints]:
    """Return the first row of each distinct row of columns, ascending, and the number of rows that equal it."""
    first, ids = find_distinct_rows(columns)
    return first, np.bincount(ids, minlength=len(first))


def find_distinct_rows(columns: Sequence[Coded]) -> tuple[Ints, Ints]:
    """Return the first row of each of the d distinct rows of columns, ascending, and the number below d of each row."""
    keys, size = columns[0].codes, len(columns[0].distinct)
    for column in columns[1:]:
        if size * len(column.distinct) > MOST:
            keys, firsts = number_integers(keys)
            size = len(firsts)
        keys = keys * len(column.distinct) + column.codes
        size *= len(column.distinct)
    ids, firsts = number_integers(keys)
    return firsts, ids


def _uncode(column: pa.DictionaryArray | pa.ChunkedArray) -> Coded:
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries().combine_chunks()
    codes, values = column.indices, column.dictionary
    if codes.null_count:  # the null is the value behind the others
        codes, values = pc.fill_null(codes, len(values)), pa.concat_arrays([values, pa.nulls(1, values.type)])
    return Coded(codes.to_numpy().astype(np.int64), values)
