import pyarrow as pa
import pytest

from pipelines.lexicon.build.spelling import match_spellings


def spell(word, *units):
    _, unit = match_spellings(pa.array([word]), pa.array(units, pa.string()))
    return [units[i] for i in unit]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organised", "organized"),
        ("analysed", "analyzed"),
        ("colours", "colors"),
        ("centre", "center"),
        ("kilometres", "kilometers"),
        ("defence", "defense"),
        ("programmes", "programs"),
        ("dialogue", "dialog"),
        ("travelled", "traveled"),
        ("paediatric", "pediatric"),
        ("cheque", "check"),
        ("tyres", "tires"),
        ("grey", "gray"),
    ],
)
def test_a_british_spelling_matches_its_american_unit(british, american):
    assert spell(british, american) == [american]


@pytest.mark.parametrize(
    ("word", "units"),
    [("organised", ["organize"]), ("advised", ["advised", "advized"]), ("hour", ["house"]), ("color", ["colour"])],
)
def test_other_words_match_no_unit(word, units):
    assert spell(word, *units) == []
