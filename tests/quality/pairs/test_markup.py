import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import make_row
from reference.markup import find_markup

from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.markup import has_markup, touches_markup
from schemas import PAIRS

PIECES = [
    *(
        "<",
        ">",
        "<b",
        "</b>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<style",
        "</Style ",
        "<!",
        "=",
        '"',
        "'",
        "é",
        "\n",
    ),
    *("&", "&#", "#", ";", "&nbsp;", "quot", "amp", "39", "x27", "rain", "a", " ", " ", " "),
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


def edits_of(rows):
    return view_edits(pa.Table.from_pylist(rows, schema=PAIRS))


def edit_row(text, start, end):
    """A row with one edit, of text[start:end]."""
    row = make_row(text, {})
    row["edits"] = [
        make_row("rain", {"rain": "wet"})["edits"][0]
        | {"clean_start": start, "clean_end": end, "original": text[start:end], "replacement": "wet"}
    ]
    return row


def slow_touches(text, start, end):
    """Return True if an edit is inside markup, found character by character."""
    before, after = text[:start], text[end:]
    opened, closing = before.rfind("<"), after.find(">")
    in_tag = opened > before.rfind(">") and re.match("<[A-Za-z/!?]", text[opened : opened + 2]) and closing >= 0
    in_tag = in_tag and not 0 <= after.find("<") < closing
    in_comment = before.rfind("<!--") > before.rfind("-->") and "-->" in after
    in_script = False
    for name in ("script", "style"):
        opens = [m.start() for m in re.finditer(rf"<{name}(?![A-Za-z0-9])", text, re.IGNORECASE) if m.start() < start]
        closes = [m.start() for m in re.finditer(rf"</{name}(?![A-Za-z0-9])", text, re.IGNORECASE)]
        last = max([c for c in closes if c < start], default=-1)
        in_script |= bool(opens) and opens[-1] > last and any(c >= end for c in closes)
    left = re.search(r"(&#|&|)([A-Za-z0-9]*)\Z", before)
    right = re.match(r"([A-Za-z0-9]*)(;?)", after)
    name = left[2] + text[start:end] + right[1]
    is_name = left[1] == "&" and 2 <= len(name) <= 32 and name[0].isalpha() and name[0].isascii()
    is_rest = not left[1] and name == text[start:end] and name in ("quot", "nbsp", "apos", "amp", "lt", "gt")
    in_entity = right[2] == ";" and (is_name or (left[1] == "&#" and len(right[1]) <= 32) or is_rest)
    return bool(in_tag or in_comment or in_script or in_entity)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(0), st.integers(0)), min_size=1, max_size=4))
def test_touches_markup_agrees_with_the_slow_rule(drawn):
    rows, slow = [], []
    for text, first, more in drawn:
        words = list(re.finditer("[A-Za-z0-9é]+", text))
        if not words:
            continue
        word = words[first % len(words)]
        last = words[min(len(words) - 1, first % len(words) + more % 2)]
        rows.append(edit_row(text, word.start(), last.end()))
        slow.append(slow_touches(text, word.start(), last.end()))
    assert touches_markup(edits_of(rows)).tolist() == slow


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.integers(0))
def test_the_engine_protects_all_that_the_rule_reports(text, number):
    words = list(re.finditer("[A-Za-z0-9é]+", text))
    if words:
        start, end = words[number % len(words)].span()
        if touches_markup(edits_of([edit_row(text, start, end)]))[0] and not re.search("#[^ ]*$", text[:start]):
            assert any(a < end and b > start for a, b in find_markup(text))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ('a <a title="big house">house</a>', "big", True),
        ("a <a>house</a> b", "house", False),
        ("a <b house", "house", False),
        ("a < b house > c", "house", False),
        ("<!-- a > house --> b", "house", True),
        ("<!-- a --> house <!-- b -->", "house", False),
        ("<script> if (a < b) house </script>", "house", True),
        ("<scripture> house </script>", "house", False),
        ("Smith&house; more", "house", True),
        ("Smith & house; more", "house", False),
        ("caf&eacute; house;", "house", False),
        ("a quot;house", "quot", True),
        ("a lamp;house", "lamp", False),
    ],
)
def test_an_edit_inside_markup_is_found(text, word, expected):
    start = text.index(word)
    assert touches_markup(edits_of([edit_row(text, start, start + len(word))])).tolist() == [expected]


def test_markup_of_one_text_is_not_of_the_next():
    rows = [
        edit_row("rain <b", 0, 4),
        edit_row("rain> &rain", 0, 4),
        edit_row("rain; -->", 0, 4),
        edit_row("rain <!--", 0, 4),
    ]
    assert touches_markup(edits_of(rows)).tolist() == 4 * [False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rain <b>fell", True),
        ('rain <A HREF="x.htm" TARGET=x>fell', True),
        ("rain </x>", True),
        ('rain <x a="b', True),
        ("rain <!-- fell", True),
        ("rain&nbsp;fell", True),
        ("caf&eacute;", True),
        ("rain #39;s and #8217;s", True),
        ("quot;rain", True),
        ("AT amp;T", True),
        ("<AAPL.O> a < b, x<5 and y>3, <mary@x.example>, General --> Reset, <sigh>", False),
        ("AT&T; M&Ms; #12; the camp; No. 39; R&D", False),
    ],
)
def test_has_markup(text, expected):
    assert has_markup(pa.array([text])).tolist() == [expected]
