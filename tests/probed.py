"""The figures of a probe for tests, as in quality/probe.json: every kind of row, numbers from a table by hand."""

from functools import lru_cache

from planted_model import training_pairs

from pipelines.detector.train import train_detector
from pipelines.probe.run import Probe

SPLITS = {"validation": (0.97, 0.72), "test": (0.96, 0.71), "test_unseen": (0.9, 0.43)}
WORDS_AUROC = {"validation": 0.95, "test": 0.95, "test_unseen": 0.55}
BIAS = {"sentence": 0.0, "paragraph": 0.01, "article": 0.03}


def make_figures(n=900, **changes):
    """All figures of a probe, with `n` texts of each class in every row of detection."""
    made = {
        "format": 1,
        "trained_on": {"pairs": 10_295, "words": 2_000_000, "seed": 7},
        "detection": [row for split in SPLITS for by in BIAS for row in detect(split, by, n)],
        "tagging": [
            {"split": split, "n_words": 50_000, "precision": 0.81, "recall": 0.8, "f1": 0.805} for split in SPLITS
        ],
        "restoration": [
            {"split": split, "n_edits": 4000, "candidates": 0.84, "first": 0.41, "first_five": 0.66}
            for split in ("test", "test_unseen")
        ],
        "breakdown": [
            {"by": by, "value": value, "split": "test", "n": 340, "auroc": 0.98, "tpr_1pct": 0.8, "f1": 0.79}
            for by, value in (("profile", "autoblog"), ("rate", "0-10 %"), ("length", "0-200"), ("source", "<Post>"))
        ],
        "real": [make_real()],
    }
    return made | changes


def detect(split, by, n):
    auroc, found = (min(1, round(value + BIAS[by], 4)) for value in SPLITS[split])
    row = {"split": split, "granularity": by, "n_clean": n, "n_spun": n}
    known = {"auroc": auroc, "tpr_1pct": found, "tpr_5pct": 0.88, "calibration_error": 0.03}
    words = {"auroc": WORDS_AUROC[split], "tpr_1pct": 0.2, "tpr_5pct": 0.4, "calibration_error": None}
    return [row | {"model": "detector"} | known, row | {"model": "words"} | words]


def make_real(file="mine.jsonl", auroc=0.98, **changes):
    """One row of real samples."""
    row = {"file": file, "family": None, "granularity": "article", "n_clean": 1000, "n_spun": 21, "clean": "own"}
    row |= {"auroc": auroc, "auroc_interval": [0.95, 0.99], "tpr_1pct": 0.9, "tpr_1pct_interval": [0.8, 1.0]}
    return row | {"tpr_5pct": 0.95, "tpr_5pct_interval": [0.9, 1.0], "paired": None} | changes


@lru_cache
def small_detector():
    """A detector trained on a few invented pairs."""
    return train_detector(training_pairs(30), about={"seed": 7})


def make_probe(**changes):
    """A probe with a detector trained on next to nothing."""
    return Probe(make_figures(**changes), small_detector())
