import pyarrow as pa

from pipelines.lexicon.build.lemmas import GLUED, link_lemmas

WORDNET = [
    ("letter", "missive", "NOUN", "synset"),
    ("letter", "grapheme", "NOUN", "near"),
    ("floor", "trading floor", "NOUN", "synset"),
    ("floor", "knock down", "VERB", "synset"),
    ("floor", "hades", "NOUN", "synset"),
    ("imagine", "ideate", "VERB", "synset"),
    ("floor", "street brawl", "NOUN", "synset"),
    ("floor", "brawl", "NOUN", "synset"),
]
FORMS = [
    ("letter", "NN", "letter"),
    ("letter", "NNS", "letters"),
    ("floor", "NNS", "floors"),
    ("floor", "VBD", "floored"),
    ("imagine", "VBG", "imagining"),
]
ZIPF = {"letter": 5, "letters": 4.9, "floors": 4, "floored": 3.1, "imagining": 3.5, "missive": 2.0, "grapheme": 1.5}
ZIPF |= {"trading": 4.5, "floor": 5, "knock": 4, "down": 6, "hades": 3, "ideate": 1.2, "street": 5, "brawl": 3.5}


def link():
    names = ("unit", "candidate", "pos", "relation")
    table = link_lemmas(
        pa.table(dict(zip(names, map(list, zip(*WORDNET, strict=True)), strict=True))),
        pa.table(dict(zip(("lemma", "tag", "form"), map(list, zip(*FORMS, strict=True)), strict=True))),
        pa.table({"word": list(ZIPF), "zipf": [float(value) for value in ZIPF.values()]}),
        capitalised=pa.array(["hades"]),
        denied=pa.array(["brawl"]),
    )
    return {(row["unit"], row["candidate"]): row["weight"] for row in table.to_pylist()}


def test_every_form_has_the_uninflected_lemmas_of_all_its_senses():
    assert link() == {
        ("letter", "missive"): 1,
        ("letters", "missive"): 1,
        ("floors", "trading floor"): 1,
        ("floors", "tradingfloor"): GLUED,
        ("floored", "knock down"): 1,
        ("floored", "knockdown"): GLUED,
        ("imagining", "ideate"): 1,
    }


def test_a_denied_word_is_not_glued_into_another():
    assert not any("brawl" in candidate for _, candidate in link())
