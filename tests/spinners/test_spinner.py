import numpy as np
import pyarrow as pa
import pytest
from cli.commands import write_profile
from spinners.fields import make_all_text_entities

from pipelines.engine.hold_out import HoldOut
from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import forget_lexicons
from pipelines.lexicon.lists import read_list
from pipelines.spinners.mixture import draw_rates as mixture_rates
from pipelines.spinners.profile import Profile
from pipelines.spinners.spinner import (
    article_keys,
    draw_rates,
    load_spinner,
    load_spinners,
    mix_parameters,
    text_keys,
)
from pipelines.spinners.translate import selection_of

HEADLINE = "Café council's new bridge 🌉"
TEXTS = pa.array([f"{HEADLINE}\n\nThe council will vote on the new bridge of the town.", "New bridge of the council."])
HEADLINES = pa.array([len(HEADLINE), None], pa.int32())


def spinner_of(folder, **settings):
    return load_spinner(write_profile(folder, **settings))


def spin(spinner, rate=1.0, headlines=HEADLINES):
    keys = text_keys(TEXTS, seed=3, variants=[0, 0])
    spun, rates = spinner.spin(TEXTS, keys, rate=rate, headlines=headlines)
    assert rates.tolist() == [rate, rate]
    return spun


def originals(spun):
    return [[edit["original"] for edit in edits] for edits in spun.edits.to_pylist()]


BODIES = [["council", "vote", "new", "bridge"], ["New", "bridge", "council"]]


def test_a_protected_headline_stays(tmp_path):
    spun = spin(spinner_of(tmp_path, protect={"headline": True}))
    assert originals(spun) == BODIES
    assert spun.spun[0].as_py().startswith(HEADLINE + "\n\n")


@pytest.mark.parametrize(("protect", "headlines"), [(False, HEADLINES), (True, None), (True, pa.array([0, 0]))])
def test_a_headline_is_spun_if_it_is_not_protected_or_there_is_none(tmp_path, protect, headlines):
    spun = spin(spinner_of(tmp_path, protect={"headline": protect}), headlines=headlines)
    assert originals(spun) == [["council", "new", "bridge", *BODIES[0]], BODIES[1]]


def test_the_rate_is_that_of_the_whole_text_where_the_headline_stays(tmp_path):
    spun = spin(spinner_of(tmp_path, protect={"headline": True}), rate=0.2)
    assert spun.n_words.tolist() == [15, 5]
    assert spun.n_swapped_words.tolist() == [3, 1]


def test_a_flow_of_nlpaug_leaves_the_headline_alone(tmp_path):
    flow = [{"augmenter": "KeyboardAug"}]
    spun = spin(spinner_of(tmp_path, engine="nlpaug", flow=flow, protect={"headline": True}))
    assert spun.spun[0].as_py().startswith(HEADLINE + "\n\n")
    assert all(spun.n_swaps)
    spun = spin(spinner_of(tmp_path, engine="nlpaug", flow=flow))
    assert not spun.spun[0].as_py().startswith(HEADLINE)


@pytest.mark.parametrize("flow", [{}, {"engine": "nlpaug", "flow": [{"augmenter": "KeyboardAug"}]}])
def test_protected_entities_stay_and_are_named(tmp_path, monkeypatch, flow):
    make_all_text_entities(monkeypatch)
    spinner = spinner_of(tmp_path, protect={"entities": True, "headline": True, "names": "none"}, **flow)
    assert spin(spinner).spun == TEXTS
    assert spinner.fingerprints["spacy.entities"] == "spacy 1"
    assert len(spinner.fingerprints) == 2
    spinner = spinner_of(tmp_path, protect={"names": "none"}, **flow)
    assert all(spin(spinner).n_swaps)
    assert len(spinner.fingerprints) == 1


