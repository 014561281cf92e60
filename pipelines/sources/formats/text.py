"""Plain text: an article a file."""

from collections.abc import Iterator

import pyarrow as pa

from pipelines.config.stages import IngestArticles
from pipelines.sources.formats.columns import to_raw
from pipelines.sources.formats.files import InputFile, open_text

FORMATS = {".txt": "text"}


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:  # noqa: ARG001 - as of all readers
    """Yield one row: the whole file, unchanged."""
    with open_text(file, newline="") as stream:
        yield to_raw({"text": pa.array([stream.read()], pa.string())}, pa.array([file.name], pa.string()))
