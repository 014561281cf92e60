"""Texts spun in tests by the engine, each with its own key and rate."""

import numpy as np
import pyarrow as pa
from hard_texts import LEXICON, keys_of, with_lists
from parameters import stack
from reference.protect import NO_LISTS

from pipelines.engine import Rules, Spans, spin_texts

ALL = Rules(names=False, min_letters=1)


def spin(texts, keys=None, rates=1.0, rules=ALL, *, lexicon=LEXICON, lists=NO_LISTS, kept=(), parameters=None):
    keys = keys_of(range(len(texts)) if keys is None else keys)
    rules = with_lists(rules, lists)
    rates = np.broadcast_to(np.float64(rates), len(texts))
    parameters = None if parameters is None else stack(parameters, lexicon)
    texts, kept = pa.array(texts, pa.string()), spans_of(texts, kept)
    return spin_texts(texts, keys, rates, lexicon, rules, kept=kept, parameters=parameters)


def spans_of(texts, kept):
    """The spans of each text, given in code points, as the engine's record; None without spans."""
    rows = [
        (i, *(len(text[:place].encode()) for place in span))
        for i, (text, spans) in enumerate(zip(texts, kept, strict=False))
        for span in spans
    ]
    return Spans(*(np.array(column, np.int64) for column in zip(*rows, strict=True))) if rows else None


def rows_of(spun):
    columns = [spun.spun.to_pylist(), spun.edits.to_pylist(), spun.n_words.tolist(), spun.n_swapped_words.tolist()]
    return list(zip(*columns, strict=True))
