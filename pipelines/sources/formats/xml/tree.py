"""XML as a tree, without what makes it dangerous: entities of its own, external files, and sizes beyond a bound."""

import html.entities
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from pipelines.errors import InputError
from pipelines.sources.raw.files import InputFile, open_bytes, read_bounded
from pipelines.sources.raw.needs import load_library

# An element takes some 150 bytes of memory; a feed has fewer than 100,000.
MAX_TAGS = 4_000_000
# A named character of HTML, which XML does not know.
ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
OF_XML = (b"amp", b"lt", b"gt", b"quot", b"apos")


def parse_xml(file: InputFile) -> Element:
    """Return the root of a document; named characters of HTML are read too, since many feeds hold them.

    Raises InputError for XML that is damaged, too large, or has entities of its own.
    """
    with open_bytes(file) as stream:
        content = read_bounded(stream, file.name).lstrip()  # blank lines in front, as programs of blogs leave them
    if content.count(b"<") > MAX_TAGS:
        raise InputError(f"expected at most {MAX_TAGS:,} tags in {file.name}, found more: split the file")
    parse = load_library("defusedxml.ElementTree", file.name).fromstring
    try:
        return _parse(parse, content)
    except (ParseError, LookupError) as error:
        raise InputError(
            f"expected {file.name} to be well-formed XML, but {error}: repair the file or leave it out"
        ) from error


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace; "" for a comment.

    >>> name_of(Element("{http://www.w3.org/2005/Atom}feed"))
    'feed'
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_all(element: Element, *names: str) -> Iterator[Element]:
    """Yield the elements below `element` that have one of the names, in any namespace, in order."""
    return (each for each in element.iter() if name_of(each) in names)


def find_text(element: Element, *names: str) -> str | None:
    """Return the text of the first such element that has any, on one line."""
    texts = (" ".join("".join(each.itertext()).split()) for each in find_all(element, *names))
    return next((text for text in texts if text), None)


def find_attribute(element: Element, name: str, attribute: str) -> str | None:
    """Return an attribute of the first element of that name that has it."""
    return next((value for each in find_all(element, name) if (value := each.get(attribute))), None)


def _parse(parse: Any, content: bytes) -> Element:
    try:
        return parse(content)
    except ParseError as error:
        if "undefined entity" not in str(error):
            raise
        return parse(ENTITY.sub(_number_character, content))


def _number_character(match: re.Match[bytes]) -> bytes:
    found = html.entities.html5.get(f"{match[1].decode()};")
    if match[1] in OF_XML or not found:
        return match[0]
    return "".join(f"&#{ord(sign)};" for sign in found).encode()
