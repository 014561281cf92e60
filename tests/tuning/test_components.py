import pytest
import yaml
from tuning.planted import write_profiles

from pipelines.engine.hold_out import HoldOut
from pipelines.errors import ConfigError
from pipelines.spinners.mixture import Mixture
from pipelines.spinners.profile import load_profile
from pipelines.spinners.translate import selection_of
from pipelines.tuning.components import TABLES, THESAURI, default_profiles, list_components, profile_tree, vary_mixture
from schemas import OPTIONAL_ORIGINS, ORIGINS


def test_every_origin_is_in_one_group_or_neutral():
    assert not TABLES & THESAURI
    assert set(ORIGINS) - TABLES - THESAURI == {"numbers", "homographs", *OPTIONAL_ORIGINS}


def test_profiles_by_default_are_those_of_our_engine():
    names = default_profiles()
    assert {"autoblog", "mixture", "withinside"} <= set(names)
    assert "synonym_aug" not in names


def test_parts_of_the_mixture():
    mixture = load_profile("mixture")
    parts = vary_mixture(mixture)
    assert set(parts) == {
        f"mixture_{part}" for part in ("low_rates", "high_rates", "one_pass", "three_passes", "tables", "thesauri")
    }
    low, high = (parts[f"mixture_{part}"].mixture.rate for part in ("low_rates", "high_rates"))
    assert (low[0], high[1]) == mixture.mixture.rate
    assert low[1] == high[0]
    assert parts["mixture_one_pass"].mixture.again == (0, 0)
    unused = {name for name, origin in parts["mixture_tables"].mixture.origins.items() if origin.unused == 1}
    assert unused == THESAURI
    for name, part in parts.items():
        assert part.name == name
        assert selection_of(part) == selection_of(mixture)  # the lexicon is that of the whole
        others = set(Mixture.model_fields) - {"rate", "again", "origins"}
        assert all(getattr(part.mixture, field) == getattr(mixture.mixture, field) for field in others)


def test_no_parts_of_the_rate_where_it_is_fixed_and_none_of_a_plain_profile():
    assert not any("rates" in name for name in vary_mixture(load_profile("mixture"), fixed_rate=True))
    assert vary_mixture(load_profile("autoblog")) == {}


@pytest.mark.parametrize("name", ["mixture", "autoblog", "withinside", "careful"])
def test_a_written_profile_is_read_again(name, tmp_path):
    profile = load_profile(name)
    for each in (profile, *vary_mixture(profile).values()):
        path = tmp_path / f"other_{each.name}.yaml"
        path.write_text(yaml.safe_dump(profile_tree(each)))
        assert load_profile(str(path)) == each


def test_components_are_ordered_and_named_once(tmp_path):
    one, two = write_profiles(tmp_path)
    found = list_components([two, one, two], fixed_rate=False)
    assert [(each.name, each.configured) for each in found] == [("one", one), ("two", two)]
    (tmp_path / "copy").mkdir()
    other = tmp_path / "copy" / "small.yaml"
    other.write_text(open(one).read())  # noqa: PTH123, SIM115
    with pytest.raises(ConfigError, match="two named 'one'"):
        list_components([one, str(other)], fixed_rate=False)
    with pytest.raises(ConfigError, match="did you mean 'autoblog'"):
        list_components(["autoblok"], fixed_rate=False)


def test_components_keep_to_their_side_of_the_hold_out(tmp_path):
    side = HoldOut(0.5, is_unseen=False)
    found = list_components(write_profiles(tmp_path, mixture={"rate": [0.1, 0.4]}), side, fixed_rate=True)
    assert [each.spinner.hold_out for each in found] == [side] * len(found)
    assert len(found) > 2


def test_a_mixture_brings_its_parts(tmp_path):
    one, _ = write_profiles(tmp_path, mixture={"rate": [0.1, 0.4]}, passes=[0.7, 0.3], numbers="both")
    names = [each.name for each in list_components([one], fixed_rate=False)]
    assert names == ["one", "one_high_rates", "one_low_rates", "one_one_pass", "one_three_passes"]
