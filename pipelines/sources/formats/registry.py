"""The readers of all formats."""

from collections.abc import Callable, Iterator

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.sources.formats import arrow, json_documents, lines, parquet, story, text, warc
from pipelines.sources.formats.delimited import reader as delimited
from pipelines.sources.formats.xml import reader as xml_news
from pipelines.sources.raw.files import InputFile

MODULES = (lines, json_documents, delimited, parquet, arrow, text, story, warc, xml_news)
# Ending of a file name -> its format; it may be followed by the ending of a compression.
FORMATS: dict[str, str] = {ending: name for module in MODULES for ending, name in module.FORMATS.items()}
# Format -> a function that yields all rows of a file as tables of RAW, in order; the size of a table is the reader's.
READERS: dict[str, Callable[[InputFile, IngestArticles], Iterator[pa.Table]]] = {
    name: module.read for module in MODULES for name in module.FORMATS.values()
}
# Formats that are read by path, so a compressed file is unpacked before.
BY_PATH = {name for module in MODULES if getattr(module, "BY_PATH", False) for name in module.FORMATS.values()}
