"""Add candidates learned from samples to a lexicon."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Ints
from pipelines.lexicon.extend import add_candidates, add_units
from pipelines.lexicon.learned import Learned, shrink
from pipelines.lexicon.weigh import STEPS, LexiconRows, to_weights
from schemas import KINDS, ORIGINS

LEARNED_BIT = 1 << ORIGINS.index("learned")
# Weight of the compiled candidates of a unit, in observed swaps. The likelihood of held-out samples of two spinners is
# greatest for values between .5 and 1.
CHOICE_STRENGTH = 1.0
# Prior propensity of a unit that is only in the samples.
NEW_PROPENSITY = 0.5


def teach(rows: LexiconRows, learned: Learned) -> LexiconRows:
    """Return the rows with learned weights, without phrases that hide swapped words (see `find_hiding`)."""
    hiding = find_hiding(rows.units, learned)
    rows = rows.where(~hiding[rows.unit]) if hiding.any() else rows
    names = learned.units.take(pa.array(learned.unit)).dictionary_encode()
    texts = learned.candidate.dictionary_encode()
    rows, units = add_units(rows, names.dictionary, np.full(len(names.dictionary), NEW_PROPENSITY))
    rows, candidates = add_candidates(rows, texts.dictionary)
    unit, candidate = units[names.indices.to_numpy()], candidates[texts.indices.to_numpy()]
    rows, times = _add_rows(rows, unit, candidate, learned.times)
    taught = np.zeros(len(rows.units), bool)
    taught[unit] = True
    at = np.flatnonzero(taught[rows.unit])
    at = at[np.argsort(rows.unit[at], kind="stable")]
    of = rows.unit[at]
    model = rows.weight[at] / np.bincount(of, rows.weight[at], minlength=len(taught))[of]
    seen = np.bincount(of, times[at], minlength=len(taught))[of]
    steps = np.round(np.log2(shrink(times[at], seen, model, CHOICE_STRENGTH)) * STEPS).astype(np.int64)
    # _add_rows created these arrays, so changing them in place is safe.
    rows.weight[at] = to_weights(steps, of)
    was_seen = at[times[at] > 0]
    rows.origins[was_seen] |= LEARNED_BIT
    rows.origin[was_seen] = ORIGINS.index("learned")
    return rows


def find_hiding(units: pa.StringArray, learned: Learned) -> Bools:
    """Bool [u]: phrases that were never swapped in the samples, although one of their words was.

    For example, a spinner that swaps `between` in "distance between" does not have that phrase. In the lexicon the
    phrase would hide the word, because the longest unit matches first.
    """
    swapped = learned.units.filter(pa.array(learned.swapped > 0))
    stayed = learned.units.filter(pa.array((learned.seen > 0) & (learned.swapped == 0)))
    phrases = stayed.filter(pc.match_substring(stayed, " "))
    words = pc.split_pattern(phrases, " ")
    hit = pc.is_in(words.flatten(), value_set=swapped).to_numpy(zero_copy_only=False)
    holds = np.bincount(pc.list_parent_indices(words).to_numpy(), hit, minlength=len(phrases)) > 0
    hiding: Bools = pc.is_in(units, value_set=phrases.filter(pa.array(holds))).to_numpy(zero_copy_only=False)
    return hiding


def _add_rows(rows: LexiconRows, unit: Ints, candidate: Ints, times: Ints) -> tuple[LexiconRows, Ints]:
    """Append a row for each new (unit, candidate); return the rows and the learned count of each row."""
    n_candidates = len(rows.candidates)
    taught = np.zeros(len(rows.units), bool)
    taught[unit] = True
    at = np.flatnonzero(taught[rows.unit])
    there = rows.unit[at].astype(np.int64) * n_candidates + rows.candidate[at]
    order = np.argsort(there)
    wanted = unit * n_candidates + candidate
    place = np.minimum(np.searchsorted(there[order], wanted), max(0, len(there) - 1))
    found = there[order][place] == wanted if len(there) else np.zeros(len(wanted), bool)
    new = ~found
    n_rows = len(rows.unit)
    counts = np.zeros(n_rows + new.sum(), np.int32)
    counts[at[order[place[found]]]] = times[found]
    counts[n_rows:] = times[new]
    is_phrase = pc.match_substring(rows.units, " ").to_numpy(zero_copy_only=False)[unit[new]]
    columns = {
        "unit": unit[new],
        "candidate": candidate[new],
        "weight": np.ones(new.sum(), np.int64),
        "origin": np.full(new.sum(), ORIGINS.index("learned")),
        "kind": np.where(is_phrase, KINDS.index("phrase"), KINDS.index("word")),
        "origins": np.full(new.sum(), LEARNED_BIT),
        "zipf": np.zeros(new.sum(), np.int64),
        "agrees": np.zeros(new.sum(), bool),
    }
    # The columns keep their small types, since there are a million rows.
    joined = {
        name: np.append(getattr(rows, name), values.astype(getattr(rows, name).dtype))
        for name, values in columns.items()
    }
    return replace(rows, **joined), counts
