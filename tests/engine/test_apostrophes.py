# ruff: noqa: RUF001 - curly apostrophes are what is tested
import pyarrow as pa
import pytest
from engine.spins import spin
from hypothesis import given
from hypothesis import strategies as st
from reference.lexicon import make_lexicon

from pipelines.engine import Rules
from pipelines.engine.apostrophes import has_only_curly
from pipelines.engine.buffers import view_texts

pytestmark = pytest.mark.usefixtures("either_way")


@given(st.lists(st.text("a'’“é☔ ", max_size=6), max_size=6))
def test_has_only_curly(texts):
    found = has_only_curly(view_texts(pa.array(texts, pa.string()))).tolist()
    assert found == ["’" in text and "'" not in text for text in texts]


LEXICON = make_lexicon({"are not": (1, [("aren't", 1)]), "rain": (1, [("rock 'n' roll's fog", 1)])})
TEXTS = ["they’d say we are not Rain", "they'd say we’re: are not RAIN", "we are not rain", "RAIN’S"]


def test_texts_with_curly_apostrophes_get_no_others():
    spun = spin(TEXTS, lexicon=LEXICON).spun.to_pylist()
    assert spun == [
        "they’d say we aren’t Rock ’n’ roll’s fog",
        "they'd say we’re: aren't RAIN",
        "we aren't rock 'n' roll's fog",
        "ROCK ’N’ ROLL’S FOG’S",
    ]


def test_later_passes_find_the_words_of_replacements_with_curly_apostrophes():
    entries = {"rain": (1, [("it isn't fog's wet mud", 1)]), "mud": (1, [("clay's", 1)]), "fog": (1, [("mist", 1)])}
    rules = Rules(passes=(0.5, 0.5), again=1.0, names=False)
    (spun,) = (found := spin(["we’d see rain"], rules=rules, lexicon=make_lexicon(entries))).spun.to_pylist()
    assert spun == "we’d see it isn’t mist’s wet clay’s"
    (edit,) = found.edits[0].as_py()
    assert (edit["original"], spun[edit["spun_start"] : edit["spun_end"]]) == ("rain", edit["replacement"])
