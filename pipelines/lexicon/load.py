"""Load a compiled lexicon from its file, once per process, or its schema alone, which has its fingerprint."""

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from pipelines.config.files import find_config
from pipelines.errors import SchemaError
from schemas import LEXICON


@lru_cache(maxsize=4)
def read_lexicon(name: str) -> pa.Table:
    """Read a compiled lexicon: a name in configs/lexicons/, or a path to an .arrow file.

    Raise ConfigError for a missing file, and SchemaError for other columns.
    """
    read_schema(name)
    with pa.OSFile(str(_find(name))) as file:
        return pa.ipc.open_file(file).read_all().combine_chunks()


def read_schema(name: str) -> pa.Schema:
    """Read the schema of a compiled lexicon, without its rows; errors are those of `read_lexicon`."""
    with pa.OSFile(str(path := _find(name))) as file:
        schema = pa.ipc.open_file(file).schema
    if not schema.equals(LEXICON):
        raise SchemaError(f"expected the columns of schemas.LEXICON in {path}, got {schema}: run `make lexicon`")
    return schema


def lexicon_fingerprint(schema: pa.Schema) -> str:
    return (schema.metadata or {}).get(b"fingerprint", b"").decode()


def _find(name: str) -> Path:
    return find_config(name, "lexicons", ".arrow")
