import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parameters import lexicon_of
from pydantic import ValidationError
from reference import draw as slow_draw

from pipelines.config.section import Share
from pipelines.engine.parameters import TextParameters, check_parameters
from pipelines.errors import ConfigError
from pipelines.spinners.mixture import (
    DRAWN,
    FUNCTION_WORDS,
    QUANTITIES,
    Drawn,
    Mixture,
    OriginRange,
    ShareRange,
    draw_parameters,
    draw_rates,
)

HABITS, ORIGINS = ("lexicon", "even", "seed"), ("moby", "wordnet", "hand")
# Five units of three candidates, of classes with one source, two, or none.
LEXICON = lexicon_of(
    [(0.5, [(4, 0b001), (2, 0b011), (1, i % 2 * 0b110)]) for i in range(5)], propensities=np.ones((2, 5))
)
MANY = np.arange(20_000, dtype=np.uint64)
# The settings by how they are drawn: from a range, and as yes or no.
RANGES = [name for name, field in Mixture.model_fields.items() if isinstance(field.default, tuple)]
CHANCES = [name for name, field in Mixture.model_fields.items() if isinstance(field.default, float)]
WIDE = Mixture(
    every={0: 1, 3: 1, 7: 2},
    habits={"seed": 3, "lexicon": 1},
    casing={"title": 1, "copy": 1},
    origins={"hand": OriginRange(steps=(-2, 1), unused=0.5), "moby": OriginRange(steps=(5, 5), unused=0.25)},
)


def draw(mixture, keys, lexicon=LEXICON):
    return draw_parameters(mixture, np.asarray(keys, np.uint64), lexicon, habits=HABITS, origins=ORIGINS)


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
    for name in RANGES:
        low, high = getattr(mixture, name)
        spinner[name] = low + (high - low) * lucky(name)
    for name in CHANCES:
        spinner[name] = lucky(name) < getattr(mixture, name)
    spinner["every"] = weighted(mixture.every, lucky("every"))
    spinner["habit"] = HABITS.index(weighted(mixture.habits, lucky("habits")))
    spinner["casing"] = ["copy", "lower", "title"].index(weighted(mixture.casing, lucky("casing")))
    spinner["origin_steps"] = slow_origins(mixture, key)
    return spinner


def slow_origins(mixture, key):
    steps, off = [0] * 16, []
    for name, origin in mixture.origins.items():
        bit = ORIGINS.index(name)
        low, high = origin.steps
        steps[bit] = low + int((high - low + 1) * luck(key, 1024 + 2 * bit))
        if luck(key, 1024 + 2 * bit + 1) < origin.unused:
            off.append(bit)
    if len(off) < len(mixture.origins):
        steps = [-400 if bit in off else step for bit, step in enumerate(steps)]
    number = luck(key, DRAWN.index("only"))
    for name, share in mixture.only.items():
        if 0 <= number < share:
            steps = [0 if bit == ORIGINS.index(name) else -400 for bit in range(16)]
        number -= share
    return slow_draw.steps_of_sets(steps, LEXICON.origin_sets.tolist())


shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])
ranges = st.tuples(shares, shares).map(sorted)
mixtures = st.builds(
    Mixture,
    **dict.fromkeys(RANGES, ranges),
    **dict.fromkeys(CHANCES, shares),
    every=st.sampled_from([{0: 1}, {0: 1, 2: 1, 4: 2}]),
    habits=st.sampled_from([{"even": 1}, {"seed": 1, "lexicon": 2.5, "even": 4}]),
    casing=st.sampled_from([{"copy": 1}, {"title": 1, "copy": 2, "lower": 0.5}]),
    only=st.sampled_from([{}, {"hand": 0.5}, {"wordnet": 0.25, "moby": 0.75}]),
    origins=st.dictionaries(
        st.sampled_from(ORIGINS),
        st.builds(OriginRange, steps=st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(sorted), unused=shares),
    ),
)
some_keys = st.lists(st.integers(0, 2**64 - 1), max_size=8)


@settings(max_examples=100, deadline=None)
@given(mixtures, some_keys)
def test_draw_parameters_equals_the_slow_twin(mixture, keys):
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
    for name in set(RANGES) - {"rate"}:
        values, (low, high) = getattr(spinners, name), getattr(mixture, name)
        assert (values.min(), values.mean(), values.max()) == pytest.approx((low, (low + high) / 2, high), abs=0.1)
    assert (rates.min(), rates.max()) == pytest.approx(mixture.rate, abs=0.001)
    for name in CHANCES:
        assert getattr(spinners, name).mean() == pytest.approx(getattr(mixture, name), abs=0.015)
    assert [(spinners.every == k).mean() for k in (0, 3, 7)] == pytest.approx([0.25, 0.25, 0.5], abs=0.015)
    assert [(spinners.casing == i).mean() for i in range(3)] == pytest.approx([0.5, 0, 0.5], abs=0.015)
    assert [(spinners.habit == i).mean() for i in range(3)] == pytest.approx([0.25, 0, 0.75], abs=0.015)
    assert len(np.unique(spinners.taste)) == len(MANY)


