"""A detector trained on pairs.

Counts are taken in folds, so that no text is described by counts of its own group. The networks learn from these
descriptions, and the detector has the counts of all folds. A tenth of the groups is kept from the networks: the
thresholds are set on them.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.detector import fit_jobs
from pipelines.detector.count_tables import count_tables
from pipelines.detector.detector import Detector
from pipelines.detector.fold_sides import N_FOLDS, describe_fold
from pipelines.errors import InputError
from pipelines.storage.temporary import temporary_folder
from pipelines.workers import Jobs, as_they_end

Tick = Callable[[float], None]
MIN_PAIRS = 20
COLUMNS = ["clean", "spun", "edits", "group_id"]
# Share of the work that is done after each step, as measured on two million words.
STEPS = {"folds": 0.4, "tables": 0.41, "words": 0.68, "outputs": 0.92, "all": 1.0}


class Training:
    """A training under way: its jobs run in workers, or here."""

    def __init__(self, pairs: pa.Table, negatives: pa.Table | None, seed: int, folder: Path, jobs: Jobs) -> None:
        """Begin to count words and to describe texts; raise InputError for fewer than 20 pairs.

        folder  a temporary one for the files of the jobs; it must exist until the training is finished
        """
        if len(pairs) < MIN_PAIRS:
            raise InputError(f"expected at least {MIN_PAIRS} pairs to train a detector on, got {len(pairs)}")
        self._jobs, self._seed = jobs, seed
        pairs = pairs.select(COLUMNS)
        arguments = (pairs, _as_clean(negatives))
        self._folds = [jobs.submit(describe_fold, *arguments, fold, seed, folder) for fold in range(N_FOLDS)]
        self._tables = jobs.submit(count_tables, pairs)

    def finish(
        self,
        about: dict[str, object] | None = None,
        tick: Tick | None = None,
        beside: Callable[[], None] | None = None,
    ) -> Detector:
        """Return the detector.

        tick    called with the share of the work done, 0 to 1
        beside  called when the first network is under way, to submit jobs for the processes that have none
        """
        told = _Told(tick)
        jobs, seed = self._jobs, self._seed
        told.wait(self._folds, "folds")
        paths = [path for fold in self._folds for path in fold.result()]
        fitted = jobs.submit(fit_jobs.fit_words, paths, seed)
        if beside:
            beside()
        told.wait([self._tables], "tables")
        told.wait([fitted], "words")
        words = fitted.result()
        told.wait([jobs.submit(fit_jobs.describe_outputs, path, words) for path in paths], "outputs")
        last = [jobs.submit(fit, paths, seed) for fit in (fit_jobs.fit_contexts, fit_jobs.fit_segments)]
        told.wait(last, "all")
        (contexts, of_words), (segments, thresholds) = (each.result() for each in last)
        return Detector(self._tables.result(), words, segments, contexts, {**thresholds, "word": of_words}, about or {})


class _Told:
    """The share of the work that was told last."""

    def __init__(self, tick: Tick | None) -> None:
        self._tick, self._share = tick or (lambda _: None), 0.0

    def wait(self, futures: Iterable[Future[Any]], step: str) -> None:
        """Wait for jobs; each of them brings the share nearer to that of the step."""
        waiting = list(futures)
        gain = (STEPS[step] - self._share) / len(waiting)
        for done in as_they_end(waiting):
            done.result()
            self._share += gain
            self._tick(min(self._share, 1.0))
        self._share = STEPS[step]
        if step == "all":
            self._tick(1.0)


def train_detector(
    pairs: pa.Table,
    *,
    negatives: pa.Table | None = None,
    seed: int = 0,
    about: dict[str, object] | None = None,
    tick: Tick | None = None,
    jobs: Jobs | None = None,
) -> Detector:
    """Return a detector trained on pairs of the split train: the columns clean, spun, edits and group_id.

    The same pairs in the same order and the same seed give the same model, byte for byte, whatever the jobs.
    negatives  more clean texts, which the networks learn not to call spun: the columns text and group_id
    tick       called with the share of the work done, 0 to 1
    jobs       does the work in several processes
    Raises InputError for fewer than 20 pairs.
    """
    with temporary_folder("train") as folder:
        return Training(pairs, negatives, seed, folder, jobs or Jobs()).finish(about, tick)


def _as_clean(negatives: pa.Table | None) -> pa.Table:
    """Return negatives as the clean side of pairs."""
    if negatives is None:
        return pa.table({"clean": pa.array([], pa.string()), "group_id": pa.array([], pa.string())})
    return pa.table({"clean": negatives["text"], "group_id": negatives["group_id"]})
