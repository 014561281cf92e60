"""Parquet: only the columns of articles are read, some rows at a time."""

from collections.abc import Iterator
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.config.ingest import IngestArticles
from pipelines.sources.raw.columns import find_columns, number_rows
from pipelines.sources.raw.files import InputFile
from pipelines.sources.raw.unfolding import cut_shared

FORMATS = {".parquet": "parquet", ".pq": "parquet", ".parq": "parquet"}
# A library opens the file by its path: see open_by_path in files.
BY_PATH = True
# Rows of a table: a few MB of news, and fewer rows where they are larger.
BATCH_ROWS = 1_000
BATCH_BYTES = 16 << 20
# Parquet's own name of strings and bytes of any length.
BYTES = "BYTE_ARRAY"


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row a row."""
    with (
        fsspec.open(file.path, "rb") as stream,
        pq.ParquetFile(stream, read_dictionary=_find_dictionaries(stream)) as source,
    ):
        found = find_columns(source.schema_arrow, file.name, settings.columns)
        yield from number_rows(_read_batches(source, list(dict.fromkeys(found.values()))), file.name, found)


def _read_batches(source: pq.ParquetFile, names: list[str]) -> Iterator[pa.Table]:
    """Yield tables with the columns `names`; a name with dots is also the path of a nested field."""
    for group in range(source.num_row_groups):
        n_rows = _count_rows(source.metadata.row_group(group))
        for batch in source.iter_batches(n_rows, row_groups=[group], columns=names):
            yield from cut_shared(pa.Table.from_batches([batch]), n_rows, BATCH_BYTES)


def _find_dictionaries(stream: Any) -> list[str]:
    """Return the columns of bytes with dictionaries, of which a small file may have many rows of a large value."""
    metadata = pq.read_metadata(stream)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
    return sorted({each.path_in_schema for each in chunks if each.has_dictionary_page and each.physical_type == BYTES})


def _count_rows(group: pq.RowGroupMetaData) -> int:
    """Return the number of rows of the group that are read at once, by their mean size."""
    return max(1, min(BATCH_ROWS, BATCH_BYTES * group.num_rows // max(1, group.total_byte_size)))
