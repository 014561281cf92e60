"""Load a compiled lexicon from its file, once per process, or its schema alone, which has its fingerprint."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from pipelines.config.files import find_config
from pipelines.errors import SchemaError
from schemas import LEXICON, ORIGINS

# Characters of a reason in a message.
MOST_OF_A_REASON = 200


@lru_cache(maxsize=4)
def read_lexicon(name: str) -> pa.Table:
    """Read a compiled lexicon: a name in configs/lexicons/, or a path to an .arrow file.

    Raise ConfigError for a missing file, SchemaError for other columns and for rows that the engine cannot use: it
    takes positions from a lexicon unchecked.
    """
    read_schema(name)
    with _reading(path := _find(name)), pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
        table.validate(full=True)
        table = table.combine_chunks()
        _check_rows(table)
    return table


def read_schema(name: str) -> pa.Schema:
    """Read the schema of a compiled lexicon, without its rows; raises the errors of `read_lexicon`."""
    with _reading(path := _find(name)), pa.OSFile(str(path)) as file:
        schema = pa.ipc.open_file(file).schema
    if not schema.equals(LEXICON):
        raise SchemaError(f"expected the columns of schemas.LEXICON in {path}, got {schema}: run `make lexicon`")
    return schema


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    if not path.is_file():  # reading a pipe would wait
        raise SchemaError(f"expected a lexicon at {path}, but it is no file: correct the path")
    try:
        yield
    except (pa.ArrowException, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:MOST_OF_A_REASON]
        raise SchemaError(
            f"expected a lexicon as `make lexicon` compiles it in {path}, but {reason}: compile it anew"
        ) from error


def _check_rows(table: pa.Table) -> None:
    """Raise ValueError unless the rows are as schemas.LEXICON says."""
    if not len(table):
        raise ValueError("it has no rows")
    for name, column in zip(table.column_names, table.columns, strict=True):
        is_dictionary = pa.types.is_dictionary(column.type)
        if column.null_count or (is_dictionary and column.chunk(0).dictionary.null_count):
            raise ValueError(f"{name} has nulls")
    unit = table["unit"].chunk(0)
    steps = np.diff(unit.indices.to_numpy().astype(np.int64), prepend=-1, append=len(unit.dictionary))
    if ((steps < 0) | (steps > 1)).any():
        raise ValueError("its rows are not in the order of its units, or there is a unit without rows")
    if not pc.all(pc.less(unit.dictionary[:-1], unit.dictionary[1:]), min_count=0).as_py():
        raise ValueError("its units are not in order")
    origins, propensity = table["origins"].to_numpy(), table["propensity"].to_numpy()
    if origins.min() < 1 or origins.max() >= 1 << len(ORIGINS):
        raise ValueError("a row has unknown origins")
    if table["weight"].to_numpy().min() < 1:
        raise ValueError("a row has no weight")
    if not (np.isfinite(propensity) & (propensity > 0)).all():
        raise ValueError("a unit has no propensity above 0")


def lexicon_fingerprint(schema: pa.Schema) -> str:
    return (schema.metadata or {}).get(b"fingerprint", b"").decode()


def _find(name: str) -> Path:
    return find_config(name, "lexicons", ".arrow")
