import re
from typing import ClassVar

import numpy as np
import pyarrow as pa
from hypothesis import given
from probe.planted import PlantedDetector, make_pair, make_table
from training import drawn_pairs

from pipelines.detector import text_blocks
from pipelines.detector.detector import Inspection, TextSpans
from pipelines.probe.tagging import count_found_words, count_no_words


class LongWords:
    """Scores words by their length; its words are runs of what Python calls word characters."""

    thresholds: ClassVar = {"word": 3}

    def inspect(self, texts):
        found = [(i, *word.span()) for i, text in enumerate(texts.to_pylist()) for word in re.finditer(r"\w+", text)]
        text, starts, ends = np.array(found, np.int64).reshape(-1, 3).T
        words = TextSpans(text, starts, ends, (ends - starts).astype(float))
        return Inspection(np.zeros(len(texts)), words, words, words)


def slow_counts(row, detector):
    """All words, hits, alarms and misses of one pair, by marks of characters."""
    marks = drawn_pairs.mark_characters(row, "spun")
    words = detector.inspect(pa.array([row["spun"]])).words
    counts = [0, 0, 0, 0]
    for start, end, score in zip(words.starts, words.ends, words.scores, strict=True):
        swapped = any(mark is not None for mark in marks[start:end])
        found = score >= detector.thresholds["word"]
        counts[0] += 1
        counts[1] += swapped and found
        counts[2] += found and not swapped
        counts[3] += swapped and not found
    return counts


@given(drawn_pairs.tables)
def test_counts_are_those_of_a_loop_over_characters(pairs):
    found = count_found_words(pairs, LongWords())
    expected = [slow_counts(row, LongWords()) for row in pairs.to_pylist()]
    assert np.stack([found.words, found.hits, found.alarms, found.misses], axis=1).tolist() == expected


def test_planted_words(monkeypatch):
    monkeypatch.setattr(text_blocks, "BLOCK_BYTES", 400)
    pairs = make_table([make_pair(i) for i in range(10)])
    found = count_found_words(pairs, PlantedDetector())
    assert found.measure() == {"n_words": 420, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    deaf = PlantedDetector(thresholds={"word": 1.5})
    assert count_found_words(pairs, deaf).measure() == {"n_words": 420, "precision": None, "recall": 0.0, "f1": 0.0}
    eager = PlantedDetector(thresholds={"word": 0.0})
    mask = np.arange(10) < 5
    assert count_found_words(pairs, eager).measure(mask) == {
        "n_words": 210,
        "precision": round(30 / 210, 4),
        "recall": 1.0,
        "f1": 0.25,
    }


def test_without_a_detector_words_are_counted():
    pairs = make_table([make_pair(i) for i in range(3)])
    assert count_no_words(pairs).words.tolist() == [42] * 3
    assert count_no_words(pairs.slice(0, 0)).measure()["n_words"] == 0
    assert count_found_words(pairs.slice(0, 0), PlantedDetector()).measure()["n_words"] == 0
