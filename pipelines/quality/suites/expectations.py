"""Expectations on columns, judged by Arrow exactly as Great Expectations judges them, without its import and frames.

Importing Great Expectations takes 2.7 s of CPU in each process, and running the suite `pairs` 0.4 s plus 0.4 ms a row:
more than all rules together. So Arrow finds the rows of each part that break a rule, and Great Expectations gives the
verdict once a run, on representatives of all rows (see representatives). It also runs every expectation that is not
among EXPECTATIONS (see run), and is the slow twin in the tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.texts import Flags, Ints


@dataclass(frozen=True)
class Judged:
    """The rows that an expectation judges, of n rows of a table.

    is_judged      bool [n]: False for a null, unless the expectation is on nulls
    is_unexpected  bool [n]: judged, and breaks the rule
    """

    is_judged: Flags
    is_unexpected: Flags

    @property
    def n_rows(self) -> int:
        """Number of rows that were judged."""
        return int(self.is_judged.sum())

    @property
    def unexpected(self) -> Ints:
        """int64: rows that break the rule, ascending."""
        return np.flatnonzero(self.is_unexpected)


def judge_rows(expectation: str, kwargs: Mapping[str, Any], table: pa.Table) -> Judged | None:
    """Judge each row of a table; return None for an expectation, an argument or a column that is not known here.

    expectation, kwargs  type and arguments for Great Expectations; `mostly` is left to the caller

    >>> table = pa.table({"rate": [0.2, None, 1.5]})
    >>> judge_rows("expect_column_values_to_be_between", {"column": "rate", "max_value": 1}, table).unexpected.tolist()
    [2]
    """
    arguments = {name: value for name, value in kwargs.items() if name != "mostly"}
    judge, known = EXPECTATIONS.get(expectation, (None, frozenset[str]()))
    names = arguments.get("column_list", [arguments.get("column")])
    if judge is None or not arguments.keys() <= known or not set(names) <= set(table.column_names):
        return None
    return judge([table[name] for name in names], arguments)


def _are_present(columns: list[pa.ChunkedArray], _: Mapping[str, Any]) -> Judged:
    (column,) = columns
    return Judged(np.ones(len(column), bool), ~_flags(column.is_valid()))


def _are_in_set(columns: list[pa.ChunkedArray], arguments: Mapping[str, Any]) -> Judged | None:
    (column,) = columns
    expected = pa.array(arguments["value_set"])
    if expected.type != column.type:
        return None
    judged = _flags(column.is_valid())
    return Judged(judged, judged & ~_flags(pc.is_in(column, value_set=expected)))


def _are_between(columns: list[pa.ChunkedArray], arguments: Mapping[str, Any]) -> Judged | None:
    (column,) = columns
    limits = {name: arguments[name] for name in ("min_value", "max_value") if arguments.get(name) is not None}
    numeric = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    if not limits or not numeric:
        return None
    judged = _flags(column.is_valid())
    values = pc.fill_null(column, 0).to_numpy()
    holds = np.ones(len(column), bool)  # a NaN is within no limit
    if "min_value" in limits:
        holds &= values >= limits["min_value"]
    if "max_value" in limits:
        holds &= values <= limits["max_value"]
    return Judged(judged, judged & ~holds)


def _are_unique(columns: list[pa.ChunkedArray], _: Mapping[str, Any]) -> Judged:
    """A row of nulls alone is not judged; beside other values, nulls are equal to each other."""
    judged = np.logical_or.reduce([_flags(column.is_valid()) for column in columns])
    codes = code_rows(columns)
    return Judged(judged, judged & (np.bincount(codes)[codes] > 1 if len(codes) else judged))


def code_rows(columns: list[pa.ChunkedArray]) -> Ints:
    """int64 [n]: codes from 0, equal for rows with equal values in all columns; nulls are equal to each other."""
    first, *others = (column.combine_chunks().dictionary_encode(null_encoding="encode") for column in columns)
    codes: Ints = first.indices.to_numpy().astype(np.int64)
    for coded in others:
        codes = np.unique(codes * len(coded.dictionary) + coded.indices.to_numpy(), return_inverse=True)[1]
    return codes


def _flags(column: pa.ChunkedArray) -> Flags:
    flags: Flags = column.to_numpy().astype(bool)
    return flags


PRESENT = "expect_column_values_to_not_be_null"
IN_SET, BETWEEN = "expect_column_values_to_be_in_set", "expect_column_values_to_be_between"
UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
Judge = Callable[[list[pa.ChunkedArray], Mapping[str, Any]], Judged | None]
# Type of an expectation -> its judge, and the arguments that this knows.
EXPECTATIONS: dict[str, tuple[Judge, frozenset[str]]] = {
    PRESENT: (_are_present, frozenset({"column"})),
    IN_SET: (_are_in_set, frozenset({"column", "value_set"})),
    BETWEEN: (_are_between, frozenset({"column", "min_value", "max_value"})),
    UNIQUE[0]: (_are_unique, frozenset({"column"})),
    UNIQUE[1]: (_are_unique, frozenset({"column_list"})),
}
