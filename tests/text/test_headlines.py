import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text.headlines import drop_repeated_titles, find_headline


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Rain on café\n\nIt rained.", "Rain on café"),
        ("Rain\r\n\r\nIt rained.\r\n\r\nAnd how.", "Rain"),
        ("Rain\r\rIt rained.", "Rain"),
        ("Rain \t\n  \n\n\n  It rained.", "Rain"),
        ("\n  Rain\n\nIt rained.\n", "\n  Rain"),
        ("👩\u200d🚒 a\u0301\n\nIt rained.", "👩\u200d🚒 a\u0301"),
        ("R\n\n.", "R"),
        ("Rain\r\n\nIt rained.", "Rain"),
        ("Rain\n\u00a0\nIt rained.", "Rain"),
        ("Rain\u00a0\u200b\n\ufeff \u2009\nIt rained.", "Rain"),
        ("\u00a0\n\nRain\n\nIt rained.", "\u00a0\n\nRain"),
        ("R" * 200 + "\n\nIt rained.", "R" * 200),
        ("é" * 200 + "\n\u200b\nIt rained.", "é" * 200),
        # Texts without a headline.
        ("R" * 201 + "\n\nIt rained.", ""),
        ("é" * 201 + "\n\u200b\nIt rained.", ""),
        ("", ""),
        ("\n\n", ""),
        ("It rained.", ""),
        ("It rained.\n\n", ""),
        ("It rained.\n\n\u00a0\u200b\n", ""),
        ("\n\nIt rained.\n \r\n \n", ""),
        ("It rained.\nAnd how.\n\nAgain.", ""),
        ("It rained.\r\nAnd how.\r\n\r\nAgain.", ""),
    ],
)
def test_the_headline_is_a_first_line_above_an_empty_one(text, headline):
    assert find_headline(text) == len(headline)


# The definition, in the classes of Unicode that Python's own regular expressions do not have.
BLANK, WHITE = r"[ \t\f\v\p{Z}\p{Cf}]", r"[\s\p{Z}\p{Cf}]"
DEFINITION = (
    rf"\A(?P<headline>{WHITE}*[^\r\n]*[^{WHITE[1:]})"
    rf"{BLANK}*(?:\r?\n{BLANK}*\r?\n|\r{BLANK}*\r){WHITE}*[^{WHITE[1:]}"
)


def find_slowly(text):
    found = pc.extract_regex(pa.array([text]), DEFINITION)[0].as_py()
    length = len(found["headline"]) if found else 0
    return length if length <= 200 else 0


runs = st.builds(
    "{}{}".format,
    st.sampled_from(
        ["Rain", "é", "\x00", "\x85", "\u2028", "\v", "\f", "\u200b", "\u00a0", "\ufeff", "\u3000", " ", "\t"]
    ),
    st.sampled_from(["", "", "\n", "\r", "\r\n", "\n\n", "\n \n", "\r\v\r", "." * 190, " " * 190, "\n" * 190]),
)


@given(st.lists(runs, max_size=6).map("".join))
@example("R" * 200 + " " * 50 + "\n\nIt rained.")
@example("R" * 195 + " " * 50 + "R\n\nIt rained.")
def test_the_headline_is_that_of_the_definition(text):
    assert find_headline(text) == find_slowly(text)


def test_every_sign_counts_as_the_definition_says():
    """White space, invisible or text: around a headline, and below it. Arrow knows signs that Python does not yet."""
    signs = [sign for sign in map(chr, range(0x20000)) if unicodedata.category(sign) not in ("Cn", "Cs")]
    texts = [f"{sign}Rain{sign}\n{sign}\nIt rained." for sign in signs]
    found = pc.struct_field(pc.extract_regex(pa.array(texts), DEFINITION), "headline").to_pylist()
    assert [find_headline(text) for text in texts] == [len(headline or "") for headline in found]


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Rain falls", "Rain falls\n\nIt fell all day.", ("Rain falls", "It fell all day.")),
        ("Rain falls", "RAIN  FALLS.\r\nIt fell all day.", ("Rain falls", "It fell all day.")),
        ("Rain falls?", "Rain\u00a0falls\nIt fell all day.", ("Rain falls?", "It fell all day.")),
        ("Rain falls", "\u200bRain fal\u00adls\nIt fell all day.", ("Rain falls", "It fell all day.")),
        ("Rain falls", "Rain falls", ("", "Rain falls")),
        ("Rain falls", "Rain falls!\n \n", ("", "Rain falls!\n \n")),
        # Bodies that do not repeat the title.
        ("Rain falls", "Rain falls on the hills\n\nIt fell all day.", None),
        ("Rain falls", "Rain falls. It fell all day.", None),
        ("Rain falls", "It fell.\nRain falls\nAll day.", None),
        ("Rain falls", "", None),
        ("", "\nIt fell.", None),
        ("...", "***\nIt fell.", None),
    ],
)
def test_a_title_that_the_body_repeats_is_dropped(title, body, expected):
    titles, bodies = drop_repeated_titles(pa.array(["x", title, ""]), pa.array(["", body, "y"]))
    assert list(zip(titles.to_pylist(), bodies.to_pylist(), strict=True)) == [
        ("x", ""),
        expected or (title, body),
        ("", "y"),
    ]


def drop_slowly(title, body):
    def fold(text):
        visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
        words = " ".join(re.split(f"[{SPACES}]+", visible.lower()))
        while words and (words[-1] == " " or unicodedata.category(words[-1]).startswith("P")):
            words = words[:-1]
        return words.lstrip(" ")

    first = re.split(r"[\r\n]", body)[0]
    if not fold(title) or fold(title) != fold(first):
        return title, body
    rest = body[len(first) :].lstrip()
    return (title, rest) if rest else ("", body)


SPACES = " \t\n\f\r\u00a0\u2009"
pieces = st.lists(
    st.sampled_from(["Rain", "rain", "É", "é", ".", "“", " ", "\u00a0", "\u200b", "\n", "\r\n", "?"]), max_size=7
)
texts = pieces.map(lambda found: "".join(found).strip())


@given(st.lists(st.tuples(texts, texts), max_size=6))
@example([("Rain", "\u200b Rain")])
def test_repeated_titles_are_dropped_as_one_by_one(rows):
    titles, bodies = (pa.array([row[number] for row in rows], pa.string()) for number in (0, 1))
    titles, bodies = drop_repeated_titles(titles, bodies)
    assert list(zip(titles.to_pylist(), bodies.to_pylist(), strict=True)) == [drop_slowly(*row) for row in rows]
