"""The contract of a file: exactly the columns of its schema."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import SchemaError


def check_columns(path: Path, schema: pa.Schema) -> None:
    """Raise SchemaError if a Parquet file has other columns than the schema, or the same ones in another order."""
    found = pq.read_schema(path)
    if found.equals(schema):
        return
    differ = [
        field.name for field in schema if field.name not in found.names or not found.field(field.name).equals(field)
    ]
    differ += [name for name in found.names if name not in schema.names]
    raise SchemaError(
        f"expected {path} to have the columns {', '.join(schema.names)} as in schemas/, "
        f"but these are missing, different or unexpected: {', '.join(differ) or 'none, only their order differs'}. "
        "Was it written by another version? Remove its folder and run again"
    )
