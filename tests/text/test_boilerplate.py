import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.boilerplate import PATTERNS, drop_boilerplate

DROPPED = [
    "Advertisement",
    "ADVERTISEMENT  ",
    "Story continues below advertisement",
    "Share this article",
    "Share this story on Facebook",
    "Read more: Council wants a second bridge",
    "Read more »",
    "Read\u00a0more\u00a0>>",
    "\u00a0Advertisement\u2009",
    "\u200bAdver\u00adtisement\ufeff",
    "SEE ALSO: Ten walks along the river",
    "Related articles",
    "Sign up for our free daily newsletter",
    "Click here to read the full report",
    "Click here.",
    "Follow us on Twitter",
    "© 2015 The Daily Harbour. All rights reserved.",
    "All rights reserved.",
    "Image caption, The bridge was closed on Monday",
    "Scroll down for video",
    "Continue reading the main story",
    "Skip to main content",
    "Add a comment",
]
KEPT = [
    "Advertisement spending fell by a third last year.",
    "The advertisement showed two horses.",
    "The story continues below the surface.",
    "Share this article of faith and you will be welcome, he said.",
    "Shares in the company fell.",
    "Read more books, the minister told pupils.",
    "He wants to see more of the river.",
    "Related charges were dropped in May.",
    "Sign up for the army, the poster said.",
    "“Click here to win” messages are a common fraud, police said.",
    "Followers of the club met on Friday.",
    "Copyright law was changed in 1998, and publishers were furious.",
    "All rights, reserved or not, will be respected.",
    "Image matters to the mayor.",
    "Scroll down far enough and the page ends.",
    "Continue reading to children at bedtime, experts say.",
    "Skip to the last page, she told readers.",
    "Add a comment period of 60 days, the group asked.",
    "The board said so. Read more: it also said why.",
    "He clicked here and there.",
]


@pytest.mark.parametrize("line", DROPPED)
def test_a_line_of_the_page_is_dropped(line):
    texts, n_dropped = drop_boilerplate(pa.array([f"Rain fell.\n\n{line}\n\nIt stopped.", f"{line}\r\nRain fell.\r\n"]))
    assert texts.to_pylist() == ["Rain fell.\n\nIt stopped.", "Rain fell.\r\n"]
    assert n_dropped.tolist() == [1, 1]


@pytest.mark.parametrize("line", KEPT)
def test_a_line_of_the_article_stays(line):
    before = [f"Rain fell.\n\n{line}\n\nIt stopped.", line]
    texts, n_dropped = drop_boilerplate(pa.array(before))
    assert texts.to_pylist() == before
    assert n_dropped.tolist() == [0, 0]


def test_several_lines_and_the_last_one():
    texts, n_dropped = drop_boilerplate(pa.array(["Advertisement\nRain.\nAdvertisement\nRead more", None, "Rain."]))
    assert texts.to_pylist() == ["Rain.\n", None, "Rain."]
    assert n_dropped.tolist() == [3, 0, 0]


# The whole of it as one expression, slow and obvious.
BLANK = " \\t\u00a0\u200b"
WHOLE = re.compile(rf"(?im)^[{BLANK}]*(?:{'|'.join(PATTERNS)})[{BLANK}]*\r?\u200b*$(?:\n[{BLANK}\r]*$)*\n?")
pieces = st.sampled_from(
    [
        "Advertisement",
        "Read more",
        "Rain.",
        "",
        " ",
        "\t",
        "\u00a0",
        "\u200b",
        "\r",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "See also: x",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | st.lists(pieces, max_size=10).map("".join), max_size=6), st.integers(0, 2))
def test_lines_are_dropped_as_by_one_expression(found, start):
    texts, n_dropped = drop_boilerplate(pa.array(found, pa.string()).slice(start))
    assert texts.to_pylist() == [text and WHOLE.sub("", text) for text in found[start:]]
    assert n_dropped.tolist() == [len(WHOLE.findall(text or "")) for text in found[start:]]
