"""Schedules of publishers, pruners, readers and builders over an unreliable store: no promise is broken."""

import subprocess
import sys
from pathlib import Path

import pytest
from simulator.bugs import BUGS
from simulator.patches import patched, simulated
from simulator.play import play, starting_contents

# Schedules in a run of all tests; each of the slices can be played by another process.
SCHEDULES, SLICES = 100_000, 20
# Slices in a default run: five times the schedules in which each planted bug is caught.
QUICK = 2
# Each planted bug is caught within this many schedules.
ENOUGH = 2_000
RUN = Path(__file__).with_name("run.py")


@pytest.fixture
def house():
    with simulated():
        starting_contents()
        yield


@pytest.mark.parametrize(
    "number", [*range(QUICK), *(pytest.param(number, marks=pytest.mark.slow) for number in range(QUICK, SLICES))]
)
def test_no_schedule_breaks_a_promise(number, house):
    n_each = SCHEDULES // SLICES
    seeds = range(number * n_each, (number + 1) * n_each)
    violations = {seed: found for seed in seeds if (found := play(seed).violations)}
    assert violations == {}, "python tests/simulator/run.py --replay SEED prints the requests of a schedule"


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug, house):
    with patched(BUGS[bug]):
        assert any(play(seed).violations for seed in range(ENOUGH))


def test_a_violation_replays_from_its_seed(house):
    with patched(BUGS["manifest before the files"]):
        seed = next(seed for seed in range(ENOUGH) if play(seed).violations)
        first, second = play(seed, tracing=True), play(seed, tracing=True)
    assert first.violations == second.violations
    assert first.trace == second.trace
    assert any("VIOLATION" in line for line in first.trace)


def test_a_seed_means_the_same_schedule_in_each_process(house):
    def replay(seed):
        return subprocess.run([sys.executable, RUN, "--replay", str(seed)], check=False, capture_output=True, text=True)

    for seed in (1, 2, 7):
        found = replay(seed)
        assert found.returncode == 0, found.stderr
        assert found.stdout.splitlines()[:-1] == play(seed, tracing=True).trace


def test_the_command_plays_schedules():
    command = [sys.executable, RUN, "--schedules", "50", "--seed", "3", "--workers", "1"]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert found.stdout.startswith("50 schedules from seed 3, "), found.stderr
    assert found.returncode == 0


def test_the_world_is_troubled_enough(house):
    """The schedules meet crashes, lost replies, late requests and refusals: else they would prove nothing."""
    seen = "\n".join(line for seed in range(300) for line in play(seed, tracing=True).trace)
    for event in ("crashed", "reply lost", "an earlier request is applied", "failed, applied", "failed, not applied"):
        assert event in seen
    for place in ("LATEST", "tags/paper", "pruned/", ".claims/", "receipt.json", "HISTORY", "rejects/"):
        assert place in seen
