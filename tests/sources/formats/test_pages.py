import pytest

from pipelines.sources.formats import pages
from pipelines.sources.formats.pages import read_page

HTML = "text/html; charset=utf-8"


@pytest.fixture
def trafilatura():
    import trafilatura

    return trafilatura


def page(*paragraphs, head=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    menu = "<nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"
    foot = "<footer>All rights reserved</footer>"
    return (
        f"<html><head>{head}</head><body>{menu}<article><h1>Rain on the hills</h1>{body}</article>{foot}</body></html>"
    )


FIRST = "Rain fell on the hills all day, and the café by the old mill was shut, the mayor said on Tuesday. " * 3
SECOND = "It stopped in the evening, when the fire service had pumped the water out of the market hall. " * 3
HEAD = (
    "<title>Rain on the hills - The Valley Post</title><meta property='og:site_name' content='The Valley Post'>"
    "<meta property='article:published_time' content='2021-03-02T06:00:00Z'>"
)


def test_the_article_of_a_page(trafilatura):
    row = read_page(
        page(FIRST, SECOND, head=HEAD).encode(), HTML, address="https://post.example/1", visited="2021-03-04"
    )
    assert FIRST.strip() in row["text"]
    assert SECOND.strip() in row["text"]
    assert "Sport" not in row["text"]
    assert (row["title"], row["published_at"], row["source"]) == ("Rain on the hills", "2021-03-02", "The Valley Post")


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("utf-8", "text/html"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("cp1252", "text/html; charset=ISO-8859-1"),
        ("utf-16", 'text/html; charset="utf-16"'),
    ],
)
def test_the_encoding_that_the_server_states(trafilatura, encoding, kind):
    row = read_page(page(FIRST, SECOND).encode(encoding), kind, address="", visited="")
    assert "the café by" in row["text"]


def test_the_encoding_that_the_page_states(trafilatura):
    content = page(FIRST, SECOND, head='<meta charset="windows-1252">').encode("cp1252")
    assert "the café by" in read_page(content, "text/html; charset=rain", address="", visited="")["text"]


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\x00\xff\xfe", b"<p>" * 3000])
def test_a_page_without_an_article_has_a_reason(trafilatura, content):
    row = read_page(content, HTML, address="https://post.example/1", visited="2021-03-04")
    assert row == {"reason": "no_text", "detail": "the page has no main text"}


def test_a_page_beyond_the_bound_has_a_reason(monkeypatch):
    monkeypatch.setattr(pages, "MAX_PAGE_BYTES", 10)
    assert read_page(b"x" * 11, HTML, address="", visited="")["detail"] == "the page is larger than 10 bytes"


def test_a_date_behind_the_visit_is_no_date_of_publication(trafilatura):
    head = "<meta property='article:published_time' content='2021-03-02T06:00:00Z'>"
    row = read_page(page(FIRST, SECOND, head=head).encode(), HTML, address="", visited="2020-01-01T00:00:00Z")
    assert row["published_at"] is None
