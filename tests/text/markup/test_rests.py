import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.markup.rests import LONGEST, NEXT, REST, mend_entity_rests
from pipelines.text.markup.rests import _find_rests as find_rests

PIECES = [" ", "  ", "\n", ".", ";", "#39;", "amp;", "quot;", "lt;", "deg;", "eacute;", "rain", "A", "5", "&", "#", "é"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They #39;re, we #39;ve, I #39;ll, he #39;d, I #39;m, can #39;t", "They're, we've, I'll, he'd, I'm, can't"),
        ("Ferry Co. #39;s profit", "Ferry Co.'s profit"),
        ("JAMAICA #39;S bid", "JAMAICA'S bid"),
        ("the crews #39; pay", "the crews' pay"),
        ("Sean O #39;Brien, Val d #39;Isere, Shi #39;ite", "Sean O'Brien, Val d'Isere, Shi'ite"),
        ("#39;Late ferry #39; sinks", "'Late ferry' sinks"),
        ("the #39;late #39; ferry", "the 'late' ferry"),
        ("the summer of #39;05 and the #39;90s", "the summer of '05 and the '90s"),
        ("is #39; #39;late #39; #39; again", "is ''late'' again"),
        ("quot;Late, quot; he said; quot;sorry quot;.", '"Late," he said; "sorry".'),
        ("a quot;ferry quot; quot;boat quot;", 'a "ferry" "boat"'),
        ("saidquot;Heyquot;", 'said"Hey"'),
        ("AT amp;T, S amp;P, Marks amp; Co, ATamp;T, amp;quot;x amp;quot;", 'AT&T, S&P, Marks & Co, AT&T, "x"'),
        ("the camp; the lamp; a result; an adult; he built; sharing; the bull; 5 cent; a pound; race;", None),
        ("jersey #39; he, No. #39; she, ranked #151; they", None),
        ("#36; and US #36;5, ( #36;7), a #36;9", "#36; and US$5, ($7), a $9"),
        ("caf#233; and caf eacute; and un eacute;lan of eacute;lan", "café and café and unélan of élan"),
        ("50 cent; 20 deg;C", "50 cent; 20°C"),
        ("50cent; pound;5 euro;7", "50¢ £5 €7"),
        ("bull; one\nbull; two", "• one\n• two"),
        ("lt;A HREF= quot;http://x.example/ quot; gt;F.N lt;/A gt; rose", '<A HREF="http://x.example/">F.N</A> rose'),
        ("one #151; two #151;three", "one — two—three"),
        ("one nbsp;two", "one&nbsp;two"),
    ],
)
def test_rests_are_mended(text, expected):
    assert mend_entity_rests(text) == (text if expected is None else expected)


def find_slowly(text):
    """The spans of the rests, searched from as far back as one may begin."""
    spans, at = [], 0
    for semicolon in (place for place, character in enumerate(text) if character == ";"):
        found = REST.search(text, max(at, semicolon - LONGEST), semicolon + 1)
        if found and not (found[2] == "amp" and NEXT.match(text, semicolon + 1)):
            spans.append(found.span())
            at = semicolon + 1
    return spans


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_rests_are_found_as_by_a_search_from_far_back(text):
    assert [found.span() for found in find_rests(text)] == find_slowly(text)
