import pytest

from pipelines.text.markup.tags import is_mention, strip_tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a title="x > y" href=http://x.example/?a=1&b=2 disabled>Rain</a>', "Rain"),
        ('<a href="http://x.example>Rain</a>', "Rain"),
        ('<a href="http://x.example"Rain</a> fell', "Rain fell"),
        ("<a href=\u201dhttp://x.example\u201d>Rain</a>", "Rain"),
        ("<SPAN CLASS=x>Rain</SPAN>", "Rain"),
        ("< b >Rain< /b > < br / >fell", "Rain\nfell"),
        ("<o:p>Rain</o:p> <fb:like href='x'/>fell", "Rain fell"),
        ("<noframe>Rain</noframe>", "Rain"),
        ("<![if !IE]>Rain<![endif]><?xml version='1.0'?>", "Rain"),
        ("<![if !supportLists]>1.<![endif]-->Rain", "1. Rain"),
        ('a href="http://x.example">Rain</a> fell', "Rain fell"),
        ('img src="a.jpg" alt="Rain"/> It fell', "It fell"),
        ('rain src="a.jpg"> It fell', 'rain src="a.jpg"> It fell'),
        ("<style type='text/css'>p { color: red }</style>Rain", "Rain"),
        ("<SCRIPT>document.write('<script src=x>')</SCRIPT>Rain", "Rain"),
        ("<!-- <b> --> Rain <!-- </b> --> fell", "Rain fell"),
        ("]]> Rain <x> and <y>", "]]> Rain <x> and <y>"),
        ("<x> Rain </x>", "Rain"),
        ("Rain /b> fell br /> again", "Rain fell\nagain"),
        ("[quote=Mary]Rain[/quote] [img]http://x.example/a.gif[/img]fell [b]", "Rain fell [b]"),
        ("x <p and y", "x <p and y"),
        ("end.<p>Next", "end.\n\nNext"),
        ("<title>", "<title>"),
        ("<title>Rain</title>", "Rain"),
        ("<address> and <time>", "<address> and <time>"),
    ],
)
def test_tags_are_stripped(text, expected):
    assert strip_tags(text) == expected


@pytest.mark.parametrize("value", ['"1"', "'1'", "“1”", '\\"1\\"', '"1>2"', "1"])
@pytest.mark.parametrize(("front", "end"), [("Rain fell <img", " more of it."), ("Rain fell. <img", ' b="more')])
def test_a_tag_of_many_attributes_that_never_ends_is_read_once(front, end, value):
    """A value that can be read in two ways doubles the time for each attribute: these would take years."""
    assert strip_tags(front + f" a={value}" * 80 + end).startswith("Rain fell")


def test_comments_between_ends_without_a_beginning():
    assert strip_tags("<!-- --> /p> Rain <!-- x --> fell /p> again") == "Rain fell\n\nagain"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the <b> tag", True), ("closing </p> tags", True), ("a <b> here", False), ("<b> tag", False)],
)
def test_a_tag_is_spoken_of(text, expected):
    assert is_mention(text, text.index("<")) == expected
