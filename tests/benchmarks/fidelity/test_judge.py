import numpy as np
import pytest
from fidelity.components import Component
from fidelity.exam import Exam
from fidelity.generated import generate, spin
from fidelity.judge import OTHERS, Judge, group_families, share_found, value_of
from fidelity.outcomes import CLEAN, ORIGINAL, SPUN, TEXTS
from fidelity.samples import Row, SpunText
from fidelity.training import Press
from fidelity.transfer import Samples

SENTENCES = [f"The big dog number {i} ran to the old house with a good friend today." for i in range(80)]
FAMILY = "F3-withinside"


def make_judge(components):
    rows = [
        Row(text, spun, FAMILY)
        for text, spun in zip(SENTENCES[:8], spin(SENTENCES[:8], "every_second", seed=2), strict=True)
    ]
    texts = [
        SpunText(text, "small", str(number))
        for number, text in enumerate(generate(SENTENCES[:3], "light", seed=9).spun)
    ]
    samples = Samples(rows, texts)
    groups = Exam(
        {ORIGINAL: [row.original for row in rows], SPUN: [row.spun for row in rows]},
        {TEXTS: [text.text for text in texts], CLEAN: SENTENCES[30:]},
    ).count()
    press = Press(SENTENCES, 1)
    for component in components:
        press.add(component.path)
    return Judge(components, press, press.keep_columns(groups), samples)


def test_a_family_is_scored_by_a_corpus_without_it():
    judge = make_judge([Component("every_second", "every_second", {FAMILY: None}), Component("light", "light", {})])
    alone, both, other = (judge.measure(weights) for weights in ((1, 0), (1, 1), (0, 1)))
    assert alone[FAMILY] == pytest.approx(0.5)
    assert both[FAMILY] == other[FAMILY] > 0.6
    assert alone[OTHERS] > 0.5
    assert judge.measure((1, 0)) is alone


def test_small_families_count_as_one():
    samples = Samples([Row("a", "b", "large")] * 5 + [Row("a", "b", "one")], [SpunText("a", "two", "1")])
    assert group_families(samples) == {"large": ["large"], OTHERS: ["one", "two"]}


def test_the_share_found_is_the_partial_area_under_the_curve():
    random = np.random.default_rng(1)
    clean, spun = random.normal(0, 1, 500), random.normal(2, 1, 40)
    ordered = sorted(clean, reverse=True)
    rates = [np.mean([score > ordered[alarms] for score in spun]) for alarms in range(10)]
    assert share_found(spun, clean) == pytest.approx(np.mean(rates))


def test_the_objective_leaves_out_a_family():
    assert value_of({"a": 1.0, "b": 0.5}) == 0.75
    assert value_of({"a": 1.0, "b": 0.5}, but="a") == 0.5
