import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parameters import lexicon_of
from pydantic import ValidationError
from reference import draw as slow_draw

from pipelines.engine.parameters import TextParameters, check_parameters
from pipelines.errors import ConfigError
from pipelines.spinners.mixture import DRAWN, Mixture, Source, draw_rates, draw_spinners

HABITS, SOURCES = ("lexicon", "even", "seed"), ("moby", "wordnet", "hand")
# Five units of three candidates, of classes with one source, two, or none.
LEXICON = lexicon_of(
    [(0.5, [(4, 0b001), (2, 0b011), (1, i % 2 * 0b110)]) for i in range(5)], propensities=np.ones((2, 5))
)
MANY = np.arange(20_000, dtype=np.uint64)
WIDE = Mixture(
    every={0: 1, 3: 1, 7: 2},
    habits={"seed": 3, "lexicon": 1},
    sources={"hand": Source(steps=(-2, 1), unused=0.5), "moby": Source(steps=(5, 5), unused=0.25)},
)


def draw(mixture, keys, lexicon=LEXICON):
    return draw_spinners(mixture, np.asarray(keys, np.uint64), lexicon, habits=HABITS, sources=SOURCES)


# The slow twin: one text.


def luck(key, place):
    return slow_draw.uniform(slow_draw.random_bits(key, 2**43 + place, 0))


def weighted(weights, number):
    left = number * sum(weights.values())
    for value, weight in weights.items():
        if left < weight:
            return value
        left -= weight
    raise AssertionError


def slow_spinner(mixture, key):
    def lucky(name):
        return luck(key, DRAWN.index(name))

    spinner = {"taste": slow_draw.random_bits(key, 2**43, 0)}
    for name in ("again", "consistency", "skipping", "phrases", "entities", "taste_spread"):
        low, high = getattr(mixture, name)
        spinner[name] = low + (high - low) * lucky(name)
    for name in ("names", "quotations", "digits", "homographs", "repair_articles"):
        spinner[name] = lucky(name) < getattr(mixture, name)
    spinner["every"] = weighted(mixture.every, lucky("every"))
    spinner["habit"] = HABITS.index(weighted(mixture.habits, lucky("habits")))
    spinner["origin_steps"] = slow_sources(mixture, key)
    return spinner


def slow_sources(mixture, key):
    steps, off = [0] * 16, []
    for name, source in mixture.sources.items():
        bit = SOURCES.index(name)
        low, high = source.steps
        steps[bit] = low + int((high - low + 1) * luck(key, 1024 + 2 * bit))
        if luck(key, 1024 + 2 * bit + 1) < source.unused:
            off.append(bit)
    if len(off) < len(mixture.sources):
        steps = [-400 if bit in off else step for bit, step in enumerate(steps)]
    return slow_draw.steps_of_sets(steps, LEXICON.origin_sets.tolist())


shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])
ranges = st.tuples(shares, shares).map(sorted)
mixtures = st.builds(
    Mixture,
    **dict.fromkeys(("rate", "again", "consistency", "skipping", "phrases", "entities", "taste_spread"), ranges),
    **dict.fromkeys(("names", "quotations", "digits", "homographs", "repair_articles"), shares),
    every=st.sampled_from([{0: 1}, {0: 1, 2: 1, 4: 2}]),
    habits=st.sampled_from([{"even": 1}, {"seed": 1, "lexicon": 2.5, "even": 4}]),
    sources=st.dictionaries(
        st.sampled_from(SOURCES),
        st.builds(Source, steps=st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(sorted), unused=shares),
    ),
)
some_keys = st.lists(st.integers(0, 2**64 - 1), max_size=8)


@settings(max_examples=100, deadline=None)
@given(mixtures, some_keys)
def test_draw_spinners_equals_the_slow_twin(mixture, keys):
    spinners = draw(mixture, keys)
    slow = [slow_spinner(mixture, key) for key in keys]
    for field in dataclasses.fields(TextParameters):
        assert getattr(spinners, field.name).tolist() == [spinner[field.name] for spinner in slow], field.name
    check_parameters(spinners, n_texts=len(keys), n_habits=len(HABITS), n_origin_sets=len(LEXICON.origin_sets))