def test_no_two_quantities_are_drawn_alike():
    mixture = Mixture(sentence_spread=(0, 2), frequency=(-1, 1), casing={"copy": 1, "title": 1})
    spinners, rates = draw(mixture, MANY), draw_rates(mixture, MANY)
    others = [getattr(spinners, name) for name in (*RANGES, *CHANCES) if name != "rate"]
    related = np.corrcoef([rates, *others, spinners.habit, spinners.every, spinners.casing])
    assert np.abs(related - np.eye(len(related))).max() < 0.04


def test_an_origin_is_off_for_its_share_of_the_spinners_but_never_all_of_them():
    mixture = Mixture(origins={name: OriginRange(steps=(1, 1), unused=0.5) for name in ORIGINS})
    lexicon = lexicon_of([(0.5, [(4, 1), (2, 2), (1, 4)])], propensities=np.ones((2, 1)))
    is_off = draw(mixture, MANY, lexicon).origin_steps <= -400
    assert not is_off.all(axis=1).any()
    # An eighth of the spinners would use no origin, and so uses all.
    assert is_off.mean(axis=0) == pytest.approx([0.5 - 0.125] * 3, abs=0.015)


def test_an_origin_alone_is_the_only_one_for_its_share_of_the_spinners():
    mixture = Mixture(only={"hand": 0.25, "moby": 0.125}, origins={"moby": OriginRange(unused=0)})
    lexicon = lexicon_of([(0.5, [(4, 1), (2, 2), (1, 4)])], propensities=np.ones((2, 1)))
    is_used = draw(mixture, MANY, lexicon).origin_steps > -400
    moby, _, hand = is_used.T
    assert [(hand & ~moby).mean(), (moby & ~hand).mean()] == pytest.approx([0.25, 0.125], abs=0.015)
    assert is_used.sum(axis=1)[hand != moby].tolist() == [1] * (hand != moby).sum()


def test_spinners_of_function_words_have_a_share_of_the_rate_and_swap_no_phrases():
    habits = (*HABITS, "function_words")
    mixture = Mixture(habits={"even": 1, "function_words": 1}, phrases=(1, 1), again=(0.25, 0.25), rate=(0.3, 0.3))
    lexicon = lexicon_of([(0.5, [(4, 1)])], propensities=np.ones((3, 1)))
    spinners = draw_parameters(mixture, MANY, lexicon, habits=habits, origins=ORIGINS)
    assert spinners.phrases.tolist() == np.where(spinners.habit == 3, 0, 1).tolist()
    assert spinners.again.tolist() == np.where(spinners.habit == 3, 0, 0.25).tolist()
    assert draw_rates(mixture, MANY).tolist() == np.where(spinners.habit == 3, FUNCTION_WORDS * 0.3, 0.3).tolist()


@pytest.mark.parametrize(
    ("mixture", "message"),
    [
        (Mixture(habits={"sead": 1}), "habits to be the lexicon's, got 'sead': did you mean 'seed'?"),
        (Mixture(origins={"zzz": OriginRange()}), "origins to be the lexicon's, got 'zzz': known: moby, wordnet, hand"),
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
        {"origins": {"moby": {"steps": (-401, 0)}}},
        {"speed": 1},
        {"sentence_spread": (0, 9)},
        {"frequency": (-4, 0)},
        {"casing": {"shout": 1}},
        {"only": {"moby": 0.6, "hand": 0.5}},
    ],
)
def test_a_mixture_out_of_range_is_refused(wrong):
    with pytest.raises(ValidationError):
        Mixture(**wrong)


def undrawn(model):
    """Return the settings of a mixture from which nothing is drawn."""
    return [
        name
        for name, field in model.model_fields.items()
        if name != "origins" and not any(isinstance(marker, Drawn) for marker in field.metadata)
    ]


def test_every_field_of_a_mixture_is_drawn():
    assert undrawn(Mixture) == []
    drawn = {"habit" if name == "habits" else name for name in QUANTITIES} - {"rate", "only"}
    assert drawn | {"origin_steps", "taste"} == {field.name for field in dataclasses.fields(TextParameters)}


def test_a_field_that_nothing_draws_is_found():
    class Wider(Mixture):
        speed: Share = 0.5
        height: ShareRange = (0, 1)

    assert undrawn(Wider) == ["speed"]


def test_the_places_of_the_random_numbers_stay():
    """Another place for a quantity would change all rows: append new quantities, here and in Mixture."""
    assert DRAWN == (
        "taste", "rate", "again", "consistency", "skipping", "phrases", "entities", "taste_spread", "names",
        "quotations", "digits", "homographs", "repair_articles", "every", "habits", "sentence_spread", "frequency",
        "casing", "only",
    )  # fmt: skip


def test_the_former_name_of_origins_is_accepted():
    steps = {"moby": {"steps": [1, 2]}}
    mixture = Mixture.model_validate({"sources": steps})
    assert mixture == Mixture.model_validate({"origins": steps})
    assert "origins" in mixture.model_dump()
    assert "sources" not in mixture.model_dump()
