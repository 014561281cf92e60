"""News in XML: feeds (RSS, Atom), NITF and NewsML-G2, told apart by the root of the document."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.formats.xml.feeds import Row, read_feed
from pipelines.sources.formats.xml.nitf import read_newsml, read_nitf
from pipelines.sources.formats.xml.tree import name_of, parse_xml
from pipelines.sources.raw.columns import number_places, to_raw
from pipelines.sources.raw.files import InputFile

FORMATS = {".xml": "xml", ".rss": "xml", ".atom": "xml", ".rdf": "xml", ".nitf": "xml"}
# The root of a document -> its rows.
KINDS: dict[str, Callable[[Element], Iterator[Row]]] = {
    "rss": read_feed,
    "RDF": read_feed,
    "feed": read_feed,
    "nitf": read_nitf,
    "newsItem": read_newsml,
    "newsMessage": read_newsml,
}


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:  # noqa: ARG001 - as of all readers
    """Yield a row an entry or document; raises InputError for XML of another kind."""
    root = parse_xml(file)
    kind = name_of(root)
    if kind not in KINDS:
        raise InputError(
            f"expected {file.name} to be a feed (RSS, Atom), NITF or NewsML-G2, but its root is <{kind[:60]}>: "
            "convert the news, for example to JSONL, or leave the file out"
        )
    if rows := list(KINDS[kind](root)):
        columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]}
        yield to_raw(columns, number_places(f"{file.name} entry", 0, len(rows)))