@given(mixtures, some_keys)
def test_draw_rates_equals_the_slow_twin(mixture, keys):
    low, high = mixture.rate
    slow = [low + (high - low) * luck(key, DRAWN.index("rate")) for key in keys]
    assert draw_rates(mixture, np.array(keys, np.uint64)).tolist() == slow


def test_the_same_key_gives_the_same_spinner_in_any_batch():
    whole, part = draw(WIDE, MANY[:50]), draw(WIDE, MANY[[41, 7]])
    for field in dataclasses.fields(TextParameters):
        np.testing.assert_array_equal(getattr(part, field.name), getattr(whole.take(np.array([41, 7])), field.name))


def test_what_is_drawn_fills_the_ranges_and_follows_the_shares():
    mixture, spinners, rates = WIDE, draw(WIDE, MANY), draw_rates(WIDE, MANY)
    for name in ("again", "consistency", "skipping", "phrases", "entities", "taste_spread"):
        values, (low, high) = getattr(spinners, name), getattr(mixture, name)
        assert (values.min(), values.mean(), values.max()) == pytest.approx((low, (low + high) / 2, high), abs=0.1)
    assert (rates.min(), rates.max()) == pytest.approx(mixture.rate, abs=0.001)
    for name in ("names", "quotations", "digits", "homographs", "repair_articles"):
        assert getattr(spinners, name).mean() == pytest.approx(getattr(mixture, name), abs=0.015)
    assert [(spinners.every == k).mean() for k in (0, 3, 7)] == pytest.approx([0.25, 0.25, 0.5], abs=0.015)
    assert [(spinners.habit == i).mean() for i in range(3)] == pytest.approx([0.25, 0, 0.75], abs=0.015)
    assert len(np.unique(spinners.taste)) == len(MANY)


def test_no_two_quantities_are_drawn_alike():
    spinners, rates = draw(Mixture(), MANY), draw_rates(Mixture(), MANY)
    ranges = [rates, *(getattr(spinners, name) for name in ("again", "consistency", "skipping", "phrases", "entities"))]
    shares = [getattr(spinners, name) for name in ("names", "quotations", "digits", "homographs", "repair_articles")]
    related = np.corrcoef([*ranges, *shares, spinners.taste_spread, spinners.habit, spinners.every])
    assert np.abs(related - np.eye(len(related))).max() < 0.04


def test_a_source_is_off_for_its_share_of_the_spinners_but_never_all_of_them():
    mixture = Mixture(sources={name: Source(steps=(1, 1), unused=0.5) for name in SOURCES})
    lexicon = lexicon_of([(0.5, [(4, 1), (2, 2), (1, 4)])], propensities=np.ones((2, 1)))
    is_off = draw(mixture, MANY, lexicon).origin_steps <= -400
    assert not is_off.all(axis=1).any()
    # An eighth of the spinners would have none, and has all.
    assert is_off.mean(axis=0) == pytest.approx([0.5 - 0.125] * 3, abs=0.015)


@pytest.mark.parametrize(
    ("mixture", "message"),
    [
        (Mixture(habits={"sead": 1}), "habits to be the lexicon's, got 'sead': did you mean 'seed'?"),
        (Mixture(sources={"zzz": Source()}), "sources to be the lexicon's, got 'zzz': known: moby, wordnet, hand"),
    ],
)
def test_names_that_the_lexicon_does_not_know_are_refused(mixture, message):
    with pytest.raises(ConfigError, match=message.replace("?", r"\?")):
        draw(mixture, [1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": (0.5, 0.2)},
        {"rate": (0.5, 1.2)},
        {"phrases": (-1, 1)},
        {"names": 2},
        {"habits": {}},
        {"habits": {"even": 0}},
        {"every": {-1: 1}},
        {"sources": {"moby": {"steps": (-401, 0)}}},
        {"speed": 1},
    ],
)
def test_a_mixture_out_of_range_is_refused(wrong):
    with pytest.raises(ValidationError):
        Mixture(**wrong)


def test_every_field_of_a_mixture_says_what_it_is():
    assert all(field.description for field in Mixture.model_fields.values())
