"""The whole probe: models trained on a sample of the split train, and their figures on the other splits.

The work is cut into jobs, which run side by side in worker processes; the figures and the detector are the same
whatever their number.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.detector.detector import Detector
from pipelines.detector.train import Training
from pipelines.errors import InputError, SpindleError
from pipelines.probe.detection import CleanTexts, Row
from pipelines.probe.negatives import sample_negatives
from pipelines.probe.real import RealFile, RealSamples, read_real
from pipelines.probe.real_figures import real_rows, score_real
from pipelines.probe.sample import PairFile, sample_pairs
from pipelines.probe.split_figures import (
    SplitFigures,
    measure_restoration,
    measure_split,
    measure_words,
    score_nothing,
)
from pipelines.probe.words_model import first_pairs
from pipelines.storage.failing import naming_full_temporary
from pipelines.storage.temporary import temporary_folder
from pipelines.workers import Jobs, as_they_end, return_memory, start_jobs
from schemas import SPLITS

FORMAT = 1
TRAIN, SCORED = SPLITS[0], SPLITS[1:]
# Groups of near-copies to train on: with fewer, figures say more of the sample than of the corpus.
LEAST_GROUPS = 40
# Words of the sample of train from which on processes of their own save more time than they take to start.
SHARED_WORDS = 200_000
# Step -> share of all work that is done when it begins, measured on 2 million words and two processes.
STEPS = {"sampling pairs": 0.0, "training the models": 0.08, "scoring the splits": 0.88, "scoring real samples": 0.98}
TRAINING = "training the models"

NO_FILES: Mapping[str, Sequence[PairFile]] = {}
# Figures of each split, and those that follow.
NAMES, LAST = ("detection", "tagging", "breakdown", "negatives"), ("restoration", "real")
# Called with each step as it begins and goes on, and with the share of all work that is done, 0 to 1.
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


def probe_pairs(
    sources: Mapping[str, Sequence[PairFile]],
    *,
    settings: ProbeSettings,
    real: Sequence[RealFile] = (),
    progress: Tell | None = None,
    negatives: Mapping[str, Sequence[PairFile]] = NO_FILES,
    detector: Detector | None = None,
    workers: int = 0,
    jobs: Jobs | None = None,
) -> Probe:
    """Train on the split train, and score the splits validation, test and test_unseen and the real samples.

    sources    split -> its files
    progress   called with each step as it begins, and as it goes on
    negatives  split -> its files of negatives
    detector   trained elsewhere, to be scored instead of one trained on these pairs
    workers    the number of worker processes; with none, and for a small sample, this process does the work
    jobs       does the work in processes that run already, in place of new ones
    The same pairs and settings give the same figures and the same detector. Raises StorageError for an unreadable file
    of pairs, InputError for one of real samples.
    """
    tell = progress or (lambda *_: None)
    samples = [(file, read_real(file)) for file in real]  # first: a faulty file ends the probe before the long part
    _begin(tell, "sampling pairs")
    pairs = {
        split: sample_pairs(sources.get(split, ()), words, seed=settings.seed)
        for split, words in [(TRAIN, settings.train_words), *((split, settings.test_words) for split in SCORED)]
    }
    others = {split: sample_negatives(negatives.get(split, ()), seed=settings.seed) for split in SPLITS}
    return_memory()  # most candidates of the samples were not chosen
    n_workers = workers if _count_words(pairs[TRAIN]) >= SHARED_WORDS else 0
    try:
        with start_jobs(n_workers) if jobs is None else nullcontext(jobs) as used:
            return _Probing(pairs, others, settings.seed, used, tell).run(detector, samples)
    except BrokenProcessPool as error:
        raise SpindleError(
            f"a worker process of the probe was killed, most often because memory ran out with {n_workers} workers: "
            "give fewer workers, or a smaller probe_corpus.train_words"
        ) from error


class _Probing:
    """A probe under way, on sampled pairs and negatives of each split."""

    def __init__(
        self, pairs: Mapping[str, pa.Table], others: Mapping[str, pa.Table], seed: int, jobs: Jobs, tell: Tell
    ) -> None:
        self._train, self._splits = pairs[TRAIN], {split: pairs[split] for split in SCORED}
        self._others, self._seed, self._jobs, self._tell = others, seed, jobs, tell

    def run(self, given: Detector | None, samples: Sequence[tuple[RealFile, RealSamples]]) -> Probe:
        """Train the models, unless a detector is given, and measure them."""
        _begin(self._tell, TRAINING)
        trained_on: dict[str, Any] = {
            "pairs": len(self._train),
            "words": _count_words(self._train),
            "seed": self._seed,
        }
        if given is not None:
            trained_on = {name: given.about.get(name) for name in trained_on}
        is_enough, note = _count_groups(self._train) >= LEAST_GROUPS, ""
        with naming_full_temporary(), temporary_folder("probe") as folder:
            try:
                training = None if given else self._begin_training(folder)
            except InputError as error:
                training, note = None, f"Not trained: {error}."
            others: dict[str, Any] = {}  # futures of rows
            first = first_pairs(self._train) if is_enough and not note else None

            def submit_others() -> None:
                edits = self._train.select(["clean", "edits"])
                others["restoration"] = self._jobs.submit(measure_restoration, edits, self._splits)
                others["words"] = self._jobs.submit(measure_words, first, self._splits, self._seed)

            detector = given
            if training:
                detector = training.finish(trained_on, self._training_progress, submit_others)
            else:
                submit_others()
        splits = self._measure_splits(detector)
        rows = {name: [row for each in splits.values() for row in each.rows[name]] for name in NAMES}
        rows["detection"] = _interleave(rows["detection"], others["words"].result())
        rows["restoration"] = others["restoration"].result()
        _begin(self._tell, "scoring real samples")
        rows["real"] = []
        if samples:  # here, since a job would be sent the whole detector
            measured = Jobs().submit(_measure_real, samples, detector, _release_texts(splits), self._seed)
            rows["real"] = measured.result()
        about: dict[str, Any] = {"format": FORMAT, "trained_on": trained_on} | ({"note": note} if note else {})
        figures = {name: rows[name] for name in (*NAMES, *LAST)}
        if detector is None:
            figures = {name: _blank(each) for name, each in figures.items()}
        return Probe(about | figures, detector)

    def _begin_training(self, folder: Path) -> Training:
        n_groups = _count_groups(self._train)
        if n_groups < LEAST_GROUPS:
            raise InputError(
                f"expected at least {LEAST_GROUPS} groups of articles in train, got {n_groups}: add articles"
            )
        return Training(self._train, self._others[TRAIN], self._seed, folder, self._jobs)

    def _training_progress(self, share: float) -> None:
        low, high = STEPS[TRAINING], STEPS["scoring the splits"]
        self._tell(TRAINING, low + share * (high - low))

    def _measure_splits(self, detector: Detector | None) -> dict[str, SplitFigures]:
        step = "scoring the splits"
        _begin(self._tell, step)
        futures = {
            split: self._jobs.submit(measure_split, split, pairs, self._others[split], detector, self._seed)
            for split, pairs in self._splits.items()
        }
        low, high = STEPS[step], STEPS["scoring real samples"]
        for done, future in enumerate(as_they_end(futures.values()), 1):
            future.result()
            if done < len(futures):
                self._tell(step, low + done / len(futures) * (high - low))
        return {split: future.result() for split, future in futures.items()}


def _begin(tell: Tell, step: str) -> None:
    tell(step, STEPS[step])


def _interleave(detector: Sequence[Row], words: Sequence[Row]) -> list[Row]:
    """The rows of both models, those of one split and granularity beside each other."""
    return [row for pair in zip(detector, words, strict=True) for row in pair]


def _measure_real(
    samples: Sequence[tuple[RealFile, RealSamples]],
    detector: Detector | None,
    clean: Mapping[str, CleanTexts],
    seed: int,
) -> list[Row]:
    score = score_nothing if detector is None else detector.score
    return [row for file, each in samples for row in real_rows(score_real(file.name, each, score), clean, seed)]


def _release_texts(splits: Mapping[str, SplitFigures]) -> Mapping[str, CleanTexts]:
    """Granularity -> clean texts of the split test, or of validation if test has none."""
    found = splits["test"].clean
    return found if len(found["article"].words) else splits["validation"].clean


def _blank(rows: Sequence[Row]) -> list[Row]:
    """The rows with their counts and names, and None for every figure."""
    return [{name: value if isinstance(value, str | int) else None for name, value in row.items()} for row in rows]


def _count_groups(pairs: pa.Table) -> int:
    return len(pc.unique(pairs["group_id"]))


def _count_words(pairs: pa.Table) -> int:
    return int(pc.sum(pairs["n_words"]).as_py() or 0)
