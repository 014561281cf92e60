"""The tab Card of a release: its README.md, rendered; markup in it is shown and never run."""

from collections.abc import Sequence
from functools import lru_cache
from posixpath import normpath
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from pipelines.release.presence import MISSING
from pipelines.storage.places import Place
from pipelines.storage.plain_files import read_plain
from pipelines.web.pages import render
from pipelines.web.places import confined
from pipelines.web.release_frame import Folder, open_release

router = APIRouter()
CARD = "README.md"
# Bytes of a card that are rendered; a longer one is only linked.
MOST_BYTES = 1_000_000
FENCE = "---\n"
HIGHEST, LOWEST = 2, 6
# Elements that scroll inside themselves, for readers with a keyboard.
SCROLLING = {
    "<pre>": '<pre tabindex="0">',
    "<table>": '<div class="wide" tabindex="0"><table>',
    "</table>": "</table></div>",
}


@router.get("/corpora/{root}/{dataset}/{version}/card")
def card(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """The dataset card."""
    opened = open_release(request, root, dataset, folder)
    listed = {entry["path"] for entry in opened.files}
    here = opened.shared["here"]
    there = CARD in listed and opened.shared["faults"].get(CARD) != MISSING
    text = _read(folder) if there else None
    front, body = split_front_matter(text or "")
    documents = {path: here("files", *path.split("/")).replace("%2F", "/") for path in listed if path != CARD}
    return render(
        request,
        "card.html",
        **opened.shared,
        is_there=there,
        is_shown=text is not None,
        front=front,
        card=render_card(body, documents),
    )


def split_front_matter(text: str) -> tuple[str, str]:
    r"""Return the YAML at the beginning of a card, and its Markdown.

    >>> split_front_matter("---\nlicense: mit\n---\n# A card\n")
    ('license: mit\n', '# A card\n')
    """
    if text.startswith(FENCE) and (end := text.find(f"\n{FENCE}", len(FENCE) - 1)) >= 0:
        return text[len(FENCE) : end + 1], text[end + 1 + len(FENCE) :]
    return "", text


def render_card(text: str, documents: dict[str, str]) -> Markup:
    """Render Markdown as HTML that holds no markup of the text: it is escaped, and images are links.

    documents  path in the release -> address of its page; other relative links lead nowhere and are dropped
    Headings begin one level lower, below that of the page.
    """
    markdown = _parser()
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(LOWEST, int(token.tag[1]) + HIGHEST - 1)}"
        if "style" in token.attrs:  # the alignment of a cell, which the page's policy does not allow
            token.attrs = {"class": "n"} if "right" in str(token.attrs["style"]) else {}
        if token.type == "inline":
            _lead(token.children or (), documents)
    html = markdown.renderer.render(tokens, markdown.options, {})
    for tag, scrolling in SCROLLING.items():  # such a tag is never one of the text, which is escaped
        html = html.replace(tag, scrolling)
    return Markup(html)  # noqa: S704 - escaped by the renderer


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _lead(tokens: Sequence[Token], documents: dict[str, str]) -> None:
    """Let links lead to pages of the release, or out of the frame to another site."""
    for token in tokens:
        if token.type != "link_open":
            continue
        href = str(token.attrs.get("href", ""))
        if href.startswith(("https://", "http://")):
            token.attrs = {"href": href, "rel": "noopener noreferrer", "target": "_blank"}
        elif not href.startswith("#"):
            known = documents.get(normpath(unquote(href)))
            token.attrs = {"href": known} if known else {}


def _read(folder: Place) -> str | None:
    place = confined(folder, CARD)
    if place.stat().st_size > MOST_BYTES:
        return None
    return read_plain(place, MOST_BYTES).decode("utf-8", "replace")
