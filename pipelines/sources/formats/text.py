"""Plain text: an article a file, with the first line above an empty line as its title."""

from collections.abc import Iterator

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.sources.raw.columns import to_raw
from pipelines.sources.raw.files import InputFile, read_whole
from pipelines.text.headlines import find_headline

FORMATS = {".txt": "text"}


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:  # noqa: ARG001 - as of all readers
    """Yield one row: title and text as they are in the file; the title is null without a headline."""
    content = read_whole(file)
    end = find_headline(content)
    columns = {"title": pa.array([content[:end] or None], pa.string()), "text": pa.array([content[end:]], pa.string())}
    yield to_raw(columns, pa.array([file.name], pa.string()))
