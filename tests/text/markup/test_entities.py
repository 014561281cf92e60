import pytest

from pipelines.text.markup.entities import decode, mend_entities


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("eacute", "é"),
        ("EACUTE", "É"),
        ("Nbsp", "\u00a0"),
        ("#39", "'"),
        ("#x27", "'"),
        ("#146", "\u2019"),
        ("#10", "\n"),
        ("#7", ""),
        ("#55357", "?"),
        ("#99999999", "?"),
        ("foo", "?"),
    ],
)
def test_decode_knows_names_and_numbers(name, character):
    assert decode(name, otherwise="?") == character


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&amp;amp;amp;lt;", "<"),
        ("&quot ;rain&quot ; and & quot;", '"rain" and quot;'),
        ("& #39; and &# 39;", "#39; and '"),
        ("&copy 2004, &pound5m, x?a=1&copy=2", "© 2004, £5m, x?a=1&copy=2"),
        ("&nbsprain &quotRain&quot, AT&ampT", 'rain "Rain", AT&T'),
        ("x?a=1&copy=2&amp=3&quot=4&lt=5&nbsp=6", "x?a=1&copy=2&amp=3&quot=4&lt=5&nbsp=6"),
        ("x?a=1&amp;b=2", "x?a=1&b=2"),
        ("P&O; Q&A; R&D; &foo; & & ;", "P&O; Q&A; R&D; &foo; & & ;"),
        ("line&nbsp;\n&nbsp;\nline", "line\nline"),
        ("&nbsp; rain &nbsp;", "rain"),
        ("rain &am", "rain"),
        ("rain &a", "rain &a"),
        ("It&rsquos &ldquoRain&rdquo&mdashagain&hellip", "It\u2019s \u201cRain\u201d\u2014again\u2026"),
        ("It&rsquor; x?a=1&ldquo=2", "It\u2019 x?a=1&ldquo=2"),
        ("Rain.&#13;\nSun.&amp;#xD;&amp;#xA;Snow.&#13;Hail.", "Rain.\nSun.\nSnow.\nHail."),
    ],
)
def test_entities_are_mended(text, expected):
    assert mend_entities(text) == expected
