"""The names of classes in place of their numbers, by the features of `datasets` in the metadata of a schema."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

# `datasets` writes its features under this key into Parquet and Arrow files.
METADATA = b"huggingface"


def name_classes(table: pa.Table) -> pa.Table:
    """Return the table with the names of each ClassLabel, also in objects and lists; other numbers are null."""
    for name, feature in _read_features(table.schema).items():
        if table.schema.names.count(name) == 1 and _has_class(feature):
            table = table.set_column(table.schema.names.index(name), name, _name(table[name].combine_chunks(), feature))
    return table


def _read_features(schema: pa.Schema) -> Mapping[str, Any]:
    try:
        features = json.loads((schema.metadata or {})[METADATA])["info"]["features"]
    except (KeyError, ValueError, TypeError):
        return {}  # of another writer, or damaged: numbers stay numbers
    return features if isinstance(features, dict) else {}


def _has_class(feature: Any) -> bool:
    return '"ClassLabel"' in json.dumps(feature)


def _name(array: pa.Array, feature: Any) -> pa.Array:
    kind = feature.get("_type") if isinstance(feature, dict) else None
    if kind == "ClassLabel" and pt.is_integer(array.type) and isinstance(feature.get("names"), list):
        return _look_up(array, feature["names"])
    if kind in ("List", "Sequence", "LargeList") and pt.is_list(array.type):
        values = _name(array.flatten(), feature.get("feature"))
        lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
        offsets = pa.array(np.append(0, np.cumsum(lengths)), pa.int32())
        return pa.ListArray.from_arrays(offsets, values, mask=array.is_null())
    if kind is None and isinstance(feature, dict) and pt.is_struct(array.type):
        fields = [array.type.field(index).name for index in range(array.type.num_fields)]
        values = [_name(pc.struct_field(array, index), feature.get(name)) for index, name in enumerate(fields)]
        return pa.StructArray.from_arrays(values, fields, mask=array.is_null()) if fields else array
    return array


def _look_up(numbers: pa.Array, names: list[Any]) -> pa.StringArray:
    known = pc.and_(pc.greater_equal(numbers, 0), pc.less(numbers, len(names)))
    return pa.array(map(str, names), pa.string()).take(pc.if_else(known, numbers, None))
