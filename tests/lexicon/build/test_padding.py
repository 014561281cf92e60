import pyarrow as pa

from pipelines.lexicon.build.padding import LONGER, pad_words

FORMS = [
    ("important", "JJ", "important"),
    ("assist", "VB", "assist"),
    ("quickly", "RB", "quickly"),
    ("report", "NN", "report"),
    ("report", "VB", "report"),
    ("rare", "JJ", "rarest"),
    ("the", "JJ", "the"),
]
ZIPF = {"important": 5.5, "assist": 4.4, "quickly": 5, "report": 5.4, "rarest": 3, "the": 7.7}


def pad():
    table = pad_words(
        pa.table(dict(zip(("lemma", "tag", "form"), map(list, zip(*FORMS, strict=True)), strict=True))),
        pa.table({"word": list(ZIPF), "zipf": [float(value) for value in ZIPF.values()]}),
        empty=pa.array(["the"]),
    )
    return list(zip(table["unit"].to_pylist(), table["candidate"].to_pylist(), strict=True))


def test_words_are_padded_by_their_part_of_speech():
    pairs = pad()
    assert {
        ("important", "extremely important"),
        ("assist", "truly assist"),
        ("quickly", "very quickly"),
        ("just", "just as"),
    } < set(pairs)


def test_rare_ambiguous_and_function_words_are_not_padded():
    assert {unit for unit, _ in pad()} == {"important", "assist", "quickly", *LONGER}


def test_the_unit_stays_in_the_candidate():
    assert all({*unit.split()} <= {*candidate.split()} for unit, candidate in pad() if unit not in {"every", "each"})