def test_fingerprints_name_the_word_lists_in_use(tmp_path):
    def lists(**settings):
        return {name for name in spinner_of(tmp_path, **settings).fingerprints if name.startswith("list.")}

    flow = {"engine": "nlpaug", "flow": [{"augmenter": "KeyboardAug"}]}
    names = {"list.names", "list.given_names"}
    none = {"names": "none"}
    assert lists(protect=none) == lists(protect=none, mixture={"habits": {"even": 1}}) == set()
    assert lists() == lists(mixture={}) == lists(protect={"names": "known"}) == lists(**flow) == names
    assert lists(learned=["withinside"]) == {"list.function_words", *names}
    for habit in ("withinside", "function_words"):
        assert lists(mixture={"habits": {habit: 1}}, protect=none) == {"list.function_words"}


@pytest.mark.parametrize("changed", ["names", "given_names", "function_words"])
def test_a_changed_word_list_changes_the_fingerprints(tmp_path, monkeypatch, changed):
    spinner = spinner_of(tmp_path, learned=["withinside"], protect={"names": "known"})
    before = spinner.fingerprints
    assert spinner.fingerprints == before
    monkeypatch.setattr(
        "pipelines.spinners.translate.read_list",
        lambda name: pa.array([*read_list(name).to_pylist(), *(["zyx"] if name == changed else [])]),
    )
    after = spinner.fingerprints
    assert {name for name in before if before[name] != after[name]} == {f"list.{changed}"}


def test_entities_without_spacy_are_refused_when_the_profile_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"profile small: expected the packages spacy and .* `make entities`"):
        spinner_of(tmp_path, protect={"entities": True})


KEYS = article_keys(pa.chunked_array([[str(number) for number in range(20_000)]]), seed=5, variant=0)


def rates_of(keys=KEYS, **settings):
    return draw_rates(keys, Profile(name="x", imitates="x", **settings))


def test_rates_without_a_spread_are_the_profiles():
    assert set(rates_of(rate=0.2).tolist()) == {0.2}
    assert rates_of(KEYS[:0], rate=0.2, rate_spread=0.1).tolist() == []


@pytest.mark.parametrize(("rate", "spread"), [(0.2, 0.03), (0.25, 0.05), (0.5, 0.1), (0.02, 0.005)])
def test_rates_have_the_mean_and_the_spread_asked_for(rate, spread):
    rates = rates_of(rate=rate, rate_spread=spread)
    assert rates.mean() == pytest.approx(rate, abs=4 * spread / len(KEYS) ** 0.5)
    assert rates.std() == pytest.approx(spread, rel=0.03)
    assert np.mean(np.abs(rates - rate) < spread) == pytest.approx(0.68, abs=0.03)  # near enough to normal
    assert len(set(rates.tolist())) > len(KEYS) / 10


@pytest.mark.parametrize(("rate", "highest"), [(0.05, 0.1), (0.9, 1), (0, 0), (1, 1)])
def test_rates_stay_between_0_and_twice_the_rate(rate, highest):
    rates = rates_of(rate=rate, rate_spread=1)
    assert (rates.min(), rates.max()) == (0, highest)


def test_rates_follow_from_the_key_alone():
    rates = rates_of(rate=0.2, rate_spread=0.05)
    order = np.random.default_rng(1).permutation(len(KEYS))
    assert rates_of(KEYS[order], rate=0.2, rate_spread=0.05).tolist() == rates[order].tolist()
    assert rates_of(KEYS[:1], rate=0.2, rate_spread=0.05).tolist() == rates[:1].tolist()
    others = article_keys(pa.chunked_array([["0"] * 2, ["1"]]), seed=5, variant=1)
    drawn = rates_of(others, rate=0.2, rate_spread=0.05).tolist()
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] != rates[0]


def test_a_spinner_draws_its_rates_unless_one_is_given(tmp_path):
    spinner = spinner_of(tmp_path, rate=0.3, rate_spread=0.1)
    keys = text_keys(TEXTS, seed=3, variants=[0, 1])
    assert spinner.spin(TEXTS, keys)[1].tolist() == draw_rates(keys, spinner.profile).tolist()
    assert spinner.spin(TEXTS, keys, rate=0.1)[1].tolist() == [0.1, 0.1]


