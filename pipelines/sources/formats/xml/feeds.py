"""Entries of feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from pipelines.sources.formats.xml.fragments import read_fragment
from pipelines.sources.formats.xml.tree import find_all, name_of

Row = dict[str, str | None]

# The prefix of the elements of a namespace; elements of other namespaces, such as those for media, are left out.
PREFIXES = {
    "": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
}
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
NAMESPACE = re.compile(r"\{[^}]*\}")
# Elements of RSS and of Atom, the best first.
TEXTS = ("content:encoded", "content", "description", "summary")
DATES = (
    "pubDate",
    "published",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "issued",
    "created",
    "updated",
    "modified",
)


def read_feed(root: Element) -> Iterator[Row]:
    """Yield an entry a row, in order; the title of the feed is the source of entries that name none."""
    channel = next(find_all(root, "channel"), root)
    feed_title = _text(_children(channel).get("title", []))
    for entry in find_all(root, "item", "entry"):
        parts = _children(entry)
        about = entry.get(ABOUT)
        named = _text(parts.get("guid", [])) or _text(parts.get("id", [])) or about
        yield {
            "title": _text(parts.get("title", [])),
            "text": next((text for name in TEXTS for each in parts.get(name, []) if (text := _body(each))), None),
            "id": named,
            "url": _link(parts) or next((each for each in (named, about) if _is_address(each)), None),
            "published_at": next((date for name in DATES if (date := _text(parts.get(name, [])))), None),
            "source": _source(parts.get("source", [])) or feed_title,
        }


def _children(element: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for child in element:
        space, _, name = str(child.tag).rpartition("}")
        prefix = PREFIXES.get(space.removeprefix("{"))
        if prefix is not None:
            found.setdefault(prefix + name, []).append(child)
    return found


def _text(elements: list[Element]) -> str | None:
    return next((text for each in elements if (text := " ".join("".join(each.itertext()).split()))), None)


def _body(element: Element) -> str:
    """Return the text of an element that holds plain text, HTML as text, or XHTML as elements."""
    if not len(element):
        return read_fragment(element.text or "").strip()
    return read_fragment(NAMESPACE.sub("", _serialize(element))).strip()


def _serialize(element: Element) -> str:
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = name_of(each)
            each.attrib.clear()
    return tostring(element, encoding="unicode")


def _link(parts: dict[str, list[Element]]) -> str | None:
    links = parts.get("link", [])
    texts = (each.get("href") or each.text or "" for each in links if each.get("rel", "alternate") == "alternate")
    return next((text.strip() for text in texts if text.strip()), None)


def _source(elements: list[Element]) -> str | None:
    """Return the publication that an aggregator names: the text of RSS, the title of Atom."""
    titles = [_text(_children(each).get("title", [])) if len(each) else _text([each]) for each in elements]
    return next(filter(None, titles), None)


def _is_address(text: str | None) -> bool:
    return (text or "").startswith(("http://", "https://"))
