"""Rows in one byte a value: near the values that they stand for, exact for flags."""

import numpy as np
import pytest

from pipelines.detector import training_rows
from pipelines.detector.training_rows import code_rows, whole_rows
from pipelines.engine.kernels import library

pytestmark = pytest.mark.usefixtures("either_way")

DRAW = np.random.default_rng(5)
PARTS = [DRAW.standard_normal((n, 3)).astype(np.float16) * [1, 20, 0] + [0, 100, 7] for n in (50, 1, 300)]
CHOSEN = [DRAW.random(len(part)) < 0.7 for part in PARTS]
KEPT = np.concatenate([part[at] for part, at in zip(PARTS, CHOSEN, strict=True)])


def values_of(rows):
    return rows.values.astype(float) * rows.steps + rows.lows


@pytest.mark.parametrize("block", [7, 4096])
def test_codes_stand_for_values_within_half_a_step(block, monkeypatch):
    monkeypatch.setattr(training_rows, "BLOCK", block)
    rows = code_rows([lambda part=part: part for part in PARTS], CHOSEN)
    assert (rows.values.dtype, len(rows)) == (np.uint8, len(KEPT))
    assert np.abs(values_of(rows) - KEPT).max(axis=0) == pytest.approx(rows.steps / 2, rel=0.2, abs=1e-4)
    assert rows.sample() == pytest.approx(values_of(rows), rel=1e-5, abs=1e-5)


def test_flags_are_exact_and_values_beyond_the_sample_are_its_ends(monkeypatch):
    flags = (np.arange(90)[:, None] % 7 == 0).astype(np.float16)
    rows = code_rows([lambda: flags], [np.ones(90, bool)])
    assert values_of(rows) == pytest.approx(flags.astype(float), abs=1e-6)
    monkeypatch.setattr(training_rows, "SAMPLED", 2)  # the rows 0 and 45
    rising = np.arange(90, dtype=np.float16)[:, None]
    assert values_of(code_rows([lambda: rising], [np.ones(90, bool)])).max() == pytest.approx(45)


def test_whole_rows_keep_their_values():
    rows = whole_rows(KEPT.astype(np.float32))
    assert np.array_equal(rows.sample(), KEPT.astype(np.float32))


def test_codes_are_the_same_without_kernels(monkeypatch):
    rows = np.concatenate([DRAW.standard_normal((5_000, 4)), DRAW.standard_normal((500, 4)) * 1e-6]).astype(np.float16)
    monkeypatch.setattr(training_rows, "SAMPLED", 300)
    compiled = code_rows([lambda: rows], [rows[:, 0] > -1])
    monkeypatch.setattr(library, "_load", lambda: None)
    assert code_rows([lambda: rows], [rows[:, 0] > -1]).values.tobytes() == compiled.values.tobytes()
