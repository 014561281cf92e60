import pytest
from defusedxml.ElementTree import fromstring

from pipelines.sources.formats.xml.feeds import read_feed

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>The Valley Post</title><link>https://post.example/</link><atom:link href="https://post.example/feed" rel="self"/>
<image><title>Logo</title></image>
<item><title>Rain &amp; snow</title><link> https://post.example/1 </link><guid isPermaLink="false">post-1</guid>
 <media:title>A picture</media:title><media:content url="https://post.example/1.png"/>
 <pubDate>Tue, 02 Mar 2021 06:00:00 EST</pubDate><description>Short.</description>
 <content:encoded><![CDATA[<p>Rain fell.</p><p>Snow, <b>too</b>.</p>]]></content:encoded></item>
<item><title>Sun</title><guid>https://post.example/2</guid><dc:date>2021-03-03</dc:date>
 <description>&lt;p&gt;It shone &amp;amp; shone.&lt;/p&gt;</description>
 <source url="https://wire.example">The Wire</source></item>
<item><link>https://post.example/3</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The <b>Valley</b> Post</title>
<entry><title type="html">Rain</title><id>tag:post.example,1</id><updated>2021-03-03T00:00:00Z</updated>
 <published>2021-03-02T06:00:00Z</published><link rel="self" href="https://post.example/self"/>
 <link href="https://post.example/1"/><summary>Short.</summary>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rain <a href="x">fell</a>.</p>
 <p>AT&amp;T &lt;3</p></div></content></entry>
<entry><title>Sun</title><id>https://post.example/2</id><updated>2021-03-04T00:00:00Z</updated>
 <content type="html">&lt;p&gt;It shone.&lt;/p&gt;</content><source><title>The Wire</title><id>x</id></source></entry>
<entry><title>Plain</title><summary type="text">3 &lt; 4 &amp;amp; more</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://post.example/">
<title>The Valley Post</title></channel>
<item rdf:about="https://post.example/1"><title>Rain</title><link>https://post.example/1</link>
 <description>Rain fell.</description><dc:date>2021-03-02</dc:date></item></rdf:RDF>"""
NAMES = ("title", "text", "id", "url", "published_at", "source")


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (
            RSS,
            [
                (
                    "Rain & snow",
                    "Rain fell.\n\nSnow, too.",
                    "post-1",
                    "https://post.example/1",
                    "Tue, 02 Mar 2021 06:00:00 EST",
                    "The Valley Post",
                ),
                (
                    "Sun",
                    "It shone & shone.",
                    "https://post.example/2",
                    "https://post.example/2",
                    "2021-03-03",
                    "The Wire",
                ),
                (None, None, None, "https://post.example/3", None, "The Valley Post"),
            ],
        ),
        (
            ATOM,
            [
                (
                    "Rain",
                    "Rain fell.\n\nAT&T <3",
                    "tag:post.example,1",
                    "https://post.example/1",
                    "2021-03-02T06:00:00Z",
                    "The Valley Post",
                ),
                (
                    "Sun",
                    "It shone.",
                    "https://post.example/2",
                    "https://post.example/2",
                    "2021-03-04T00:00:00Z",
                    "The Wire",
                ),
                ("Plain", "3 < 4 &amp; more", None, None, None, "The Valley Post"),
            ],
        ),
        (
            RDF,
            [
                (
                    "Rain",
                    "Rain fell.",
                    "https://post.example/1",
                    "https://post.example/1",
                    "2021-03-02",
                    "The Valley Post",
                )
            ],
        ),
        ("<rss><channel><title>Empty</title></channel></rss>", []),
        ("<rss><item><title>Loose</title></item></rss>", [("Loose", None, None, None, None, None)]),
    ],
)
def test_entries_of_feeds(feed, expected):
    rows = list(read_feed(fromstring(feed)))
    assert [tuple(row[name] for name in NAMES) for row in rows] == expected
