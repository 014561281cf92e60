"""Parquet, through Hugging Face `datasets` in streaming mode: only the columns of articles are read."""

import glob
import tempfile
from collections.abc import Iterator

import datasets
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.config.stages import IngestArticles
from pipelines.sources.formats.columns import find_columns, number_rows
from pipelines.sources.formats.files import InputFile

FORMATS = {".parquet": "parquet", ".pq": "parquet", ".parq": "parquet"}
# A library opens the file by its path: see open_by_path in files.
BY_PATH = True
BATCH_ROWS = 1_000


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row a row."""
    with fsspec.open(file.path, "rb") as stream:
        schema = pq.read_schema(stream)
    found = find_columns(schema, file.name, settings.columns)
    wanted = list(dict.fromkeys(found.values()))
    # When streaming, the cache holds nothing but locks, and the home folder may not be writable.
    with tempfile.TemporaryDirectory() as cache:
        dataset = datasets.IterableDataset.from_parquet(
            glob.escape(file.path), cache_dir=cache, columns=wanted, batch_size=BATCH_ROWS
        )
        yield from number_rows(dataset.with_format("arrow").iter(batch_size=BATCH_ROWS), file.name, found)
