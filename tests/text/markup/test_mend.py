# ruff: noqa: RUF001 - curly quotes and dashes are what this is about

import time

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.text.markup.mend import MOST_ROUNDS, MOST_SHOWN, mend_markup
from pipelines.text.markup.mend import _mend_once as mend_once

MENDED = [
    # Entities, also damaged.
    ("The mayor&#39;s ferry", "The mayor's ferry"),
    ("Smith &amp;amp; Sons, &amp;amp;quot;cheap&amp;amp;quot;", 'Smith & Sons, "cheap"'),
    ("it&#39s, it&#x27;s, it&#039;s, it&apos;s", "it's, it's, it's, it's"),
    ("R&amp;D at AT&amp;T", "R&D at AT&T"),
    ("El Ni&ntilde;o &EACUTE;t&eacute; &AMP; &#8220;rain&#x201D; &#151; &euro;5", "El Niño Été & “rain” — €5"),
    ("5 &lt; 6 &amp;&amp; 7 &gt; 3", "5 < 6 && 7 > 3"),
    ("smile &#55357;&#56832; now", "smile 😀 now"),
    ("one&nbsp;ferry,&nbsp;&nbsp; two\n\n&nbsp;\n\nferries", "one\u00a0ferry, two\n\nferries"),
    ("cut off &nbs", "cut off"),
    # Rests without an ampersand.
    ("The mayor #39;s ferry isn #39;t late", "The mayor's ferry isn't late"),
    ("The mayor#39;s ferry", "The mayor's ferry"),
    ("the players #39; union, AT amp;T, Smith amp; Sons", "the players' union, AT&T, Smith & Sons"),
    ("a quot;safe quot; ferry, quot; she said.", 'a "safe" ferry," she said.'),
    ("quot;Safe? quot; she asked. quot;Yes. quot;", '"Safe?" she asked. "Yes."'),
    ("the #39;safest ferry #39; of Sean O #39;Brien", "the 'safest ferry' of Sean O'Brien"),
    ("paid #36;5 million, US #36;7 ( #36;9)", "paid $5 million, US$7 ($9)"),
    ("late #151; again, #147;late #148; he said", "late — again, “late” he said"),
    ("a caf eacute; and El Ni ntilde;o", "a café and El Niño"),
    ("20 deg;C and more hellip;", "20°C and more…"),
    ("said lt;b gt;never lt;/b gt; again", "said never again"),
    # Tags.
    ("<p>Rain fell.</p><p>It stopped.</p>", "Rain fell.\n\nIt stopped."),
    ("Rain<br>fell<br/><br />and stopped", "Rain\nfell\n\nand stopped"),
    ("&lt;b&gt;...&lt;/b&gt; Rain", "... Rain"),
    ("Council votes &lt;b&gt;...&lt;/b&gt;", "Council votes ..."),
    ('Ferries Inc. <A HREF="http://x.example/q?t=F.N target=/q">F.N</A> rose', "Ferries Inc. F.N rose"),
    ("the<a href='/x'>Gazette</a>reported", "the Gazette reported"),
    ("<b>T</b>he <i>Time</i>s, H<sub>2</sub>O, 5<b>m</b>", "The Times, H2O, 5m"),
    ("It cost 10<sup>6</sup> dollars, 5 x 10<SUP>-3</SUP> each.", "It cost 10^6 dollars, 5 x 10^-3 each."),
    ("It fell in 2019<sup>3</sup>. In 110<sup>6</sup> cases.", "It fell in 2019 3. In 110 6 cases."),
    ("5<sup>1/2</sup> miles, 10<sup>1</sup>/<sub>2</sub>, log<sub>2</sub>8", "5 1/2 miles, 10 1/2, log2 8"),
    ("the 1<sup>st</sup> of 3<sup>[2]</sup>, 5 m<sup>2</sup>, 1000<wbr>000", "the 1st of 3[2], 5 m2, 1000000"),
    ("rain <b> and </b> wind", "rain and wind"),
    ("rain <img src=x.gif alt=y>.", "rain."),
    ("<ul><li>One</li><li>Two</li></ul>Three", "One\nTwo\n\nThree"),
    ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A B\nC"),
    ("Rain. <!-- ad = '<b>'; //-->\n\nWind.", "Rain.\n\nWind."),
    ("Rain. <script>if (a < b) { document.write('<b>'); }</script>Wind.", "Rain. Wind."),
    ("Rain. //<![CDATA[ var a = 1; //]]> Wind.", "Rain. Wind."),
    ("<![CDATA[Rain fell.]]>", "Rain fell."),
    ("<!DOCTYPE html><html><body>Rain</body></html>", "Rain"),
    ('<a href=\\"http://x.example\\">Rain</a>', "Rain"),
    ('cut off <A HREF="http://www.exa', "cut off"),
    ("cut off </fo", "cut off"),
    ("It rained.<p", "It rained."),
    ("b>Rain</b> fell", "Rain fell"),
    ("The mayor & #39;s & quot;safe & quot; ferry of AT& amp;T", 'The mayor\'s "safe" ferry of AT&T'),
    ("He said: #147; #145;Late #146; #148; again", "He said: “‘Late’” again"),
    ("Full &lt;script&gt;a&lt;/script&gt;stop &lt;!-- ad --&gt;here", "Full stop here"),
    ('target=/quote">F.N</A> rose', "F.N rose"),
    ("b>Rain/b> fell", "Rain fell"),
    ("Rain</b fell", "Rain fell"),
    ('<a href="http://x.example">Rain</a', "Rain"),
    ("[b]Rain[/b] [url=http://x.example]fell[/url] [sic]", "Rain fell [sic]"),
    ("Rain<br>\r\nfell<p>\r\nagain", "Rain\r\nfell\r\n\r\nagain"),
]
KEPT = [
    "a < b, x<5 and y>3, a<b>c, 2 > 1, <3, -> and <-, General --> Reset",
    "AT&T, R&D, Q&A; P&O; M&Ms; B&Bs; rock & roll; a & b;",
    "flight #140; she, lot #123; it, #1, No. #39; he, jersey #39; she, #39, ranked #12; she, issue #40",
    "write to <mary@news.example> or <mailto:mary@news.example>, <https://news.example/a?b=1&c=2>",
    "Ferries Inc. <F.N>, <sigh>, <insert name here>, dear <title>",
    "if (a < b && c > d) { return List<String>; } #include <stdio.h> cout << x >> y; vector<int> v;",
    "the <b> tag, an <a> element, the closing </p> tag, `<b>&amp;</b>` and ```\n<p>&lt;</p>\n```",
    "a big divide; the camp; a bull; result; sharing; the lamp; a race; fifty cent; one pound; 5 times; the image;",
    "“Curly” — it’s ‘fine’… £5; €6; 20°C;",
    "[sic] [b] and/or w/e 10/a>b",
    "two  spaces, a\ttab\n\n\nand lines ",
    "",
    None,
]
LEFT = [
    ("Rain. <!-- an ad\n\nthat never ends", "<!-- an ad"),
    ("Rain. <script>var a = 1;\n\nWind.", "<script>var a"),
    (12 * "<" + 12 * "b>", "<<<<"),
    ('Rain <a href="http://x.example and no end\n\nWind.', '<a href="http'),
]
PIECES = [
    *(
        "<b>",
        "</b>",
        "<p>",
        "<br>",
        "<",
        ">",
        "&",
        ";",
        "amp;",
        "&lt;",
        "&gt;",
        "#39;",
        "&#39;",
        "quot;",
        "nbsp;",
        "&nbsp;",
    ),
    *(
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<a href='x'>",
        '<i class="y"',
        "[b]",
        "[/b]",
        "lt;b gt;",
        "gt;",
        "/b>",
        "b>",
    ),
    *(
        "rain",
        "s",
        "O",
        "5",
        " ",
        "  ",
        "\n",
        "\n\n",
        ".",
        ",",
        "(",
        '"',
        "'",
        "`",
        "<![CDATA[",
        "]]>",
        "eacute;",
        "lt;",
        "=",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@pytest.mark.parametrize(("text", "expected"), MENDED)
def test_markup_is_mended(text, expected):
    markup = mend_markup(pa.array([text]))
    assert markup.mended.to_pylist() == [expected]
    assert markup.left.to_pylist() == [None]
    assert text.startswith(("<", "&")) or markup.found[0].as_py() in text.replace("\r", "\\r").replace("\n", "\\n")


@pytest.mark.parametrize("text", KEPT)
def test_what_is_meant_stays(text):
    markup = mend_markup(pa.array([text], pa.string()))
    assert markup.mended.to_pylist() == [text]
    assert markup.found.to_pylist() == markup.left.to_pylist() == [None]


@pytest.mark.parametrize(("text", "shown"), LEFT)
def test_what_cannot_be_mended_is_found(text, shown):
    markup = mend_markup(pa.array([text, "Rain."]))
    left, nothing = markup.left.to_pylist()
    assert left.startswith(shown)
    assert markup.found.to_pylist() == [left, None]
    assert nothing is None


def test_what_is_shown_is_short_and_printable():
    (shown,) = mend_markup(pa.array(["Rain <!-- \x1b[31m\n" + 100 * "\x07"])).left.to_pylist()
    assert shown.startswith("<!-- \\x1b[31m\\n\\x07")
    assert len(shown) <= MOST_SHOWN


def test_texts_keep_their_places():
    texts = [text for text, _ in MENDED] + KEPT
    expected = [text for _, text in MENDED] + KEPT
    assert mend_markup(pa.array(texts)).mended.to_pylist() == expected
    assert mend_markup(pa.array(texts).slice(3, 50)).mended.to_pylist() == expected[3:53]
    assert mend_markup(pa.array([], pa.string())).mended.to_pylist() == []


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_mending_twice_changes_nothing_more(text):
    once = mend_markup(pa.array([text])).mended
    assert mend_markup(once).mended.to_pylist() == once.to_pylist()


def mend_slowly(text):
    """The text without markup: mended until nothing changes, without a look at what it still has."""
    for _ in range(MOST_ROUNDS):
        before, text = text, mend_once(text)
        if text == before:
            return text
    return None


@settings(max_examples=300, deadline=None)
@example("Rain fell.<")
@example("--><")
@example("alt='rain'>Rain fell")
@example("Rain BR> fell")
@example("Rain br\t/> fell")
@example("Rain br\u00a0/> fell <\u2003b>here</b>")
@given(TEXTS)
def test_the_quick_check_misses_no_text_that_would_change(text):
    slow = mend_slowly(text)
    assert mend_markup(pa.array([text])).mended.to_pylist() == [text if slow is None else slow]


@given(st.text(st.characters(codec="utf-8", exclude_characters="<>&;[")))
def test_a_text_without_marks_stays(text):
    assert mend_markup(pa.array([text])).mended.to_pylist() == [text]


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "&",
        "&amp;",
        "&#39;",
        "#39; ",
        "<b>",
        "< ",
        "lt;b ",
        "[b]",
        "<a b=",
        '<a b="',
        "quot; ",
        "<script>",
        " ",
    ],
)
def test_time_grows_with_the_length_of_the_text(piece):
    """A text of 300 KB takes less than a second, whatever it repeats."""
    text = piece * (300_000 // len(piece))
    assert len(mend_markup(pa.array([f"{text}&amp;<b>"])).mended) == 1


@pytest.mark.parametrize("piece", ["Rain fell on the hills.<br>", "<!-- rain --> br> x ", "<p>Rain\n</p>"])
def test_time_of_tags_does_not_grow_with_their_square(piece):
    """400 KB take one or two seconds; where each tag searched all of the text, they took from 10 seconds on."""
    text = pa.array([piece * (400_000 // len(piece))])
    began = time.process_time()
    mend_markup(text)
    assert time.process_time() - began < 7


def test_time_of_entities_in_a_row_does_not_grow_with_the_reach_of_each():
    """50 KB take half a second; where each was searched from the beginning of its reach, they took six."""
    text = pa.array(["quot;" * 10_000])
    began = time.process_time()
    mend_markup(text)
    assert time.process_time() - began < 3
