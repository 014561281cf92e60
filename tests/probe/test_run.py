"""The probe as a whole, with a detector that knows the planted words."""

import json
import time
from pathlib import Path

import pytest
from probe.planted import PlantedDetector, make_pair, write_splits

from pipelines.errors import InputError, StorageError
from pipelines.probe import run
from pipelines.probe.real import RealFile
from pipelines.probe.run import STEPS, ProbeSettings, probe_pairs

SETTINGS = ProbeSettings(train_words=3000, test_words=3000, seed=5)
SHARED = Path(__file__).parents[2].parent / "shared" / "spinners"


def make_splits(n_train=60):
    numbers = iter(range(1000))
    sizes = {"train": n_train, "validation": 30, "test": 40, "test_unseen": 20}
    rows = {split: [make_pair(next(numbers)) for _ in range(size)] for split, size in sizes.items()}
    unseen = [make_pair(next(numbers), swaps=("repair",)) for _ in range(20)]
    return rows | {"test_unseen": unseen}


@pytest.fixture
def planted(monkeypatch):
    trained = []

    class PlantedTraining:
        def __init__(self, pairs, _negatives, seed, _folder, _jobs):
            trained.append((pairs, seed))

        def finish(self, about, _, submit_others):
            submit_others()
            return PlantedDetector(about=about)

    monkeypatch.setattr(run, "Training", PlantedTraining)
    return trained


def test_all_figures(tmp_path, planted):
    (tmp_path / "mine.jsonl").write_text('{"text": "the harbourzz"}\n' * 6)
    real = [RealFile(tmp_path / "mine.jsonl", "mine.jsonl")]
    steps = []
    sources = write_splits(tmp_path, make_splits())
    probe = probe_pairs(sources, settings=SETTINGS, real=real, progress=lambda *step: steps.append(step))
    figures = probe.figures
    assert list(dict.fromkeys(name for name, _ in steps)) == list(STEPS)
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert {STEPS[name] for name in STEPS} <= {share for _, share in steps}
    assert figures["format"] == 1
    assert figures["trained_on"] == {"pairs": 60, "words": 2520, "seed": 5} == probe.detector.about
    assert [seed for _, seed in planted] == [5]
    assert len(figures["detection"]) == 3 * 3 * 2
    assert {row["auroc"] for row in figures["detection"] if row["model"] == "detector"} == {1.0}
    words = {row["split"]: row["auroc"] for row in figures["detection"] if row["model"] == "words"}
    assert words["test"] > 0.95
    assert words["test_unseen"] < 0.7
    assert [(row["split"], row["f1"]) for row in figures["tagging"]] == [
        ("validation", 1.0),
        ("test", 1.0),
        ("test_unseen", 1.0),
    ]
    assert [(row["candidates"], row["first"]) for row in figures["restoration"]] == [(1.0, 1.0), (1.0, 1.0), (0.0, 0.0)]
    assert {row["split"] for row in figures["breakdown"]} == {"test", "test_unseen"}
    assert [(row["file"], row["clean"], row["n_spun"]) for row in figures["real"]] == [("mine.jsonl", "release", 6)]
    assert figures["real"][0]["granularity"] == "sentence"
    assert figures["real"][0]["n_clean"] == 120
    assert "note" not in figures
    json.dumps(figures, allow_nan=False)


def test_the_same_pairs_give_the_same_figures_whatever_their_files(tmp_path, planted):
    splits = make_splits()
    first = probe_pairs(write_splits(tmp_path, splits), settings=SETTINGS)
    (tmp_path / "other").mkdir()
    turned = {split: rows[::-1] for split, rows in splits.items()}
    assert probe_pairs(write_splits(tmp_path / "other", turned), settings=SETTINGS).figures == first.figures
    assert planted[0][0].equals(planted[1][0])


