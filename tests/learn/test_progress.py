"""The share of the work that is done: it only grows, and ends at 1."""

import pytest
from learn.spinners import sample_pairs, write_lexicon, write_samples

from pipelines.learn.learn import learn_profile
from pipelines.learn.progress import EVERY, SHARES, counted, step_of


def test_the_shares_of_the_steps_make_the_whole():
    assert sum(SHARES.values()) == pytest.approx(1)
    ends = []
    for step in SHARES:
        step_of(ends.append, step)(1)
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(1)


@pytest.mark.parametrize("number", [0, 1, EVERY, 2 * EVERY + 3])
def test_a_loop_tells_from_time_to_time_and_at_its_end(number):
    told = []
    assert list(counted(list(range(number)), told.append)) == list(range(number))
    assert len(told) == -(-number // EVERY)
    assert told[-1:] == [1.0] * bool(number)


def test_learning_tells_how_far_it_is(tmp_path):
    told, steps = [], []
    learn_profile(
        str(write_samples(tmp_path / "pairs.jsonl", sample_pairs(40))),
        "mine",
        folder=tmp_path / "out",
        lexicon=write_lexicon(tmp_path),
        say=steps.append,
        tell=told.append,
    )
    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] == pytest.approx(1)
    assert len(told) > 3 * len(SHARES)
    assert len(steps) == len(SHARES)
