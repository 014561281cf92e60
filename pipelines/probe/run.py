"""The whole probe: models trained on a sample of the split train, and their figures on the other splits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.detector.detector import Detector
from pipelines.detector.train import train_detector
from pipelines.errors import InputError
from pipelines.probe.breakdown import SPLITS as BROKEN_DOWN
from pipelines.probe.breakdown import breakdown_rows
from pipelines.probe.detection import CleanTexts, Row, ScoredSplit, detection_rows, score_split
from pipelines.probe.metrics import Floats
from pipelines.probe.negatives import negative_rows, sample_negatives
from pipelines.probe.real import RealFile, RealSamples, read_real
from pipelines.probe.real_figures import real_rows, score_real
from pipelines.probe.restoration import count_clean_words, count_edits, list_candidates, restoration_row
from pipelines.probe.sample import PairFile, hash_keys, sample_pairs
from pipelines.probe.tagging import WordCounts, count_found_words, count_no_words
from pipelines.probe.texts import GRANULARITIES, Scorer
from pipelines.probe.words_model import train_words_model
from schemas import SPLITS

FORMAT = 1
TRAIN, SCORED = SPLITS[0], SPLITS[1:]
# Groups of near-copies to train on: with fewer, figures say more of the sample than of the corpus.
LEAST_GROUPS = 40
# Step -> share of all work that is done when it begins, measured on 2 million words.
STEPS = {
    "sampling pairs": 0.0,
    "training the detector": 0.02,
    "training the model of words": 0.82,
    "scoring the splits": 0.87,
    "listing candidates": 0.96,
    "scoring real samples": 0.98,
}

NO_FILES: Mapping[str, Sequence[PairFile]] = {}
# Called with each step as it begins, and with the share of all work that is done, 0 to 1.
Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class ProbeSettings:
    """Sizes of the samples.

    train_words  words of clean text to train on; at least 1
    test_words   words of clean text to score, of each of the other splits
    seed         chooses the samples, and is the seed of the models
    """

    train_words: int = 2_000_000
    test_words: int = 200_000
    seed: int = 0


@dataclass(frozen=True)
class Probe:
    """The result of a probe.

    figures   the content of probe.json
    detector  None if the corpus is too small to train on: then every figure is null, and figures["note"] has the reason
    """

    figures: dict[str, Any]
    detector: Detector | None = None


@dataclass(frozen=True)
class SampledTexts:
    """The sampled texts: split -> pairs, and split -> negatives."""

    pairs: Mapping[str, pa.Table]
    negatives: Mapping[str, pa.Table]


@dataclass(frozen=True)
class Models:
    """The models whose scores are measured; without a detector, texts are scored 0 and figures left out."""

    detector: Detector | None
    words: Scorer

    @property
    def score(self) -> Scorer:
        return score_nothing if self.detector is None else self.detector.score


def probe_pairs(
    sources: Mapping[str, Sequence[PairFile]],
    *,
    settings: ProbeSettings,
    real: Sequence[RealFile] = (),
    progress: Tell | None = None,
    negatives: Mapping[str, Sequence[PairFile]] = NO_FILES,
    detector: Detector | None = None,
) -> Probe:
    """Train on the split train, and score the splits validation, test and test_unseen and the real samples.

    sources    split -> its files
    progress   called with each step as it begins
    negatives  split -> its files of negatives
    detector   trained elsewhere, to be scored instead of one trained on these pairs
    The same pairs and settings give the same figures and the same detector. Raises StorageError for an unreadable file
    of pairs, InputError for one of real samples.
    """
    begin = _steps(progress)
    samples = [(file, read_real(file)) for file in real]  # first: a faulty file ends the probe before the long part
    begin("sampling pairs")
    pairs = {
        split: sample_pairs(sources.get(split, ()), words, seed=settings.seed)
        for split, words in [(TRAIN, settings.train_words), *((split, settings.test_words) for split in SCORED)]
    }
    others = {split: sample_negatives(negatives.get(split, ()), seed=settings.seed) for split in SPLITS}
    trained_on: dict[str, Any] = {
        "pairs": len(pairs[TRAIN]),
        "words": _count_words(pairs[TRAIN]),
        "seed": settings.seed,
    }
    if detector is not None:
        trained_on = {name: detector.about.get(name) for name in trained_on}
    begin("training the detector")
    note = ""
    try:
        found = detector or _train(pairs[TRAIN], others[TRAIN], trained_on, progress)
    except InputError as error:
        found, note = None, f"Not trained: {error}."
    begin("training the model of words")
    is_enough = found and _count_groups(pairs[TRAIN]) >= LEAST_GROUPS
    words = train_words_model(pairs[TRAIN], seed=settings.seed) if is_enough else score_nothing
    about: dict[str, Any] = {"format": FORMAT, "trained_on": trained_on} | ({"note": note} if note else {})
    rows = _measure(SampledTexts(pairs, others), Models(found, words), samples, settings.seed, begin)
    return Probe(about | (rows if found else {name: _blank(each) for name, each in rows.items()}), found)


def _train(pairs: pa.Table, negatives: pa.Table, about: Mapping[str, Any], progress: Tell | None) -> Detector:
    n_groups = _count_groups(pairs)
    if n_groups < LEAST_GROUPS:
        raise InputError(f"expected at least {LEAST_GROUPS} groups of articles in train, got {n_groups}: add articles")
    pairs = pairs.select(["clean", "spun", "edits", "group_id"])
    tick = _training(progress)
    return train_detector(pairs, negatives=negatives, seed=about["seed"], about=dict(about), tick=tick)


def _training(progress: Tell | None) -> Callable[[float], None]:
    """Return a function that takes the share of the training that is done, and reports each tenth of it."""
    step, tenth = "training the detector", 0
    low, high = STEPS[step], STEPS["training the model of words"]

    def tick(share: float) -> None:
        nonlocal tenth
        if progress and int(share * 10) > tenth:
            tenth = int(share * 10)
            progress(step, low + share * (high - low))

    return tick


def _measure(
    texts: SampledTexts,
    models: Models,
    samples: Sequence[tuple[RealFile, RealSamples]],
    seed: int,
    begin: Callable[[str], None],
) -> dict[str, list[Row]]:
    """The rows of each kind of figures."""
    begin("scoring the splits")
    splits = [
        score_split(split, texts.pairs[split], hash_keys(texts.pairs[split]["group_id"], seed), models.score)
        for split in SCORED
    ]
    words = {split.name: _count_found(split.pairs, models.detector) for split in splits}
    rows: dict[str, list[Row]] = {
        "detection": [row for split in splits for row in detection_rows(split, models.words)],
        "tagging": [{"split": name} | counts.measure() for name, counts in words.items()],
        "breakdown": [
            row for each in splits if each.name in BROKEN_DOWN for row in breakdown_rows(each, words[each.name])
        ],
    }
    rows["negatives"] = list(negative_rows(splits, texts.negatives, models.score))
    begin("listing candidates")
    rows["restoration"] = _restoration(texts.pairs)
    begin("scoring real samples")
    clean = _release_texts(splits)
    rows["real"] = [
        row for file, each in samples for row in real_rows(score_real(file.name, each, models.score), clean, seed)
    ]
    return rows


def _restoration(pairs: Mapping[str, pa.Table]) -> list[Row]:
    edits = {split: count_edits(table) for split, table in pairs.items()}
    replacements = pa.concat_arrays([edits[split]["replacement"].combine_chunks() for split in SCORED])
    candidates = list_candidates(replacements, edits[TRAIN], count_clean_words(pairs[TRAIN]))
    return [restoration_row(split, edits[split], candidates) for split in SCORED]


def _release_texts(splits: Sequence[ScoredSplit]) -> dict[str, CleanTexts]:
    """Granularity -> clean texts of the split test, or of validation if test has none."""
    by_name = {split.name: split for split in splits}
    found = by_name["test"] if len(by_name["test"].pairs) else by_name["validation"]
    return {granularity: found.clean(granularity) for granularity in GRANULARITIES}


def _count_found(pairs: pa.Table, detector: Detector | None) -> WordCounts:
    return count_no_words(pairs) if detector is None else count_found_words(pairs, detector)


def score_nothing(texts: pa.StringArray) -> Floats:
    """Zeros."""
    return np.zeros(len(texts))


def _blank(rows: Sequence[Row]) -> list[Row]:
    """The rows with their counts and names, and None for every figure."""
    return [{name: value if isinstance(value, str | int) else None for name, value in row.items()} for row in rows]


def _count_groups(pairs: pa.Table) -> int:
    return len(pc.unique(pairs["group_id"]))


def _count_words(pairs: pa.Table) -> int:
    return int(pc.sum(pairs["n_words"]).as_py() or 0)


def _steps(progress: Tell | None) -> Callable[[str], None]:
    """Return the function that reports the begin of a step."""
    return lambda step: progress(step, STEPS[step]) if progress else None
