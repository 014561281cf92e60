import numpy as np
import pyarrow as pa
import pytest
from articles import article
from hypothesis import given
from hypothesis import strategies as st
from tuning.planted import make_run_config, write_profiles

from pipelines.engine.hold_out import HoldOut
from pipelines.spinners.spinner import article_keys, load_spinner
from pipelines.tuning.spun import MIX, SpunArticles, draw_components, name_shares, spin_component

NUMBERS = range(40)
ARTICLES = pa.table(
    {
        "article_id": [f"story-{number}" for number in NUMBERS],
        "text": [article(number)["text"] for number in NUMBERS],
        "headline_length": pa.array([0] * len(NUMBERS), pa.int32()),
        "group_id": [f"group-{number}" for number in NUMBERS],
    }
)


def draw_slowly(ids, shares, seed):
    keys = article_keys(ids, seed=seed, variant=MIX).tolist()
    found = []
    for key in keys:
        luck = (sum(other < key for other in keys) + 0.5) / len(keys)
        borders = [sum(shares[: number + 1]) / sum(shares) for number in range(len(shares))]
        found.append(next(number for number, border in enumerate(borders) if luck < border))
    return found


@given(st.lists(st.integers(0, 5), min_size=1, max_size=5).filter(any), st.integers(0, 9))
def test_components_drawn_are_those_of_the_slow_twin(steps, seed):
    shares = np.array(steps) / sum(steps)
    found = draw_components(ARTICLES["article_id"], shares, seed)
    assert found.tolist() == draw_slowly(ARTICLES["article_id"], shares.tolist(), seed)
    assert np.abs(np.bincount(found, minlength=len(shares)) - shares * len(NUMBERS)).max() <= 1


def test_another_seed_draws_others_and_a_small_change_few():
    ids = ARTICLES["article_id"]
    half = draw_components(ids, np.array([0.5, 0.5]), 0)
    assert (half != draw_components(ids, np.array([0.5, 0.5]), 1)).any()
    assert np.count_nonzero(half != draw_components(ids, np.array([0.55, 0.45]), 0)) == 2


def test_shares_of_names():
    assert name_shares(["a", "b", "c"], {"c": 3, "a": 1}).tolist() == [0.25, 0, 0.75]


@pytest.fixture
def spun(tmp_path):
    profiles = write_profiles(tmp_path)
    config = make_run_config(tmp_path, profiles, "none.jsonl")
    tables = [spin_component(load_spinner(name), ARTICLES, config) for name in profiles]
    return SpunArticles(ARTICLES["article_id"], tables)


def test_a_mix_has_the_pair_of_the_component_drawn_for_each_article(spun):
    shares = np.array([0.3, 0.7])
    pairs, chosen = spun.mix(shares, 5), draw_components(ARTICLES["article_id"], shares, 5)
    rows = [table.to_pylist() for table in spun.tables]
    expected = [rows[number][row] for row, number in enumerate(chosen) if rows[number][row]["n_swaps"]]
    assert pairs.to_pylist() == expected
    assert len(expected) > 30


def test_articles_without_a_swap_are_left_out(spun):
    still = spun.tables[0].set_column(5, "n_swaps", pa.array([0, *[1] * 39], pa.int32()))
    assert len(SpunArticles(spun.article_ids, [still]).mix(np.array([1.0]), 0)) == 39


def test_pairs_are_those_of_a_build(tmp_path):
    """The keys, the rate of the configuration, and the spinner's side of the hold-out."""
    one, _ = write_profiles(tmp_path)
    config = make_run_config(
        tmp_path,
        [one],
        "none.jsonl",
        group_duplicates={"test_unseen": 0.1},
        spin_articles={"held_out": 0.5, "rate": 0.2},
    )
    spinner = load_spinner(one, HoldOut(config.held_out, is_unseen=False))
    keys = article_keys(ARTICLES["article_id"], seed=config.seed, variant=0)
    texts, _ = spinner.spin(ARTICLES["text"].combine_chunks(), keys, rate=0.2)
    found = spin_component(spinner, ARTICLES, config)
    assert found["spun"].to_pylist() == texts.spun.to_pylist()
    assert found["n_words"].to_pylist() == texts.n_words.tolist()
