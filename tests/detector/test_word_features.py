"""Counts and features of words, compiled and on arrays."""

from dataclasses import fields, replace

import numpy as np
import pytest
from detector.drawn_texts import draw_texts, stream_of
from probe.planted import make_pair, make_table

from pipelines.detector.count_tables import count_tables
from pipelines.detector.embeddings import learn_embeddings
from pipelines.detector.ngrams import read_ngrams
from pipelines.detector.word_features import describe
from pipelines.engine import kernels
from pipelines.engine.kernels import library

pytest.importorskip("scipy")


def arrays_of(found):
    """All arrays of nested records."""
    if isinstance(found, np.ndarray):
        return [found]
    return [array for field in fields(found) for array in arrays_of(getattr(found, field.name))]


def describe_drawn(seed):
    draw = np.random.default_rng(seed)
    sentences = [
        " ".join(f"word{chr(97 + n // 10)}{chr(97 + n % 10)}" for n in draw.zipf(1.3, 12) % 90) + "."
        for _ in range(400)
    ]
    tables = count_tables(make_table([make_pair(i, sentences=12) for i in range(30)]))
    tables = replace(tables, embeddings=learn_embeddings(stream_of(sentences)))
    words = stream_of([*draw_texts(seed), *(make_pair(i)["spun"] for i in range(5)), *sentences])
    hidden = draw.random(len(words)) < 0.2
    ngrams = read_ngrams(words)
    matrices = [describe(words, ngrams, tables, is_hidden).matrix for is_hidden in (None, hidden)]
    return [*arrays_of(tables), *arrays_of(words), *arrays_of(ngrams), *matrices]


@pytest.mark.skipif(not kernels.is_compiled(), reason="the kernels are not compiled")
@pytest.mark.parametrize("seed", range(3))
def test_counts_and_features_are_the_same_to_the_last_bit_without_kernels(seed, monkeypatch):
    compiled = describe_drawn(seed)
    assert np.mean(np.ptp(compiled[-1], axis=1) > 0) > 0.9  # features have several values
    monkeypatch.setattr(library, "_load", lambda: None)
    for one, other in zip(compiled, describe_drawn(seed), strict=True):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
