"""Arrow IPC, as files (Feather) and as streams, with any compression of its buffers."""

from collections.abc import Iterator

import fsspec
import pyarrow as pa
import pyarrow.types as pt

from pipelines.config.ingest import IngestArticles
from pipelines.sources.raw.columns import find_columns, number_rows
from pipelines.sources.raw.files import InputFile
from pipelines.sources.raw.unfolding import cut_shared

FORMATS = {".arrow": "arrow", ".feather": "arrow", ".arrows": "arrow", ".ipc": "arrow"}
# A library opens the file by its path: see open_by_path in files.
BY_PATH = True
MAGIC = b"ARROW1"
# Rows of a table, and bytes that shared values of its rows may unfold to.
BATCH_ROWS, BATCH_BYTES = 1_000, 16 << 20


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row a row."""
    with fsspec.open(file.path, "rb") as stream:
        is_file = stream.read(len(MAGIC)) == MAGIC
        stream.seek(0)
        reader = pa.ipc.open_file(stream) if is_file else pa.ipc.open_stream(stream)
        found = find_columns(reader.schema, file.name, settings.columns)
        batches = map(reader.get_batch, range(reader.num_record_batches)) if is_file else iter(reader)
        yield from number_rows(_tables(batches), file.name, found)


def _tables(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    for batch in batches:
        table = pa.Table.from_arrays([_check(column) for column in batch.columns], schema=batch.schema)
        yield from cut_shared(table, BATCH_ROWS, BATCH_BYTES)


def _check(column: pa.Array) -> pa.Array:
    """Return the column; raises ArrowInvalid for offsets that lead out of it.

    A string that is not UTF-8 gets U+FFFD in place of its wrong bytes, and costs a row, not the file.
    """
    if not (pt.is_string(column.type) or pt.is_large_string(column.type)):
        column.validate(full=True)
        return column
    stored = column.view(pa.binary() if pt.is_string(column.type) else pa.large_binary())
    stored.validate(full=True)
    try:
        return stored.cast(column.type)
    except pa.ArrowInvalid:
        return pa.array([value and value.decode(errors="replace") for value in stored.to_pylist()], column.type)
