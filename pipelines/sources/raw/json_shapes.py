"""The Arrow types of the wanted fields in the first lines of a block, so that Arrow can parse the whole block.

Arrow's own inference is of no use: it makes timestamps of strings, and decides a type by all rows of a block. With a
type for each field, a row that fits is parsed alike in every block; one that does not fits no block.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from pipelines.sources.raw.json_values import KEYS, MAX_NESTED
from pipelines.sources.raw.paths import Path

# Enough to meet a value of a column that is often null.
FIRST_LINES = 8


def shape_rows(rows: Sequence[dict[str, Any]], paths: Iterable[Path]) -> pa.Schema:
    """Return a schema of the columns that `paths` lead through; a column of mixed or unknown types is of strings."""
    below: dict[str, list[Path]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    return pa.schema([(name, _shape([row.get(name) for row in rows], rest, 0)) for name, rest in below.items()])


def _shape(values: Sequence[Any], paths: Sequence[Path], n_nested: int) -> pa.DataType:
    values = [value for value in values if value is not None]
    kinds = {type(value) for value in values}
    if n_nested <= MAX_NESTED + 1:
        if kinds == {dict}:
            return _shape_objects(values, paths, n_nested)
        if kinds == {list}:
            return pa.list_(_shape([item for value in values for item in value], (), n_nested + 1))
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


def _shape_objects(objects: Sequence[dict[str, Any]], paths: Sequence[Path], n_nested: int) -> pa.DataType:
    """Return a struct with all KEYS, not only those of these objects, and with the next steps of the paths."""
    below: dict[str, list[Path]] = {key: [] for key in KEYS}
    for path in paths:
        if path:
            below.setdefault(path[0], []).append(path[1:])
    return pa.struct(
        [(key, _shape([each.get(key) for each in objects], rest, n_nested + 1)) for key, rest in below.items()]
    )
