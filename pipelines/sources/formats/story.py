"""Stories of the CNN/DailyMail corpus: an article a file, with highlights written by its editors below it.

The highlights are summaries, so they are left out. As in the corpus, all that follows the first line `@highlight` is
one of them. Files are named after the SHA-1 of their address, which becomes the id as in the corpus of that name.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.sources.raw.columns import to_raw
from pipelines.sources.raw.files import InputFile, read_whole

FORMATS = {".story": "story"}
HIGHLIGHT = re.compile(r"^[ \t]*@highlight[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
ID = re.compile(r"[0-9a-f]{40}")


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:  # noqa: ARG001 - as of all readers
    """Yield one row: the paragraphs above the highlights as text; a file with highlights only has an empty text."""
    text = HIGHLIGHT.split(read_whole(file), maxsplit=1)[0]
    name = PurePosixPath(file.name).name.partition(".")[0]
    columns = {"id": pa.array([name if ID.fullmatch(name) else None], pa.string()), "text": pa.array([text])}
    yield to_raw(columns, pa.array([file.name], pa.string()))