MIXTURE = {"rate": [0.3, 0.9], "habits": {"even": 1, "lexicon": 2}, "names": 0, "taste_spread": [30, 30]}


def test_a_mixture_spins_each_text_with_a_different_spinner(tmp_path):
    words = {"bridge": dict.fromkeys(("span", "arch", "link", "ford"), 9)}
    spinner = spinner_of(tmp_path, words=words, mixture=MIXTURE)
    keys = text_keys(TEXTS.take([1] * 40), seed=3, variants=range(40))
    spun, rates = spinner.spin(TEXTS.take([1] * 40), keys)
    assert rates.tolist() == mixture_rates(spinner.profile.mixture, keys).tolist()
    assert len(set(rates.tolist())) == 40
    favourites = {edit["replacement"] for edits in spun.edits.to_pylist() for edit in edits}
    assert favourites == {"span", "arch", "link", "ford"}
    order = [7, 3]
    part, _ = spinner.spin(TEXTS.take([1] * 2), keys[order])
    assert part.spun.to_pylist() == [spun.spun[i].as_py() for i in order]


def test_a_mixture_uses_the_rate_that_is_given(tmp_path):
    spinner = spinner_of(tmp_path, mixture=MIXTURE)
    assert spin(spinner, rate=0.2).n_swapped_words.tolist() == [3, 1]


def test_the_habits_of_a_mixture_are_the_lexicons_and_those_it_names(tmp_path):
    spinner = spinner_of(tmp_path, mixture=MIXTURE)
    assert selection_of(spinner.profile).habits == ("even",)
    assert len(spinner.lexicon.propensities) == 2
    spinners = mix_parameters(KEYS, spinner.profile, spinner.lexicon)
    assert np.mean(spinners.habit == 0) == pytest.approx(2 / 3, abs=0.02)
    assert mix_parameters(KEYS, Profile(name="x", imitates="x", rate=0.2), spinner.lexicon) is None


def test_article_keys_depend_on_seed_variant_and_id_alone():
    ids = pa.chunked_array([["1", "2", "é"]])
    keys = article_keys(ids, seed=1, variant=0).tolist()
    assert article_keys(ids.slice(1), seed=1, variant=0).tolist() == keys[1:]
    others = [article_keys(ids, seed=seed, variant=variant).tolist() for seed, variant in ((2, 0), (1, 1), (11, 0))]
    assert len({*keys, *(key for other in others for key in other)}) == 12


def test_text_keys_are_those_of_the_trimmed_text():
    texts = pa.array(["Rain.", " Rain.\n", "Snow.", "Rain."])
    keys = text_keys(texts, seed=1, variants=[0, 0, 0, 1]).tolist()
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("hold_out", [None, HoldOut(0.4, is_unseen=False), HoldOut(0.4, is_unseen=True)])
def test_spinners_loaded_together_share_texts_and_write_what_each_writes_alone(hold_out):
    """A mixture with optional origins and learned tables, whose tastes depend on the numbers of its candidates."""
    names = ["withinside", "mixture", "keyboard_typos", "title_case"]
    together = load_spinners(names, hold_out)
    assert [each.profile.name for each in together] == names
    assert len({id(each.opened.inventory) for each in together if each.opened}) == 1
    texts = pa.concat_arrays([TEXTS] * 10)
    keys = text_keys(texts, seed=3, variants=range(len(texts)))
    for name, spinner in zip(names, together, strict=True):
        (got, rates), (expected, asked) = (each.spin(texts, keys) for each in (spinner, load_spinner(name, hold_out)))
        assert (got.spun, got.edits, rates.tolist()) == (expected.spun, expected.edits, asked.tolist())


def test_lexicons_are_opened_once_until_they_are_forgotten():
    first = load_spinner("light").lexicon
    assert load_spinner("light").lexicon is first
    assert forget_lexicons()
    assert not forget_lexicons()
    assert load_spinner("light").lexicon is not first