def test_a_small_corpus_has_no_figures_and_a_reason(tmp_path, planted):
    (tmp_path / "mine.jsonl").write_text('{"text": "the harbourzz"}\n')
    real = [RealFile(tmp_path / "mine.jsonl", "mine.jsonl")]
    probe = probe_pairs(write_splits(tmp_path, make_splits(12)), settings=SETTINGS, real=real)
    assert probe.detector is None
    assert planted == []
    note = "Not trained: expected at least 40 groups of articles in train, got 12: add articles."
    assert probe.figures["note"] == note
    figures = {
        value for name in ("detection", "tagging", "restoration", "breakdown", "real") for row in probe.figures[name]
        for value in row.values() if not isinstance(value, str | int)
    }  # fmt: skip
    assert figures == {None}
    whole = probe_pairs(write_splits(tmp_path, make_splits()), settings=SETTINGS, real=real).figures
    for name in ("detection", "tagging", "restoration", "breakdown", "real"):
        assert [set(row) for row in probe.figures[name]] == [set(row) for row in whole[name]]
        counts = [{each: row.get(each) for each in ("n", "n_clean", "n_spun", "n_words")} for row in whole[name]]
        assert [{each: row.get(each) for each in counts[0]} for row in probe.figures[name]] == counts


def test_a_detector_that_cannot_be_trained_is_a_reason(tmp_path, monkeypatch):
    def train(*_, **__):
        raise InputError("expected more edits, got few: add articles")

    monkeypatch.setattr(run, "Training", train)
    probe = probe_pairs(write_splits(tmp_path, make_splits()), settings=SETTINGS)
    assert probe.figures["note"] == "Not trained: expected more edits, got few: add articles."
    assert probe.detector is None


def test_splits_without_pairs_and_no_splits_at_all(tmp_path, planted):
    sources = write_splits(tmp_path, make_splits() | {"test": [], "test_unseen": []})
    (tmp_path / "mine.jsonl").write_text('{"text": "the harbourzz"}\n')
    probe = probe_pairs(sources, settings=SETTINGS, real=[RealFile(tmp_path / "mine.jsonl", "mine.jsonl")])
    assert {row["auroc"] for row in probe.figures["detection"] if row["split"] == "test"} == {None}
    assert probe.figures["real"][0]["n_clean"] == 90  # of validation
    assert probe_pairs({}, settings=SETTINGS).figures["trained_on"] == {"pairs": 0, "words": 0, "seed": 5}


def test_a_given_detector_is_scored_and_none_is_trained(tmp_path, planted):
    detector = PlantedDetector(about={"pairs": 7, "words": 8})
    probe = probe_pairs(write_splits(tmp_path, make_splits()), settings=SETTINGS, detector=detector)
    assert (probe.detector, planted) == (detector, [])
    assert probe.figures["trained_on"] == {"pairs": 7, "words": 8, "seed": None}
    small = probe_pairs(write_splits(tmp_path, make_splits(3)), settings=SETTINGS, detector=detector)
    assert {row["auroc"] for row in small.figures["detection"] if row["model"] == "words"} == {0.5}


def test_faulty_files_end_the_probe(tmp_path, planted):
    sources = write_splits(tmp_path, make_splits())
    (tmp_path / "bad.jsonl").write_text("no json\n")
    with pytest.raises(InputError, match=r"expected JSON lines in bad\.jsonl"):
        probe_pairs(sources, settings=SETTINGS, real=[RealFile(tmp_path / "bad.jsonl", "bad.jsonl")])
    assert planted == []
    (tmp_path / "test.parquet").write_bytes(b"PAR1")
    with pytest.raises(StorageError, match=r"test\.parquet"):
        probe_pairs(sources, settings=SETTINGS)


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared samples")
def test_real_samples_are_scored(tmp_path, planted):
    real = [RealFile(SHARED / name, name) for name in ("real_pairs.jsonl", "spun_texts.jsonl")]
    rows = probe_pairs(write_splits(tmp_path, make_splits()), settings=SETTINGS, real=real).figures["real"]
    assert {(row["file"], row["clean"], row["granularity"]) for row in rows} == {
        ("real_pairs.jsonl", "own", "sentence"),
        ("spun_texts.jsonl", "release", "article"),
    }


def test_few_pairs_take_seconds(tmp_path):
    """With the detector of Spindle itself; processor time, since machines are shared."""
    start = time.process_time()
    probe_pairs(write_splits(tmp_path, make_splits(240)), settings=ProbeSettings())
    assert time.process_time() - start < 20
