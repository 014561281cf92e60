"""Figures of the models that probe_corpus trains: what its suite judges, and a summary for everything that shows them.

The figures are those of quality/probe.json: rows of detection, tagging, restoration, breakdown and real samples, each
with its split. A figure is None where it could not be measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.quality.corpus.figures import Figure
from schemas import UNSEEN

Json = dict[str, Any]
TEST = "test"
SENTENCE, PARAGRAPH, ARTICLE = GRANULARITIES = ("sentence", "paragraph", "article")
DETECTOR, WORDS = "detector", "words"
# States of a probe: switched off, a corpus too small to train on, and models trained and scored.
NOT_RUN, TOO_SMALL, RAN = "not run", "too small", "run"


def find_row(figures: Mapping[str, Any], split: str, granularity: str, model: str = DETECTOR) -> Json:
    """Return the row of detection of a split, a granularity and a model; empty if there is none."""
    wanted = (split, granularity, model)
    rows = figures.get("detection", [])
    return next((row for row in rows if (row["split"], row["granularity"], row["model"]) == wanted), {})


@dataclass(frozen=True)
class Enough:
    """The least numbers from which on a figure is judged: below them it differs by chance.

    sentences    of each class in a split
    samples      of each class in a file of real ones
    train_words  words trained on
    """

    sentences: int
    samples: int
    train_words: int


def measure_probe(figures: Mapping[str, Any], enough: Enough) -> list[Figure]:
    """Return the figures that the suite `probe` judges."""
    test, unseen = (find_row(figures, split, SENTENCE) for split in (TEST, UNSEEN))
    words = find_row(figures, TEST, SENTENCE, WORDS)
    untrained = str(figures.get("note") or _why_weak(figures, enough))
    few = untrained or _why_few(test, TEST, enough)
    few_in_unseen = few or _why_few(unseen, UNSEEN, enough)
    alone = f"words alone reach {words['auroc']:.3g}" if words.get("auroc") is not None else ""
    both = few_in_unseen or f"{test['auroc']:.3g} on {TEST}, {unseen['auroc']:.3g} on {UNSEEN}"
    gap = None if few_in_unseen else round(test["auroc"] - unseen["auroc"], 4)
    measured = few or f"measured on {test['n_clean'] + test['n_spun']:,} sentences"
    return [
        Figure("probe_test_auroc", None if few else test["auroc"], few or alone),
        Figure("probe_unseen_gap", gap, both),
        Figure("probe_calibration_error", None if few else test["calibration_error"], measured),
        _measure_real(figures.get("real", []), enough, untrained),
    ]


def summarise_probe(figures: Mapping[str, Any] | None, least_words: int = 0) -> Json:
    """Return state, sentence and main figures of a probe: small enough for a manifest, an event or a page.

    figures      content of probe.json; None if nothing was trained since probe_corpus.train_words is 0
    least_words  number of words trained on below which the sentence says that they are too few

    >>> summarise_probe(None)
    {'state': 'not run', 'says': 'Not run: probe_corpus.train_words is 0.'}
    """
    if figures is None:
        return {"state": NOT_RUN, "says": "Not run: probe_corpus.train_words is 0."}
    if figures.get("note"):
        return {"state": TOO_SMALL, "says": f"{str(figures['note']).rstrip('.')}."}
    return {
        "state": RAN,
        "says": describe_detection(figures) + _describe_few(figures, least_words),
        "detection": {
            split: {granularity: _main(figures, split, granularity) for granularity in (ARTICLE, SENTENCE)}
            for split in (TEST, UNSEEN)
            if find_row(figures, split, SENTENCE)
        },
        "tagging": {row["split"]: row["f1"] for row in figures.get("tagging", [])},
        "restoration": {row["split"]: row["first"] for row in figures.get("restoration", [])},
        "real": {
            row["file"]: {"granularity": row["granularity"], "auroc": row["auroc"], "tpr_1pct": row["tpr_1pct"]}
            for row in _whole_files(figures.get("real", []))
        },
    }


def describe_detection(figures: Mapping[str, Any]) -> str:
    """Say in a sentence what a detector finds.

    >>> row = {"granularity": "sentence", "model": "detector"}
    >>> found = [row | {"split": "test", "tpr_1pct": 0.71}, row | {"split": "test_unseen", "tpr_1pct": 0.43}]
    >>> describe_detection({"detection": found})
    'A detector trained on this release finds 71% of spun sentences at 1% false alarms, and 43% where the replacement \
words are new (test_unseen).'
    """
    seen, unseen = (find_row(figures, split, SENTENCE).get("tpr_1pct") for split in (TEST, UNSEEN))
    if seen is None and unseen is None:
        return "A detector was trained on this release, but test has too few sentences to measure it."
    start = "A detector trained on this release finds"
    if seen is None:
        return (
            f"{start} {unseen:.0%} of spun sentences at 1% false alarms where the replacement words are new ({UNSEEN})."
        )
    new = "" if unseen is None else f", and {unseen:.0%} where the replacement words are new ({UNSEEN})"
    return f"{start} {seen:.0%} of spun sentences at 1% false alarms{new}."


def _describe_few(figures: Mapping[str, Any], least_words: int) -> str:
    n_words = figures["trained_on"]["words"]
    return "" if n_words >= least_words else f" It was trained on {n_words:,} words, too few to judge a release by."


def _main(figures: Mapping[str, Any], split: str, granularity: str) -> Json:
    row, words = (find_row(figures, split, granularity, model) for model in (DETECTOR, WORDS))
    return {"auroc": row.get("auroc"), "tpr_1pct": row.get("tpr_1pct"), "words_auroc": words.get("auroc")}


def _why_weak(figures: Mapping[str, Any], enough: Enough) -> str:
    """The reason why no figure is judged; empty if the models were trained on enough words."""
    n_words = figures.get("trained_on", {}).get("words", 0)
    if n_words >= enough.train_words:
        return ""
    return f"trained on {n_words:,} words, at least {enough.train_words:,} are needed (probe_corpus.min_train_words)"


def _why_few(row: Mapping[str, Any], split: str, enough: Enough) -> str:
    """The reason why a row of detection by sentence is not judged; empty if it is."""
    if not row:
        return f"there are no sentences of {split}"
    n_least = min(row["n_clean"], row["n_spun"])
    if n_least < enough.sentences:
        needed = f"at least {enough.sentences:,} are needed (probe_corpus.min_rows)"
        return f"{split} has {n_least:,} sentences of a class, {needed}"
    return "" if row["auroc"] is not None else f"the sentences of {split} could not be scored"


def _measure_real(rows: Sequence[Mapping[str, Any]], enough: Enough, untrained: str) -> Figure:
    """The least AUROC of the files of real samples, by article; None without a file of enough samples."""
    name = "probe_real_auroc"
    whole = _whole_files(rows)
    if not whole or untrained:
        return Figure(name, None, untrained if whole else "")
    sizes = [min(row["n_clean"], row["n_spun"]) for row in whole]
    judged = [row for row, n in zip(whole, sizes, strict=True) if row["auroc"] is not None and n >= enough.samples]
    if not judged:
        needed = f"at least {enough.samples:,} are needed (probe_corpus.min_real)"
        return Figure(name, None, f"{max(sizes):,} real samples of a class at most, {needed}")
    least = min(judged, key=lambda row: row["auroc"])
    low, high = least["auroc_interval"]
    return Figure(name, least["auroc"], f"{least['file']}: {low:.3g} to {high:.3g} with 95 % confidence")


def _whole_files(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A row for each file, of all of its families: by article, or by the only granularity that it has."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        is_better = row["granularity"] == ARTICLE or row["file"] not in found
        if row["family"] is None and is_better:
            found[row["file"]] = row
    return list(found.values())
