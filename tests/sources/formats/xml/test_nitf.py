import pytest
from defusedxml.ElementTree import fromstring

from pipelines.sources.formats.xml.nitf import read_newsml, read_nitf

NITF = """<nitf><head><title>Rain (draft)</title><docdata><doc-id id-string="post-1"/>
<date.issue norm="20210302T060000Z"/>
</docdata><pubdata name="The Valley Post" ex-ref="https://post.example/1" date.publication="20210303T000000"/></head>
<body><body.head><hedline><hl1>Rain falls
 on hills</hl1><hl2>And more</hl2></hedline><byline>By A. Reporter</byline></body.head>
<body.content>{body}</body.content><body.end><tagline>End</tagline></body.end></body></nitf>"""
PLAIN = """<p>LINDEN - <location>Rain</location> fell.</p>
<media><media-caption><p>A hill</p></media-caption></media><p>All
 day.</p>"""
BLOCKS = """<block class="lead_paragraph"><p>Rain fell.</p></block>
<block class="full_text"><p>Rain fell.</p><p>All day.</p></block>"""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (PLAIN, "LINDEN - Rain fell.\n\nAll day."),
        (BLOCKS, "Rain fell.\n\nAll day."),
        ("<block><p>Rain</p><hl2>Later</hl2><ul><li>Snow</li></ul></block>", "Rain\n\nLater\n\nSnow"),
        ("Rain fell.", "Rain fell."),
        ("<p> </p>", None),
        ("", None),
    ],
)
def test_the_paragraphs_of_a_document(body, text):
    (row,) = read_nitf(fromstring(NITF.format(body=body)))
    assert row["text"] == text
    assert row["title"] == "Rain falls on hills"
    assert (row["id"], row["source"], row["url"]) == ("post-1", "The Valley Post", "https://post.example/1")
    assert row["published_at"] == "2021-03-02T06:00:00Z"


@pytest.mark.parametrize(
    ("norm", "date"),
    [
        ("20210302", "2021-03-02"),
        ("20210302T0600+0100", "2021-03-02T06:00:00+0100"),
        ("2021-03-02T06:00:00Z", "2021-03-02T06:00:00Z"),
        ("", "2021-03-03T00:00:00"),
    ],
)
def test_dates_without_signs_get_them(norm, date):
    (row,) = read_nitf(fromstring(NITF.replace("20210302T060000Z", norm).format(body=PLAIN)))
    assert row["published_at"] == date


def test_a_document_with_nothing_in_it_has_no_values():
    (row,) = read_nitf(fromstring("<nitf/>"))
    assert set(row.values()) == {None}


ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:post:{n}"><itemMeta>
<provider literal="The Wire"/>
<versionCreated>2021-03-03T00:00:00Z</versionCreated><firstCreated>2021-03-02T06:00:00Z</firstCreated></itemMeta>
<contentMeta><headline>Rain {n}</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"""
XHTML = """<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>
<body><h1>Rain</h1><p>It fell.</p></body></html></inlineXML>"""


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (XHTML, "Rain\n\nIt fell."),
        (f"<inlineXML>{NITF.format(body=PLAIN)}</inlineXML>", "LINDEN - Rain fell.\n\nAll day."),
        ("<inlineData>Rain fell.\nAll day.</inlineData>", "Rain fell.\nAll day."),
        ("<remoteContent href='x.jpg'/>", None),
    ],
)
def test_items_of_newsml(content, text):
    items = "".join(ITEM.format(n=n, content=content) for n in (1, 2))
    rows = list(read_newsml(fromstring(f"<newsMessage><itemSet>{items}</itemSet></newsMessage>")))
    assert [(row["title"], row["text"], row["id"]) for row in rows] == [
        (f"Rain {n}", text, f"urn:post:{n}") for n in (1, 2)
    ]
    assert (rows[0]["source"], rows[0]["published_at"]) == ("The Wire", "2021-03-02T06:00:00Z")
    assert len(list(read_newsml(fromstring(ITEM.format(n=1, content=content))))) == 1
