"""A few articles as lines, CSV and texts, to be written under any name and read again."""

import bz2
import gzip
import json
import lzma

import pyarrow as pa
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.sources.read import read_input

ROWS = [article(number) | {"title": "Café news"} for number in range(3)]
TEXTS = [row["text"] for row in ROWS]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
CSV = "id,title,text\n" + "".join(f'{row["id"]},{row["title"]},"{row["text"]}"\n' for row in ROWS)
PACK = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda content: pa.compress(content, codec="zstd", asbytes=True),
}


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def raw(path):
    """Return the rows as they are, also those that the stage rejects."""
    return [row for table in read_input(str(path), IngestArticles()) for row in table.to_pylist()]


def texts(path):
    return [json.loads(row["line"])["text"] if row["line"] else row["text"] for row in raw(path)]
