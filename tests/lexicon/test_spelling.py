import numpy as np
import pyarrow as pa
import pytest

from pipelines.lexicon.compile import add_spellings
from pipelines.lexicon.spelling import match_spellings


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
def test_a_british_word_spells_its_american_unit(british, american):
    assert spell(british, american) == [american]


@pytest.mark.parametrize(
    ("word", "units"),
    [("organised", ["organize"]), ("advised", ["advised", "advized"]), ("hour", ["house"]), ("color", ["colour"])],
)
def test_other_words_spell_nothing(word, units):
    assert spell(word, *units) == []


def test_the_british_word_gets_the_rows_of_its_unit():
    forms = pa.array(["hue", "color", "tint"])
    unit, candidate, weight, forms = add_spellings(
        np.array([1, 0, 1]), np.array([0, 1, 2]), np.array([0.1, 0.2, 0.3]), forms, pa.array(["colour", "hue"])
    )
    names = forms.to_pylist()
    rows = [(names[u], names[c], w) for u, c, w in zip(unit, candidate, weight, strict=True)]
    assert rows[3:] == [("colour", "hue", 0.1), ("colour", "tint", 0.3)]
    assert rows[:3] == [("color", "hue", 0.1), ("hue", "color", 0.2), ("color", "tint", 0.3)]
