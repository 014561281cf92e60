"""The article of a web page: its main text without menus, comments and footers, found by trafilatura.

At 64 pages a second on one core, measured on 400 articles with menus around them: that is what limits reading WARC.
"""

import codecs
import logging
import re

from pipelines.sources.raw.needs import load_library

PAGE_TYPES = ("text/html", "application/xhtml+xml")
# Larger pages are no articles: as trafilatura's own limit.
MAX_PAGE_BYTES = 20_000_000
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Names that pages use for Windows' encoding, as browsers read them.
WINDOWS = ("ascii", "iso8859-1")

Row = dict[str, str | None]


def read_page(page: bytes, kind: str, *, address: str, visited: str) -> Row:
    """Return text, title, date and source of a page, or a reason and a detail.

    kind     its content type, with its encoding
    visited  when it was fetched, as an ISO date: the page cannot be of a later day
    """
    if len(page) > MAX_PAGE_BYTES:
        return {"reason": "no_text", "detail": f"the page is larger than {MAX_PAGE_BYTES:,} bytes"}
    trafilatura = load_library("trafilatura", "web pages")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page without a text as an error
    # Without the last date, today's would be the limit, and the result would depend on the day.
    dates = {"original_date": True, "extensive_search": False, "max_date": visited[:10] or "2100-01-01"}
    found = trafilatura.bare_extraction(
        _decode(page, kind),
        url=address or None,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=dates,
    )
    if found is None or not (found.text or "").strip():
        return {"reason": "no_text", "detail": "the page has no main text"}
    row: Row = {"text": found.text, "title": found.title, "published_at": found.date}
    return row | ({"source": found.sitename} if found.sitename else {})


def _decode(page: bytes, kind: str) -> str | bytes:
    """Return the text in UTF-8 or the encoding that the server states; else the bytes: the page may state another."""
    stated = CHARSET.search(kind)
    for name in ("utf-8-sig", *(stated.groups() if stated else ())):
        try:
            codec = codecs.lookup(name).name
            return page.decode("cp1252" if codec in WINDOWS else codec)
        except (LookupError, UnicodeDecodeError):
            continue
    return page
