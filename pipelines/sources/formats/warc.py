"""Web archives: WARC, with pages as they were fetched, and WET, with their texts.

Each record with a document is a row; requests, metadata and repeated visits are none. The date of a page is the one
that it states. A text in WET has the date of its visit, since the file has no other.
"""

import contextlib
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.formats.pages import MAX_PAGE_BYTES, PAGE_TYPES, Row, read_page
from pipelines.sources.formats.warc_bounds import READABLE, HeaderLines, read_encoding, read_payload
from pipelines.sources.raw.columns import to_raw
from pipelines.sources.raw.excerpt import escape
from pipelines.sources.raw.files import InputFile, open_bytes
from pipelines.sources.raw.needs import load_library

FORMATS = {".warc": "warc", ".wet": "warc"}
DOCUMENTS = ("response", "resource", "conversion")
# The type of a text in WET.
TEXT_TYPES = ("text/plain",)
# The library's own errors for odd headers; OverflowError for a length that no file can have.
ODD_HEADERS = (AttributeError, IndexError, KeyError, OverflowError, TypeError)
# Rows of a table: a few MB of news.
BATCH_ROWS = 1_000


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:  # noqa: ARG001 - as of all readers
    """Yield a row a document.

    Reasons of documents without an article: not_html, http_status, and no_text for pages without a main text.
    Raises InputError for a damaged file, and ConfigError without the extra `web`.
    """
    rows: list[Row] = []
    with open_bytes(file) as stream:
        for number, record in enumerate(_read_records(stream, file.name), start=1):
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            place = f"{file.name} record {number} {_shorten(address)}".rstrip()
            if record.rec_type in DOCUMENTS:
                rows.append(_read_document(record, address, file.name) | {"place": place})
            _check_complete(record, place)
            if len(rows) == BATCH_ROWS:
                yield _to_table(rows)
                rows = []
    if rows:
        yield _to_table(rows)


def _read_records(stream: Any, name: str) -> Iterator[Any]:
    """Yield all records; raises InputError for what is no record."""
    iterator = load_library("warcio.archiveiterator", name).ArchiveIterator(stream)
    failure = load_library("warcio.exceptions", name).ArchiveLoadFailed
    lines = iterator.reader.readline = HeaderLines(iterator.reader.readline, failure)
    is_first = True
    while True:
        lines.begin()
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # it prints what it finds between two records
                record = next(iterator, None)
        except (failure, *ODD_HEADERS) as error:
            raise _damaged(name, f"a header cannot be read ({escape(' '.join(str(error).split())[:200])})") from error
        if iterator.err_count:
            raise _damaged(name, f"a record before byte {iterator.offset:,} is longer than its header states")
        if record is None and (iterator.next_line or is_first):
            raise _damaged(name, "it ends within a header")
        if record is None:
            return
        is_first = False
        yield record


def _check_complete(record: Any, place: str) -> None:
    """Raise InputError if the file ends within a record."""
    if not (record.rec_headers.get_header("Content-Length") or "").isdecimal():
        raise _damaged(place, "its header has no length")
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit:
        raise _damaged(place, f"the file ends {record.raw_stream.limit:,} bytes too early")


def _damaged(name: str, fault: str) -> InputError:
    return InputError(
        f"expected {name} to be a complete web archive, but {fault}: fetch or repair the file, or leave it out"
    )


def _read_document(record: Any, address: str, name: str) -> Row:
    row: Row = {"url": address or None, "source": _name_host(address)}
    headers = record.http_headers or record.rec_headers
    kind = headers.get_header("Content-Type") or ""
    if refused := _refuse(record, kind):
        return row | refused
    visited = record.rec_headers.get_header("WARC-Date") or ""
    content, encoding = read_payload(record, name), read_encoding(record)
    if encoding not in READABLE and not content.lstrip().startswith(b"<"):
        return row | {"reason": "no_text", "detail": f"its Content-Encoding is not read: {encoding[:60]!r}"}
    if record.rec_type != "conversion":
        return row | read_page(content, kind, address=address, visited=visited)
    return row | {"text": content.decode("utf-8", errors="replace"), "published_at": visited or None}


def _refuse(record: Any, kind: str) -> Row:
    """Return the reason and the detail of a document that is no page or text; empty for one that is."""
    kinds = TEXT_TYPES if record.rec_type == "conversion" else PAGE_TYPES
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return {"reason": "http_status", "detail": f"expected 200, got {status[:60]!r}"}
    if kind.partition(";")[0].strip().lower() not in kinds:
        return {"reason": "not_html", "detail": f"expected {kinds[0]}, got {kind[:60]!r}"}
    if cut := record.rec_headers.get_header("WARC-Truncated"):
        return {"reason": "no_text", "detail": f"the crawler cut it: {cut[:60]}"}
    if (record.length or 0) > MAX_PAGE_BYTES:
        return {"reason": "no_text", "detail": f"it is larger than {MAX_PAGE_BYTES:,} bytes"}
    return {}


def _to_table(rows: list[Row]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    return to_raw(columns, columns["place"])


def _name_host(address: str) -> str | None:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _shorten(address: str) -> str:
    shown = "".join(sign if sign.isprintable() else "?" for sign in address)
    return shown if len(shown) <= 200 else f"{shown[:200]}..."
