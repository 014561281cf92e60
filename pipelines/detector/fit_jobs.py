"""Jobs of a training: each takes the files of the texts described so far, and trains or runs a network."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.detector.context_features import describe_context
from pipelines.detector.fit_network import Fit, fit_network
from pipelines.detector.fold_sides import FoldSide, read_fold_sides
from pipelines.detector.half_rows import as_rows
from pipelines.detector.network import Network, probability
from pipelines.detector.segment_features import describe_segments
from pipelines.detector.sentences import average_windows, text_starts
from pipelines.detector.thresholds import FALSE_ALARMS, best_f1, threshold_at
from pipelines.detector.training_rows import Values, code_rows, whole_rows
from pipelines.engine.buffers import Bools, Ints

WORD_FIT = Fit(hidden=(64, 32), n_outputs=2, batch=1024, passes=1)
SEGMENT_FIT = Fit(hidden=(48, 16), batch=2048, passes=6)
CONTEXT_FIT = Fit(hidden=(32, 16), batch=1024, passes=1)
SEGMENTS = ("sentence", "window")
CONTEXTS = "contexts"
# Thresholds are set on texts that the networks did not learn from, if so many clean ones are left for that.
LEAST_SET_ASIDE = 100


def fit_words(paths: Sequence[Path], seed: int) -> Network:
    """Train the network of words: it tells the log odds that a word was swapped, and that its text is spun."""
    fold_sides = [*read_fold_sides(paths)]
    return _fit_words(fold_sides, [each.read_rows for each in fold_sides], WORD_FIT, seed)


def describe_outputs(path: Path, words: Network) -> None:
    """Write the features that follow from the outputs of the network of words, for the texts of one file."""
    (fold_side,) = read_fold_sides([path])
    starts = fold_side.segments()
    found: dict[str, list[npt.NDArray[np.floating]]] = {name: [] for name in (CONTEXTS, *SEGMENTS)}
    head = 0
    for features in fold_side.blocks():
        n_words = len(features.words)
        if n_words:
            outputs = words.run(features.matrix)
            firsts = {name: _between(each, head, head + n_words) for name, each in starts.items()}
            context = describe_context(features, outputs, (firsts["sentence"], text_starts(features.words)))
            found[CONTEXTS].append(as_rows(context))
            for name in SEGMENTS:
                found[name].append(describe_segments(features, outputs, firsts[name]).T)
        head += n_words
    for name, parts in found.items():
        np.save(_file(path, name), np.concatenate(parts))


def _between(starts: Ints, head: int, end: int) -> Ints:
    """The starts from `head` to `end`, exclusive, counted from there."""
    first, behind = np.searchsorted(starts, [head, end])
    return starts[first:behind] - head


def fit_segments(paths: Sequence[Path], seed: int) -> tuple[Network, dict[str, float]]:
    """Train the network of segments; return it with the thresholds of texts and sentences.

    It learns from sentences with a swapped word, windows of spun texts, and those of clean texts.
    """
    fold_sides, rows, labels = [*read_fold_sides(paths)], [], []
    for path, fold_side in zip(paths, fold_sides, strict=True):
        for name in SEGMENTS:
            starts = fold_side.segments()[name]
            is_used = fold_side.is_learned[starts] & fold_side.is_changed(starts)
            rows.append(np.load(_file(path, name))[is_used])
            labels.append(np.full((np.count_nonzero(is_used), 1), fold_side.is_spun, np.float32))
    network = fit_network(whole_rows(np.concatenate(rows)), np.concatenate(labels), SEGMENT_FIT, seed)
    return network, _set_thresholds(paths, fold_sides, network)


def fit_contexts(paths: Sequence[Path], seed: int) -> tuple[Network, float]:
    """Train the network of words in their texts; return it with the threshold of words."""
    fold_sides = [*read_fold_sides(paths)]
    read = [partial(np.load, _file(path, CONTEXTS)) for path in paths]
    network = _fit_words(fold_sides, read, CONTEXT_FIT, seed)
    scores, labels = [], []
    for path, fold_side in zip(paths, fold_sides, strict=True):
        if fold_side.is_spun:
            kept = _set_aside(fold_side, fold_sides)[fold_side.words.text]
            scores.append(probability(network.run(np.load(_file(path, CONTEXTS))[kept].T)[0]))
            labels.append(fold_side.is_swapped[kept])
    return network, best_f1(np.concatenate(scores), np.concatenate(labels))


def _fit_words(fold_sides: Sequence[FoldSide], read: Sequence[Callable[[], Values]], fit: Fit, seed: int) -> Network:
    """Train a network on the rows of words that each call reads; it has as many outputs as `fit` asks for."""
    learned = [fold_side.is_learned for fold_side in fold_sides]
    rows = code_rows(read, learned)
    labels = np.concatenate(
        [fold_side.label(at, fit.n_outputs) for fold_side, at in zip(fold_sides, learned, strict=True)]
    )
    return fit_network(rows, labels, fit, seed)


def _set_thresholds(paths: Sequence[Path], fold_sides: Sequence[FoldSide], segments: Network) -> dict[str, float]:
    """Set the thresholds of texts and sentences on clean texts."""
    scores: dict[str, list[npt.NDArray[np.float64]]] = {"text": [], "sentence": []}
    for path, fold_side in zip(paths, fold_sides, strict=True):
        if fold_side.is_spun:
            continue
        starts, words = fold_side.segments(), fold_side.words
        is_aside = _set_aside(fold_side, fold_sides)
        odds = segments.run(np.load(_file(path, "window")).T)[0]
        means, has_words = average_windows(odds, words, starts["window"])
        scores["text"].append(probability(means)[is_aside & has_words])
        odds = segments.run(np.load(_file(path, "sentence")).T)[0]
        scores["sentence"].append(probability(odds)[is_aside[words.text[starts["sentence"]]]])
    return {
        f"{unit}_{name}": threshold_at(np.concatenate(scores[unit]), share)
        for unit in scores
        for name, share in FALSE_ALARMS.items()
    }


def _set_aside(fold_side: FoldSide, fold_sides: Sequence[FoldSide]) -> Bools:
    """Bool [m]: the texts to set thresholds on; all of them in a small corpus."""
    n_set_aside = sum(np.count_nonzero(other.is_set_aside) for other in fold_sides if not other.is_spun)
    return fold_side.is_set_aside if n_set_aside >= LEAST_SET_ASIDE else np.ones_like(fold_side.is_set_aside)


def _file(path: Path, name: str) -> Path:
    return path.with_suffix(f".{name}.npy")
