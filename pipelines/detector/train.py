"""A detector trained on pairs.

Counts are taken in folds, so that no text is described by counts of its own group. The networks learn from these
descriptions, and the detector has the counts of all folds. A tenth of the groups is kept from the networks: the
thresholds are set on them.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.context_features import describe_context
from pipelines.detector.detector import Detector
from pipelines.detector.fit_network import Fit, fit_network
from pipelines.detector.fold_sides import FoldSide, count_tables, make_fold_sides
from pipelines.detector.network import Network, probability
from pipelines.detector.segment_features import describe_segments
from pipelines.detector.sentences import average_windows
from pipelines.detector.side import read_side
from pipelines.detector.thresholds import FALSE_ALARMS, best_f1, threshold_at
from pipelines.engine.buffers import Bools
from pipelines.errors import InputError

Floats = npt.NDArray[np.float32]
Tick = Callable[[float], None]
MIN_PAIRS = 20
WORD_FIT = Fit(hidden=(64, 32), n_outputs=2, passes=4)
SEGMENT_FIT = Fit(hidden=(48, 16), batch=2048, passes=6)
CONTEXT_FIT = Fit(hidden=(32, 16), passes=2)
# Share of the work that is done after each step, as measured on two million words.
STEPS = {"begin": 0.0, "fold_sides": 0.34, "words": 0.68, "segments": 0.76, "contexts": 0.9, "all": 1.0}
# Thresholds are set on texts that the networks did not learn from, if so many clean ones are left for that.
LEAST_SET_ASIDE = 100


def train_detector(
    pairs: pa.Table,
    *,
    negatives: pa.Table | None = None,
    seed: int = 0,
    about: dict[str, object] | None = None,
    tick: Tick | None = None,
) -> Detector:
    """Return a detector trained on pairs of the split train: the columns clean, spun, edits and group_id.

    The same pairs in the same order and the same seed give the same model, byte for byte.
    negatives  more clean texts, which the networks learn not to call spun: the columns text and group_id
    tick       called with the share of the work done, 0 to 1
    Raises InputError for fewer than 20 pairs.
    """
    if len(pairs) < MIN_PAIRS:
        raise InputError(f"expected at least {MIN_PAIRS} pairs to train a detector on, got {len(pairs)}")
    fold_sides = make_fold_sides(pairs, _as_clean(negatives), seed, _between(tick, "begin", "fold_sides"))
    words = _fit(
        [fold_side.rows for fold_side in fold_sides], fold_sides, WORD_FIT, seed, _between(tick, "fold_sides", "words")
    )
    outputs = [words.run(fold_side.rows.T) for fold_side in fold_sides]
    segments = _fit_segments(fold_sides, outputs, seed, _between(tick, "words", "segments"))
    contexts, of_words = _fit_contexts(fold_sides, outputs, seed, _between(tick, "segments", "contexts"))
    thresholds = {**_set_thresholds(fold_sides, outputs, segments), "word": _set_word_threshold(fold_sides, of_words)}
    clean, spun = read_side(pairs, "clean"), read_side(pairs, "spun")
    tables = count_tables(clean, spun, np.ones(len(pairs), bool))
    _between(tick, "contexts", "all")(1)
    return Detector(tables, words, segments, contexts, thresholds, about or {})


def _as_clean(negatives: pa.Table | None) -> pa.Table:
    """Return negatives as the clean side of pairs."""
    if negatives is None:
        return pa.table({"clean": pa.array([], pa.string()), "group_id": pa.array([], pa.string())})
    return pa.table({"clean": negatives["text"], "group_id": negatives["group_id"]})


def _between(tick: Tick | None, start: str, end: str) -> Tick:
    """Return a function that reports the progress of one step as that of the whole."""
    low, high = STEPS[start], STEPS[end]
    return lambda share: tick(low + share * (high - low)) if tick else None


def _fit(
    rows: Sequence[npt.NDArray[np.float16]], fold_sides: Sequence[FoldSide], fit: Fit, seed: int, tick: Tick
) -> Network:
    """Train a network on rows of words; it has as many outputs as `fit` asks for."""
    learned = [fold_side.is_learned for fold_side in fold_sides]
    chosen = np.concatenate([part[at] for part, at in zip(rows, learned, strict=True)])
    labels = np.concatenate([fold_side.labels[at] for fold_side, at in zip(fold_sides, learned, strict=True)])
    return fit_network(chosen, labels[:, : fit.n_outputs], fit, seed, tick)


def _fit_segments(fold_sides: Sequence[FoldSide], outputs: Sequence[Floats], seed: int, tick: Tick) -> Network:
    """Train the network on sentences with a swapped word, windows of spun texts, and those of clean texts."""
    rows, labels = [], []
    for fold_side, output in zip(fold_sides, outputs, strict=True):
        features, segments = fold_side.features, fold_side.segments()
        for name in ("sentence", "window"):
            starts = segments[name]
            is_used = fold_side.is_learned[starts] & fold_side.is_changed(starts)
            rows.append(describe_segments(features, output, starts)[:, is_used].T)
            labels.append(np.full((np.count_nonzero(is_used), 1), fold_side.is_spun, np.float32))
    return fit_network(np.concatenate(rows), np.concatenate(labels), SEGMENT_FIT, seed, tick)


def _fit_contexts(
    fold_sides: Sequence[FoldSide], outputs: Sequence[Floats], seed: int, tick: Tick
) -> tuple[Network, list[Floats]]:
    """Train the network, and return its log odds of each word as well."""
    rows = []
    for fold_side, output in zip(fold_sides, outputs, strict=True):
        segments = fold_side.segments()
        described = describe_context(fold_side.features, output, (segments["sentence"], segments["text"]))
        rows.append(described.T.astype(np.float16))
    network = _fit(rows, fold_sides, CONTEXT_FIT, seed, tick)
    return network, [network.run(part.T)[0] for part in rows]


def _set_thresholds(fold_sides: Sequence[FoldSide], outputs: Sequence[Floats], segments: Network) -> dict[str, float]:
    """Set the thresholds of texts and sentences on clean texts."""
    scores: dict[str, list[npt.NDArray[np.float64]]] = {"text": [], "sentence": []}
    for fold_side, output in zip(fold_sides, outputs, strict=True):
        if fold_side.is_spun:
            continue
        features, starts, words = fold_side.features, fold_side.segments(), fold_side.side.words
        odds = segments.run(describe_segments(features, output, starts["window"]))[0]
        means, has_words = average_windows(odds, words, starts["window"])
        scores["text"].append(probability(means)[_set_aside(fold_side, fold_sides) & has_words])
        odds = segments.run(describe_segments(features, output, starts["sentence"]))[0]
        kept = _set_aside(fold_side, fold_sides)[words.text[starts["sentence"]]]
        scores["sentence"].append(probability(odds)[kept])
    return {
        f"{unit}_{name}": threshold_at(np.concatenate(scores[unit]), share)
        for unit in scores
        for name, share in FALSE_ALARMS.items()
    }


def _set_word_threshold(fold_sides: Sequence[FoldSide], of_words: Sequence[Floats]) -> float:
    scores, labels = [], []
    for fold_side, odds in zip(fold_sides, of_words, strict=True):
        if fold_side.is_spun:
            kept = _set_aside(fold_side, fold_sides)[fold_side.side.words.text]
            scores.append(probability(odds[kept]))
            labels.append(fold_side.side.is_swapped[kept])
    return best_f1(np.concatenate(scores), np.concatenate(labels))


def _set_aside(fold_side: FoldSide, fold_sides: Sequence[FoldSide]) -> Bools:
    """Bool [m]: the texts to set thresholds on; all of them in a small corpus."""
    n_set_aside = sum(np.count_nonzero(other.is_set_aside) for other in fold_sides if not other.is_spun)
    return fold_side.is_set_aside if n_set_aside >= LEAST_SET_ASIDE else np.ones_like(fold_side.is_set_aside)
