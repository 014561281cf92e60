from spinners.nlpaug.flows import FLOWS, prove, spin_one, step

from pipelines.engine import Rules
from pipelines.engine.glossary import build_glossary


def test_phrases_names_and_quotations_are_protected():  # nlpaug#296
    text = "The prime minister of Norway met the minister: “no bridge”, he said. THE END"
    rules = Rules(quotations=True, min_letters=1, glossary=build_glossary(["prime minister"]))
    spun, edits = spin_one(text, [step("RandomWordAug", action="substitute")], rate=1, rules=rules)
    assert spun == "_ prime minister _ Norway _ _ _: “no bridge”, _ _. THE END"
    assert len(edits) == 7
    for flow in FLOWS.values():
        spun, edits = spin_one(text, flow, rate=1, rules=rules)
        prove(text, spun, edits)
        for kept in ("prime minister", "Norway", "“no bridge”", "THE END"):
            assert kept in spun


def test_only_names_of_the_gazetteer_are_protected_if_there_is_one():
    rules = Rules(min_letters=1, gazetteer=build_glossary(["norway"]))
    spun, _ = spin_one("He met Quux of Norway", [step("RandomWordAug", action="substitute")], rate=1, rules=rules)
    assert spun == "_ _ _ _ Norway"
