"""Marks on simulated histories: rare on clean ones, sure on planted shifts. docs/triage.md has the figures of more."""

import math

import numpy as np
import pytest

from pipelines.quality.history.anomalies import DRIFT, JUMP, MIN_WINDOW, SPIKE, SPREAD, find_anomalies

N_RELEASES = 50


def draw_autocorrelated(draw, n, by=0.3):
    noise = draw.normal(size=n)
    for index in range(1, n):
        noise[index] += by * noise[index - 1]
    return noise


def draw_share(draw, n, rows=2000, share=0.01):
    return draw.binomial(rows, share, n) / rows


CLEAN = {
    "normal": lambda draw, n: draw.normal(5, 0.1, n),
    "uniform": lambda draw, n: draw.uniform(0, 1, n),
    "student": lambda draw, n: draw.standard_t(5, n),
    "autocorrelated": draw_autocorrelated,
    "share": draw_share,
    "rare": lambda draw, n: draw_share(draw, n, share=0.0005),
    "count": lambda draw, n: draw.poisson(40, n).astype(float),
}


def marks(values, error=0.0):
    return find_anomalies([float(value) for value in values], [error] * len(values))


@pytest.mark.parametrize("kind", CLEAN)
def test_fifty_clean_histories_have_at_most_one_mark(kind):
    draw = np.random.default_rng(17)
    error = {"share": 0.002, "rare": 0.0005, "count": 6.3}.get(kind, 0)
    found = [mark for _ in range(50) for mark in marks(CLEAN[kind](draw, N_RELEASES), error)]
    assert len(found) <= 1


def plant_jump(values, at):
    values[at:] -= 10


def plant_spike(values, at):
    values[at] += 20


def plant_drift(values, at):
    values[at - 10 :] += 0.3 * np.arange(len(values) - at + 10)


def plant_spread(values, at):
    values[at:] *= 12


@pytest.mark.parametrize(
    ("kind", "plant"), [(JUMP, plant_jump), (SPIKE, plant_spike), (DRIFT, plant_drift), (SPREAD, plant_spread)]
)
def test_planted_shifts_of_each_kind_are_found(kind, plant):
    """Of 50 histories each: all are marked, most with the kind that was planted, at its place."""
    draw, at = np.random.default_rng(3), 35
    found = []
    for _ in range(50):
        values = draw.normal(size=N_RELEASES)
        plant(values, at)
        found.append(marks(values))
    assert all(found)
    near = [{mark.kind for mark in each if abs(mark.at - at) <= (14 if kind == DRIFT else 5)} for each in found]
    assert sum(kind in kinds for kinds in near) >= (25 if kind == SPREAD else 40)


@pytest.mark.parametrize("plant", [plant_jump, plant_spike])
def test_a_shift_is_marked_where_it_begins(plant):
    values = np.random.default_rng(5).normal(size=N_RELEASES)
    plant(values, 30)
    assert [mark.at for mark in marks(values)] == [30]


def test_one_odd_value_is_a_spike_and_two_are_a_jump():
    calm = [0.0, 1.0] * 8
    assert [(mark.at, mark.kind) for mark in marks([*calm, 50])] == [(16, SPIKE)]
    assert [(mark.at, mark.kind) for mark in marks([*calm, 50, 0, 1])] == [(16, SPIKE)]
    assert [(mark.at, mark.kind) for mark in marks([*calm, 50, 51])] == [(16, JUMP)]
    assert [(mark.at, mark.kind) for mark in marks([*calm, 50, 51, 50, 51, 50])] == [(16, JUMP)]


def test_a_spike_is_left_out_of_later_windows():
    calm = [0.0, 1.0] * 8
    (first, second) = marks([*calm, 50, 0, 1, 50, 0])
    assert (first.kind, second.kind) == (SPIKE, SPIKE)
    assert second.score == pytest.approx(first.score, rel=0.2)


def test_a_change_below_the_error_is_never_marked():
    values = [*[0.0] * 20, 0.001, *[0.0] * 5, *[0.001] * 20]
    assert marks(values, 0.001) == []
    assert [mark.kind for mark in marks(values)] == [SPIKE, JUMP]
    assert marks(values)[0].score == math.inf


def test_too_few_values_are_never_marked():
    assert marks([0] * (MIN_WINDOW - 1) + [9]) == []
    assert len(marks([0] * MIN_WINDOW + [9])) == 1


def test_gaps_and_odd_numbers_are_passed_over():
    calm = [0.0, None, 1.0, math.nan] * 8
    (mark,) = find_anomalies([*calm, None, 50.0], [0.0] * 34)
    assert (mark.at, mark.kind) == (33, SPIKE)


def slow_marks(values):
    """The definition of a spike and of two far values, for a history without other changes."""
    found = []
    for at in range(MIN_WINDOW, len(values)):
        window = np.array(values[max(0, at - 24) : at])
        centre = np.median(window)
        scale = 1.4826 * np.median(np.abs(window - centre))
        if abs(values[at] - centre) > (4 + 144 / len(window)) * scale:
            found.append(at)
    return found


def test_the_first_mark_is_that_of_the_definition():
    draw, compared = np.random.default_rng(9), 0
    for _ in range(30):
        values = draw.normal(size=30)
        values[draw.integers(14, 30)] += 40
        found = marks(values)
        if {mark.kind for mark in found} == {SPIKE}:
            assert found[0].at == slow_marks(values)[0]
            compared += 1
    assert compared > 25
