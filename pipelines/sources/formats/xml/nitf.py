"""Documents of news agencies: NITF, and NewsML-G2 around NITF, XHTML or plain text."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pipelines.sources.formats.xml.tree import find_all, find_attribute, find_text, name_of

Row = dict[str, str | None]

PARAGRAPHS = ("p", "hl2", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre")
# Elements without text of the article: pictures with their captions, tables, and remarks to editors.
OTHERS = ("media", "table", "nitf-table", "note", "head", "figure", "script", "style")
# ISO 8601 without its signs, as NITF has it.
BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?")


def read_nitf(root: Element) -> Iterator[Row]:
    """Yield the row of one document."""
    yield {
        "title": find_text(root, "hl1") or find_text(root, "title"),
        "text": _read_body(root),
        "id": find_attribute(root, "doc-id", "id-string"),
        "url": find_attribute(root, "pubdata", "ex-ref"),
        "published_at": _date(
            find_attribute(root, "date.issue", "norm") or find_attribute(root, "pubdata", "date.publication")
        ),
        "source": find_attribute(root, "pubdata", "name"),
    }


def read_newsml(root: Element) -> Iterator[Row]:
    """Yield a row for each item of news; several may stand in one message."""
    for item in find_all(root, "newsItem"):
        yield {
            "title": find_text(item, "headline") or find_text(item, "hl1") or find_text(item, "title"),
            "text": _read_content(item),
            "id": item.get("guid"),
            "published_at": find_text(item, "contentCreated", "firstCreated") or find_text(item, "versionCreated"),
            "source": find_attribute(item, "provider", "literal") or find_text(item, "provider"),
        }


def _read_body(root: Element) -> str | None:
    bodies = [*find_all(root, "body.content")] or [*find_all(root, "body")]
    # The New York Times states the first paragraph twice: as a block of its own, and in that of the full text.
    whole = [block for body in bodies for block in find_all(body, "block") if block.get("class") == "full_text"]
    return _join(whole or bodies)


def _read_content(item: Element) -> str | None:
    for content in find_all(item, "inlineXML"):
        if text := _read_body(content):
            return text
    plain = ("".join(each.itertext()).strip() for each in find_all(item, "inlineData"))
    return next(filter(None, plain), None)


def _join(elements: list[Element]) -> str | None:
    paragraphs = [" ".join("".join(each.itertext()).split()) for element in elements for each in _paragraphs(element)]
    whole = (" ".join("".join(each.itertext()).split()) for each in elements)
    return "\n\n".join(filter(None, paragraphs)) or "\n\n".join(filter(None, whole)) or None


def _paragraphs(element: Element) -> Iterator[Element]:
    waiting = [element]
    while waiting:
        each = waiting.pop()
        if name_of(each) in PARAGRAPHS:
            yield each
        elif name_of(each) not in OTHERS:
            waiting.extend(reversed(each))


def _date(text: str | None) -> str | None:
    """Return a date with its signs, which makes it readable to others."""
    found = BASIC.fullmatch(text or "")
    if not found:
        return text
    year, month, day, hour, minute, second, zone = found.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else "")
