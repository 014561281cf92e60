import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.formats.xml.fragments import read_fragment


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Rain &amp; snow\n\nfell.", "Rain &amp; snow\n\nfell."),
        ("3 < 4 and a <3 b", "3 < 4 and a <3 b"),
        ("<p>Rain</p>\n<p>fell</p>", "Rain\n\nfell"),
        ("<div><p>Rain <a href='x'>fell</a>\n on</p><ul><li>a</li><li>b</li></ul></div>", "Rain fell on\n\na\n\nb"),
        ("Rain<br/>fell<br><br>on", "Rain\nfell\n\non"),
        ("<p>Rain</p><script>var a = '<p>';</script><style>p {}</style><p>fell</p>", "Rain\n\nfell"),
        ("<p>AT&amp;T &lt;b&gt; &#233; &nbsp;x</p>", "AT&T <b> é x"),
        ("<!-- Rain --><p>fell", "fell"),
        ("<P CLASS=x>Rain<P>fell", "Rain\n\nfell"),
        ("<p>3 < 4</p>", "3 < 4"),
        ("<p>Rain</p><script>a = '<!--' + \"<a x='\"</SCRIPT ><p>fell --></p>", "Rain\n\nfell -->"),
        ("<p>Rain<svg/> fell</p><template><p>no", "Rain fell"),
    ],
)
def test_blocks_become_paragraphs(html, text):
    assert read_fragment(html) == text


@given(st.text(st.sampled_from("<>/p b&;!-\n\"'=#x")))
def test_no_fragment_fails(html):
    read_fragment(html)
