"""The configurations of a release in the YAML of its card, for `datasets`: files of each split, and features."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pipelines.release.layout import DATA_ENDING


def describe_config(
    name: str, folders: Mapping[str, str], *, default: bool = False, ending: str = DATA_ENDING
) -> dict[str, Any]:
    """Return a configuration.

    folders  split -> folder of its files, below that of the card
    """
    files = [{"split": split, "path": f"{folder}/*{ending}"} for split, folder in folders.items()]
    return {"config_name": name, **({"default": True} if default else {}), "data_files": files}


def describe_feature(field: pa.Field) -> dict[str, Any]:
    """Return an Arrow field as `datasets` describes features."""
    if pa.types.is_list(field.type):
        return {"name": field.name, "list": [describe_feature(child) for child in field.type.value_type]}
    # Arrow and `datasets` name all other types alike.
    return {"name": field.name, "dtype": "float32" if pa.types.is_float32(field.type) else str(field.type)}
