import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.formats.xml.fragments import read_fragment
from pipelines.sources.formats.xml.html_tags import TagScanner

# Tags and comments that have an end, in which HTMLParser and browsers see the same.
SOUND = [
    *(
        "<p>",
        "</p>",
        "<br/>",
        "<a href='x > y'>",
        '<img alt="a < b" src=x>',
        "<B\n>",
        "<!-- a > b -->",
        "<!DOCTYPE html>",
    ),
    *("<o:p x>", "</a >", "<?xml a?>", "<div class = 'it\"s'>", "<i title=''>", '<p hidden title=">">'),
]
pieces = st.sampled_from([*SOUND, "Rain ", "3 < 4", "a=b", '"', "' ", ">"])


def find_tags(html):
    scanner, at, found = TagScanner(html), 0, []
    while tag := scanner.next_tag(at):
        found.append(tag)
        at = tag.end
    return found


class Parser(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - HTMLParser's own
        self.found.append((tag, False))

    def handle_endtag(self, tag):
        self.found.append((tag, True))

    def handle_startendtag(self, tag, attrs):  # noqa: ARG002 - HTMLParser's own
        self.found.append((tag, False))


@given(st.lists(pieces, max_size=9).map("".join))
def test_tags_with_an_end_are_those_of_the_standard_library(html):
    assert [(tag.name, tag.is_end) for tag in find_tags(html) if tag.name] == Parser(html).found


@given(st.text(st.sampled_from("<>/ab!-[?= \n\"'")))
def test_tags_are_in_order_and_each_is_one(html):
    found, at = find_tags(html), 0
    for tag in found:
        assert at <= tag.start < tag.end <= len(html)
        assert (html[tag.start], html[tag.end - 1]) == ("<", ">")
        assert find_tags(html[tag.start : tag.end])[0].end == tag.end - tag.start
        at = tag.end


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        ("<a <b>", ["<b>"]),
        ("<a x=\"<b y='c'>", ["<b y='c'>"]),
        ("3 < 4 > 2 <3", []),
        ("<!-- <p> <!-- --> </p", ["<!-- <p> <!-- -->"]),
        ("<![CDATA[a > b]]><p", ["<![CDATA[a > b]]>"]),
        ("</ p><p", ["</ p>"]),
    ],
)
def test_what_has_no_end_is_text(html, tags):
    assert [html[tag.start : tag.end] for tag in find_tags(html)] == tags


UNITS = [
    "<a ",
    "</a ",
    "<!--",
    "<!",
    "<?",
    '<a x="',
    "<a x='y' ",
    '<b" y="',
    "<a x=\"<b y='",
    "<script>",
    "</script ",
    "<![CDATA[",
    "<",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("before", "after"), [("<p>x</p>", ""), ('<a x="', ">"), ("<script>", ""), ("<a x='", "\"'")])
def test_broken_markup_takes_time_in_proportion(unit, before, after):
    """HTMLParser needs minutes for each; 200 KB take a fifth of a second here."""
    html = before + unit * (200_000 // len(unit)) + after
    began = time.process_time()
    read_fragment(html)
    assert time.process_time() - began < 5
