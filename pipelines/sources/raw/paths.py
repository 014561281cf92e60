"""Names of columns and paths to nested fields, as the setting `ingest_articles.columns` writes them.

`content.body` is the field `body` of the objects in the column `content`; a column named `content.body` has precedence.
`article | content` is the first of these two columns that a table has; in JSON lines, the first with a value in that
row. A path leads through objects only, never into the items of a list.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

EITHER, STEP = " | ", "."
Path = tuple[str, ...]


@functools.cache
def list_paths(expression: str) -> tuple[Path, ...]:
    """Return the paths of an expression in order of preference, with the expression itself as a name first.

    >>> list_paths("text"), list_paths("article | source.name")
    ((('text',),), (('article | source.name',), ('article',), ('source.name',), ('source', 'name')))
    """
    return tuple(dict.fromkeys(_iterate_paths(expression)))


def find_in_object(row: dict[str, Any], path: Path) -> tuple[Any, bool]:
    """Return the value at `path` (None: missing), and True if a value on the way to it is no object.

    >>> path = ("source", "name")
    >>> find_in_object({"source": {"name": "Herald"}}, path), find_in_object({"source": 5}, path)
    (('Herald', False), (5, True))
    """
    value: Any = row
    for step in path:
        if not isinstance(value, dict):
            return value, value is not None
        value = value.get(step)
    return value, False


def find_in_schema(
    schema: pa.Schema, expression: str, prefer: Callable[[pa.DataType], bool] = lambda _: True
) -> str | None:
    """Return the first name or path of an expression that a schema has, with dots between its steps.

    prefer  types that are taken before others
    """
    kinds = {path: find_type(schema, path) for path in list_paths(expression)}
    found = [path for path, kind in kinds.items() if kind is not None]
    best = next((path for path in found if prefer(kinds[path])), next(iter(found), None))
    return None if best is None else STEP.join(best)


def find_path(schema: pa.Schema, name: str) -> Path | None:
    """Return the path that find_in_schema has named."""
    return next((path for path in list_paths(name) if find_type(schema, path) is not None), None)


def find_type(schema: pa.Schema, path: Path) -> pa.DataType | None:
    """Return the type of the column or field at `path`; None if it is missing."""
    if not path or path[0] not in schema.names:
        return None
    kind = schema.types[schema.names.index(path[0])]
    for step in path[1:]:
        index = kind.get_field_index(step) if pt.is_struct(kind) else -1
        if index < 0:
            return None
        kind = kind.field(index).type
    return kind


def take_column(table: pa.Table, name: str) -> pa.Array:
    """Return the column, or the nested field, that find_in_schema named."""
    path = find_path(table.schema, name) or (name,)
    array = table[path[0]].combine_chunks()
    for step in path[1:]:
        array = pc.struct_field(array, array.type.get_field_index(step))
    return array


def _iterate_paths(expression: str) -> Iterator[Path]:
    yield (expression,)
    for name in expression.split(EITHER):
        yield (name,)
        if STEP in name.strip(STEP):
            yield tuple(name.split(STEP))
