"""A small part of the fuzzer; `python tests/fuzz/run.py --inputs 10000` runs the rest."""

from functools import cache

import pytest
from fuzz.originals import WRITERS
from fuzz.trial import run_trial

SEED = 12


@cache
def trial_of(number):
    """Trial of this number, run once for all tests; it has no state."""
    return run_trial(number, SEED)


@pytest.mark.parametrize("number", range(120))
def test_a_damaged_input_is_read_or_refused_and_no_row_is_lost(number):
    assert trial_of(number).fault == ""


def test_the_sample_has_inputs_of_every_format_that_are_read_and_that_are_refused():
    trials = [trial_of(number) for number in range(120)]
    assert {trial.format for trial in trials} == set(WRITERS)
    assert any(trial.error for trial in trials)
    assert sum(trial.kept for trial in trials) > 100
