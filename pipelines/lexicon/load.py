"""A compiled lexicon from its file, loaded once a process."""

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from pipelines.config import CONFIGS
from pipelines.engine.lexicon import Lexicon, index_lexicon
from pipelines.errors import ConfigError, SchemaError
from schemas import LEXICON


@lru_cache(maxsize=8)
def load_lexicon(name: str) -> Lexicon:
    """The lexicon `name` of configs/lexicons/, or of a path to an .arrow file."""
    path = Path(name) if name.endswith(".arrow") else CONFIGS / "lexicons" / f"{name}.arrow"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in (CONFIGS / "lexicons").glob("*.arrow")))
        raise ConfigError(f"expected a compiled lexicon at {path}, found none; known: {known or 'none'}")
    with pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    if not table.schema.equals(LEXICON):
        raise SchemaError(f"expected the columns of schemas.LEXICON in {path}, got {table.schema}: run `make lexicon`")
    metadata = table.schema.metadata or {}
    return index_lexicon(table, metadata.get(b"fingerprint", b"").decode())
