"""Load a compiled lexicon from its file, once per process."""

from functools import lru_cache

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
    path = find_config(name, "lexicons", ".arrow")
    with pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    if not table.schema.equals(LEXICON):
        raise SchemaError(f"expected the columns of schemas.LEXICON in {path}, got {table.schema}: run `make lexicon`")
    return table.combine_chunks()


def lexicon_fingerprint(table: pa.Table) -> str:
    return (table.schema.metadata or {}).get(b"fingerprint", b"").decode()
