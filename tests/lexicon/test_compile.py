import pyarrow as pa
import pytest

from pipelines.lexicon.compile import compile_lexicon
from schemas import LEXICON

LINKS = [
    *[(one, other) for one in ("big", "large", "great", "vast") for other in ("big", "large", "great") if one != other],
    *[(one, "vast") for one in ("big", "large")],
    ("big", "huge"),  # huge has no list of its own
    ("big", "obscure"),
    ("obscure", "big"),
]
ZIPF = {"big": 5.5, "large": 5.2, "great": 5.6, "vast": 4.4, "huge": 5.5, "obscure": 2.0}


def compiled(links=LINKS, *, denied=()):
    unit, candidate = zip(*links, strict=True)
    return compile_lexicon(
        pa.table({"unit": unit, "candidate": candidate}),
        pa.table({"word": list(ZIPF), "zipf": list(ZIPF.values())}),
        pa.table({"lemma": ["big", "large", "great"], "tag": ["JJ"] * 3, "form": ["big", "large", "great"]}),
        denied=pa.array(denied, pa.string()),
        empty=pa.array(["the"]),
        source="test",
    )


def pairs_of(table):
    return {(row["unit"], row["candidate"]) for row in table.to_pylist()}


def test_links_that_hold_both_ways_become_rows():
    pairs = pairs_of(compiled())
    assert {("big", "large"), ("large", "big"), ("vast", "big"), ("huge", "big")} < pairs
    assert ("vast", "great") not in pairs  # great has a list, and vast is not on it


def test_rare_and_denied_words_are_left_out():
    assert "obscure" not in {word for pair in pairs_of(compiled()) for word in pair}
    assert "large" not in {word for pair in pairs_of(compiled(denied=["large"])) for word in pair}


def test_the_commoner_of_two_like_candidates_comes_first():
    rows = [row["candidate"] for row in compiled().to_pylist() if row["unit"] == "big"]
    assert rows.index("large") < rows.index("vast")


@pytest.mark.parametrize("links", [LINKS, LINKS[::-1], LINKS + LINKS], ids=["again", "reversed", "doubled"])
def test_the_same_links_give_the_same_table(links):
    table = compiled(links)
    assert table.schema.equals(LEXICON)
    assert table.equals(compiled(), check_metadata=True)
