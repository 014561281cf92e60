import numpy as np
import pytest

from pipelines.probe.detection import CleanTexts
from pipelines.probe.metrics import ScoredTexts
from pipelines.probe.real import RealSamples
from pipelines.probe.real_figures import real_rows, score_real

LONG = " word" * 60


def score(texts):
    """The number that a text begins with."""
    return np.array([float(text.as_py().split()[0]) for text in texts])


def make_samples(rows):
    """Samples of (score, is_spun, pair, family)."""
    samples = RealSamples()
    for value, is_spun, pair, family in rows:
        samples.add(f"{value} {pair} {family}{LONG}", is_spun=is_spun, pair=pair, family=family)
    return samples


def make_release(scores):
    clean = ScoredTexts(np.array(scores), np.zeros(len(scores), bool), np.arange(len(scores), dtype=np.uint64))
    nothing = CleanTexts(clean.where(np.zeros(len(scores), bool)), np.zeros(0, np.int64))
    return {"article": CleanTexts(clean, np.full(len(scores), 60)), "sentence": nothing}


def rows_of(rows, release=()):
    found = real_rows(score_real("f.jsonl", make_samples(rows), score), make_release(list(release)), 1)
    return {row["family"]: row for row in found}


def test_pairs_are_compared_as_pairs_and_by_family():
    rows = []
    for i in range(40):
        right = i % 4 > 0
        rows += [(0.2, False, i, "ab"[i % 2]), (0.9 if right else 0.1, True, i, "ab"[i % 2])]
    found = rows_of(rows)
    assert list(found) == [None, "a", "b"]
    assert (found[None]["n_clean"], found[None]["n_spun"], found[None]["clean"]) == (40, 40, "own")
    assert (found[None]["paired"], found[None]["auroc"]) == (0.75, 0.75)
    assert (found["a"]["paired"], found["b"]["paired"]) == (0.5, 1.0)
    assert (found["a"]["tpr_5pct"], found["b"]["tpr_5pct"], found["b"]["tpr_1pct"]) == (0.5, 1.0, None)
    low, high = found[None]["auroc_interval"]
    assert 0.55 < low < 0.75 < high < 0.95
    assert found["b"]["auroc_interval"] == [1.0, 1.0]
    assert found["b"]["tpr_1pct_interval"] is None


def test_spun_texts_alone_are_compared_with_the_release():
    found = rows_of([(0.5 + i / 100, True, -1, None) for i in range(20)], release=[i / 200 for i in range(200)])
    assert list(found) == [None]
    row = found[None]
    assert (row["n_clean"], row["n_spun"], row["clean"], row["paired"]) == (200, 20, "release", None)
    assert row["auroc"] == pytest.approx(0.5975, abs=0.001)
    assert row["tpr_1pct"] == 0.0
    assert row["tpr_1pct_interval"][0] == 0.0


def test_a_family_without_clean_texts_takes_those_of_its_file():
    rows = [(0.1, False, -1, None)] * 6 + [(0.9, True, -1, "a")] * 6 + [(0.0, True, -1, "b")] * 6
    found = rows_of(rows, release=[1.0] * 50)
    assert {(row["n_clean"], row["clean"]) for row in found.values()} == {(6, "own")}
    assert (found["a"]["auroc"], found["b"]["auroc"], found[None]["auroc"]) == (1.0, 0.0, 0.5)


def test_one_class_and_no_release_have_no_figures():
    for rows in ([(0.5, True, -1, None)] * 9, [(0.5, False, -1, None)] * 9):
        row = rows_of(rows)[None]
        assert {row[name] for name in ("auroc", "tpr_1pct", "tpr_5pct", "auroc_interval", "paired")} == {None}


def test_short_texts_are_sentences():
    samples = RealSamples()
    samples.add("0.5 is short", is_spun=True, pair=-1, family=None)
    assert score_real("f", samples, score).granularity == "sentence"
    assert score_real("f", make_samples([(0.5, True, -1, None)]), score).granularity == "article"


def test_figures_do_not_depend_on_the_order_of_the_file():
    rows = [(i / 100, bool(i % 2), i // 2, "ab"[i % 3 > 1]) for i in range(60)]
    pairs = [rows[i : i + 2] for i in range(0, 60, 2)]
    shuffled = [pairs[i] for i in np.random.default_rng(0).permutation(30)]
    assert rows_of(rows) == rows_of([row for pair in shuffled for row in pair])


def test_texts_of_one_original_are_one_cluster():
    samples = RealSamples()
    for i, spun in enumerate(("0.9 a", "0.8 b")):
        samples.add("0.1 original", is_spun=False, pair=i, family=None)
        samples.add(spun, is_spun=True, pair=i, family=None)
    assert len(set(score_real("f", samples, score).texts.clusters.tolist())) == 1
