import pytest
from fidelity.components import CONTRASTS, Component, list_components, shares_without

from pipelines.spinners.profile import load_profile

A, B = Component("a", "a.yaml", {"F": "a_without.yaml"}), Component("b", "b.yaml", {"F": None})


def test_components_are_profiles_and_parts_of_mixtures(tmp_path):
    components = {each.name: each for each in list_components(["F3-withinside", "other"], tmp_path)}
    assert {"light", "withinside", "mixture", "mixture_high_rates"} <= set(components)
    assert not CONTRASTS & set(components)
    assert "synonym_aug" not in components
    assert components["withinside"].without == {"F3-withinside": None}
    left = load_profile(components["mixture_high_rates"].without["F3-withinside"])
    assert left.learned == ("twelve_months",)
    assert left.mixture.rate == load_profile(components["mixture_high_rates"].path).mixture.rate


def test_shares_without_a_family():
    assert shares_without([A, B], [1, 3], None) == {"a.yaml": 0.25, "b.yaml": 0.75}
    assert shares_without([A, B], [1, 3], "F") == {"a_without.yaml": 1.0}
    assert shares_without([A, B], [1, 3], "another") == {"a.yaml": 0.25, "b.yaml": 0.75}
    assert shares_without([A, B], [0, 3], "F") == {}


def test_equal_profiles_add_up():
    shares = shares_without([A, Component("c", "a_without.yaml", {})], [1, 1], "F")
    assert shares == pytest.approx({"a_without.yaml": 1.0})
