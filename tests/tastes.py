"""Places, runs, likes and choices by taste, slow and obvious: one slot at a time, in plain Python.

A spinner here is one row of pipelines.engine.tastes.Spinners as a dict.
"""

import math
import struct

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from reference import GOLDEN, MASK, lexicon_table, mix, random_bits

from pipelines.engine.lexicon import index_lexicon
from pipelines.engine.tastes import Spinners

SKIP, RANK, CHOOSE, STEADY = 0, 1, 2, 3
UNIT, CANDIDATE = 0, 1


def uniform(bits):
    return (bits >> 11) / 2**53


def place_of(key, position, entry, share, purpose):
    unit = 2**40 + entry
    return unit if uniform(random_bits(key, unit, purpose)) < share else position


def wait(bits, propensity):
    """To 28 binary digits."""
    waited = -math.log1p(-uniform(bits)) / float(np.float32(propensity))
    return struct.unpack("q", struct.pack("d", waited))[0] >> 24


def thin_slots(slots, key, every):
    """Is each slot (position, bits, propensity, ...) of a text left, with at most one in each run of words?"""
    if every <= 1:
        return [True] * len(slots)
    shift = (random_bits(key, 2**42, RANK) >> 32) * every >> 32
    best = {}
    for slot in slots:
        best.setdefault((slot[0] + shift) // every, []).append((wait(slot[1], slot[2]), slot[0]))
    return [min(best[(slot[0] + shift) // every])[1] == slot[0] for slot in slots]


def bell(bits):
    total = sum(bits >> shift & 0xFFFF for shift in (0, 16, 32, 48))
    return np.float32(total - 2 * 65535) * np.float32(1 / math.sqrt(4 * (65536**2 - 1) / 12))


def like(spinner, number, purpose):
    return bell(random_bits(spinner["taste"], number, purpose)) * np.float32(spinner["taste_spread"])


def gumbel(bits):
    return np.float32(-math.log(-math.log((bits >> 11 | 1) / 2**53)))


def steps_of(weights):
    return [round(8 * math.log2(weight / max(weights))) for weight in weights]


def choose(bits, candidates, spinner):
    """Which of the candidates (number of its text, steps, class of sources) the spinner puts; None: none is left."""
    best, chosen = -math.inf, None
    for i, (candidate, steps, source) in enumerate(candidates):
        by_source = int(spinner["sources"][source])
        score = (np.float32(steps + by_source) + like(spinner, candidate, CANDIDATE)) * np.float32(math.log(2) / 8)
        score += gumbel(mix((bits + (i + 1) * GOLDEN) & MASK))
        if by_source > -400 and score > best:
            best, chosen = score, i
    return chosen


def propensity(entry, spinner, habits):
    factor = 2.0 ** (float(like(spinner, entry, UNIT)) / 8)
    return np.float32(float(habits[spinner["habit"]][entry]) * factor)


def class_steps(steps, masks):
    return [max((steps[i] for i in range(16) if mask >> i & 1), default=0) for mask in masks]


# Lexicons and spinners to try.


def lexicon_of(units, propensities=None):
    """A lexicon of [(propensity, [(weight, mask of its sources), ...])], the best candidates first."""
    entries = {
        f"unit{i}": (propensity, [(f"candidate{(7 * i + j) % 11}", weight) for j, (weight, _) in enumerate(rows)])
        for i, (propensity, rows) in enumerate(units)
    }
    masks = pa.array([mask for _, rows in units for _, mask in rows], pa.uint16())
    return index_lexicon(
        lexicon_table(entries).drop_columns("sources").append_column("sources", masks), propensities=propensities
    )


def candidates_of(lexicon, entry):
    """What `choose` takes, from the lexicon's arrays."""
    rows = range(lexicon.offsets[entry], lexicon.offsets[entry + 1])
    weights = np.diff(lexicon.cumulative)
    numbers = lexicon.candidate[rows.start : rows.stop].tolist()
    return list(zip(numbers, steps_of(weights[rows].tolist()), lexicon.classes[rows].tolist(), strict=True))


PLAIN = {"again": 0.0, "consistency": 0.0, "skipping": 1.0, "phrases": 1.0, "entities": 1.0, "every": 0,
         "names": True, "quotations": False, "digits": False, "homographs": False, "repair_articles": False,
         "habit": 0, "taste": 0, "taste_spread": 0.0}  # fmt: skip


def stack(spinners, lexicon):
    """The engine's Spinners of a list of dicts; `sources` may be longer than the lexicon has classes."""
    columns = {
        name: np.array([spinner[name] for spinner in spinners], np.uint64 if name == "taste" else None)
        for name in PLAIN
    }
    sources = [np.asarray(spinner["sources"], np.int16)[: len(lexicon.masks)] for spinner in spinners]
    return Spinners(sources=np.array(sources, np.int16), **columns)


def some_lexicons(n_units):
    """For `lexicon_of`."""
    row = st.tuples(st.sampled_from([65535, 700, 40, 3, 1]), st.integers(1, 5))
    rows = st.lists(row, min_size=1, max_size=6).map(lambda rows: sorted(rows, reverse=True))
    return st.lists(st.tuples(st.sampled_from([0.1, 0.5, 1.0]), rows), min_size=n_units, max_size=n_units)


def some_spinners(n_texts):
    """For `stack`, for lexicons of at most nine classes."""
    spinner = st.fixed_dictionaries(
        {
            "taste": st.integers(0, 2**64 - 1),
            "taste_spread": st.sampled_from([0.0, 1.5, 20.0]),
            "consistency": st.sampled_from([0.0, 0.5, 1.0]),
            "skipping": st.sampled_from([0.0, 0.5, 1.0]),
            "every": st.sampled_from([0, 0, 3]),
            "sources": st.lists(st.sampled_from([-400, -12, 0, 30]), min_size=9, max_size=9),
        }
    ).map(lambda drawn: {**PLAIN, **drawn})
    return st.lists(spinner, min_size=n_texts, max_size=n_texts)
