# ruff: noqa: RUF001 - curly quotes are what is tested
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.pairs.intrusions import MARKUP
from pipelines.text.markup import SHOWN_CHARACTERS, mend_markup, show_markup

MENDED = [
    # entities
    ("Rain &amp; wind", "Rain & wind"),
    ("&quot;No&quot;, he said", '"No", he said'),
    ("caf&eacute; cr&egrave;me", "café crème"),
    ("It cost &pound;5 &mdash; or &#8364;6", "It cost £5 — or €6"),
    ("&amp;amp;amp;quot;Rain&amp;quot;", '"Rain"'),
    ("&#x27;Rain&#x27;", "'Rain'"),
    ("&#8217;s", "’s"),
    ("It was caf&eacute, then R&eacute", "It was café, then Ré"),
    ("The AT&ampT deal", "The AT&ampT deal"),
    ("cold &amp wet", "cold & wet"),
    ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
    # entities without their ampersand
    ("Turkey #39;s vote", "Turkey's vote"),
    ("Turkey#39;s vote", "Turkey's vote"),
    ("it doesn #39;t, they #39;ve", "it doesn't, they've"),
    ("the players #39; union", "the players' union"),
    ("he said #39;no #39;, then left", "he said 'no', then left"),
    ("rock #39;n #39; roll", "rock 'n' roll"),
    ("Heather O #39;Reilly", "Heather O'Reilly"),
    ("called it quot;great quot; and quot;new quot;.", 'called it "great" and "new".'),
    ("called it quot;greatquot; today", 'called it "great" today'),
    ("raised #36;10 million", "raised $10 million"),
    ("AT amp;T and Standard amp; Poor #39;s", "AT&T and Standard & Poor's"),
    ("Netscape #038; Google", "Netscape & Google"),
    ("a year #151; or two", "a year — or two"),
    ("#147;Rain, #148; he said", "“Rain,” he said"),
    ("Joseacute; in S #227;o Paulo, a communiqu #233; of #201;lan", "José in São Paulo, a communiqué of Élan"),
    ("17 #176; west", "17° west"),
    ("rainnbsp;and wind", "rain\xa0and wind"),
    ("rain nbsp;and wind", "rain and wind"),
    # tags
    ("<p>Rain.</p><p>Wind.</p>", "Rain.\n\nWind."),
    ("Rain<br>wind<br />sun<BR/>", "Rain\nwind\nsun"),
    ('The <a href="/x" title="a > b">old bridge</a>, shut', "The old bridge, shut"),
    ("The <b>old </b>, and <i>new</i> bridge", "The old, and new bridge"),
    ("H<sub>2</sub>O and CO<SUB>2</SUB>", "H2O and CO2"),
    ("It rained.<b>Then</b> it stopped", "It rained. Then it stopped"),
    ("&lt;b&gt;Rain&lt;/b&gt; fell", "Rain fell"),
    ("&amp;lt;p&amp;gt;Rain&amp;lt;/p&amp;gt;", "Rain"),
    ("Rain lt;b gt;fell lt;/b gt; here", "Rain fell here"),
    ("Rain <!-- ad --> fell<!-- open", "Rain fell"),
    ("Rain <script>var a = 1 < 2;</script>fell<style>b{}</style>", "Rain fell"),
    ("Rain <![CDATA[fell]]> here", "Rain fell here"),
    ("Rain //<![CDATA[ var a = b; //]]> fell", "Rain fell"),
    ("<ul><li>Rain</li><li>Wind</li></ul>", "Rain\n\nWind".replace("\n\n", "\n")),
    ("<table><tr><td>Rain</td><td>5</td></tr></table>", "Rain 5"),
    ('Rain fell. <A HREF="http://news.example/a', "Rain fell."),
    ("Rain fell br /> then wind", "Rain fell\nthen wind"),
    ("<o:p>Rain</o:p>", "Rain"),
    ("<font color=red size='2'>Rain</font>", "Rain"),
    ("<img src=a.jpg alt='Rain'/>Rain", "Rain"),
    ("<input disabled type=text>Rain", "Rain"),
]
MEANT = [
    "if a < b and c > d",
    "if a <b and c> d",
    "x<5 and y>3",
    "AT&T, R&D, Q&A; S&P 500",
    "I <3 rain",
    "ranked #1; then #2",
    "No. #39 of 50",
    "vector<int> and List<String>",
    "#include <stdio.h>",
    "write to <rain@news.example>",
    "see <http://news.example/a>",
    "Dell Inc. <DELL.O> rose",
    "General --> Reset",
    "a guitar amp; a lamp; the result; built; a length",
    "http://news.example/?a=1&copy=2&reg=3&lt=4",
    "an &unknown; thing",
    "use the <b> tag",
    "5 <- 6, a <= b => c",
    "Tom & Jerry",
    "{a: [b; c]}",
    "smile :-> or <-:",
    "*bold* and [link](x)",
]


def mend(*texts):
    return mend_markup(pa.array(texts, pa.string())).to_pylist()


@pytest.mark.parametrize(("text", "expected"), MENDED)
def test_markup_is_mended(text, expected):
    assert mend(text) == [expected]


@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant_stays(text):
    assert mend(text) == [text]


def test_mended_markup_is_none_for_the_check_of_articles():
    import re

    check = re.compile(MARKUP)
    left = [text for text, expected in MENDED if check.search(mend(text)[0]) and mend(text) != [expected]]
    assert left == []


def test_null_and_empty_stay():
    assert mend(None, "", "rain") == [None, "", "rain"]


PIECES = st.sampled_from(
    ["rain", "é", "s", ".", *" \n<>&;", "\n\n", "<b>", "</b>", "<p>", "<br/>", "&amp;", "&lt;", "lt;", "#39;", "quot;"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_words_are_neither_lost_nor_glued(text):
    (mended,) = mend(text)
    assert mended.count("rain") == text.count("rain")
    assert mended.count("é") == text.count("é")
    assert mended.count("rainrain") <= text.replace("<b>", "").replace("</b>", "").count("rainrain")


@given(st.text(st.characters(exclude_characters="<>&;"), max_size=60))
def test_a_text_without_signs_of_markup_is_unchanged(text):
    assert mend(text) == [text]


def test_a_piece_of_markup_is_shown():
    texts = pa.array(["Rain", "Rain fell <b>here</b>", "Rain " + "x" * 20 + "&amp;" * 30, None])
    shown = show_markup(texts, mend_markup(texts)).to_pylist()
    assert shown[0] is None
    assert shown[1] == "<b>here</b>"
    assert len(shown[2]) == SHOWN_CHARACTERS
    assert shown[3] is None
