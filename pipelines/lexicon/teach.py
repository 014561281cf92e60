"""What samples taught, on top of a lexicon: chances of candidates, and how readily units are swapped."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Ints
from pipelines.lexicon.learned import Learned, learned_path, read_learned, shrink
from pipelines.lexicon.weigh import STEPS, Rows, to_weights
from schemas import KINDS, SOURCES

LEARNED_BIT = 1 << SOURCES.index("learned")
# What the compiled lexicon says of a unit counts as so many swaps, and as so many occurrences, that were seen.
CHOICE_STRENGTH, HABIT_STRENGTH = 3.0, 3.0
# A unit with the greatest propensity is swapped this often where nothing was learned.
MOST_SWAPPED = 0.6
# The propensity of a unit that only samples have, before its counts are seen.
NEW_PROPENSITY = 0.5
# No unit is surer of its swap than this.
MOST_CHANCE = 0.97


def read_tables(names: Sequence[str]) -> Learned:
    return read_learned([learned_path(name) for name in names])


def to_propensity(chance: Array) -> Array:
    """What gives a unit its chance of a swap: slots race for the room there is, see engine.draw."""
    return -np.log1p(-np.minimum(chance, MOST_CHANCE))


def teach(rows: Rows, learned: Learned) -> Rows:
    """The rows with what was learned: chances of the candidates, and how readily units are swapped."""
    names = learned.units.take(pa.array(learned.unit))
    rows = _add_units(rows, pc.unique(names))
    rows = _add_candidates(rows, pc.unique(learned.candidate))
    unit = np.asarray(pc.index_in(names, value_set=rows.units).to_numpy(), np.int64)
    candidate = np.asarray(pc.index_in(learned.candidate, value_set=rows.candidates).to_numpy(), np.int64)
    rows, times = _add_rows(rows, unit, candidate, learned.times)
    taught = np.zeros(len(rows.units), bool)
    taught[unit] = True
    at = np.flatnonzero(taught[rows.unit])
    of = rows.unit[at]
    model = rows.weight[at] / np.bincount(of, rows.weight[at], minlength=len(taught))[of]
    seen = np.bincount(of, times[at], minlength=len(taught))[of]
    steps = np.round(np.log2(shrink(times[at], seen, model, CHOICE_STRENGTH)) * STEPS).astype(np.int64)
    weight = rows.weight.astype(np.int64)
    weight[at] = to_weights(steps, of)
    return replace(
        rows,
        weight=weight,
        sources=np.where(times > 0, rows.sources | LEARNED_BIT, rows.sources),
        source=np.where(times > 0, SOURCES.index("learned"), rows.source),
    )


def learn_habits(rows: Rows, tables: Sequence[str] | None) -> Array:
    """float64 [u]: chance of a swap, as the learned tables have it; none: as compiled, None: the same for all units.

    The compiled propensities are set to the samples' level and drawn to their counts.
    """
    if tables is None:
        return np.full(len(rows.units), MOST_SWAPPED / 2)
    if not tables:
        return rows.propensity * MOST_SWAPPED
    learned = read_tables(tables)
    unit = np.asarray(pc.fill_null(pc.index_in(learned.units, value_set=rows.units), -1).to_numpy(), np.int64)
    known = np.flatnonzero(unit >= 0)
    unit, seen, swapped = unit[known], learned.seen[known], learned.swapped[known]
    chance = np.minimum(1, rows.propensity * max(1, swapped.sum()) / max(1, (rows.propensity[unit] * seen).sum()))
    chance[unit] = shrink(swapped, seen, chance[unit], HABIT_STRENGTH)
    return chance


def _add_units(rows: Rows, units: pa.StringArray) -> Rows:
    """The rows over more units; those that are new have no rows yet."""
    new = units.filter(pc.invert(pc.is_in(units, value_set=rows.units)))
    every = pa.concat_arrays([rows.units, new])
    order = pc.array_sort_indices(every.cast(pa.binary())).to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    propensity = np.append(rows.propensity, np.full(len(new), NEW_PROPENSITY))
    return replace(rows, units=every.take(pa.array(order)), propensity=propensity[order], unit=rank[rows.unit])


def _add_candidates(rows: Rows, candidates: pa.StringArray) -> Rows:
    new = candidates.filter(pc.invert(pc.is_in(candidates, value_set=rows.candidates)))
    return replace(rows, candidates=pa.concat_arrays([rows.candidates, new]))


def _add_rows(rows: Rows, unit: Ints, candidate: Ints, times: Ints) -> tuple[Rows, Ints]:
    """The rows with those of (unit, candidate) that are not there yet, grouped by unit; and how often each was seen."""
    n_candidates = len(rows.candidates)
    taught = np.zeros(len(rows.units), bool)
    taught[unit] = True
    at = np.flatnonzero(taught[rows.unit])
    there = rows.unit[at].astype(np.int64) * n_candidates + rows.candidate[at]
    order = np.argsort(there)
    wanted = unit * n_candidates + candidate
    place = np.minimum(np.searchsorted(there[order], wanted), max(0, len(there) - 1))
    found = there[order][place] == wanted if len(there) else np.zeros(len(wanted), bool)
    counts = np.zeros(len(rows.unit), np.int64)
    counts[at[order[place[found]]]] = times[found]
    new = ~found
    is_phrase = pc.match_substring(rows.units, " ").to_numpy(zero_copy_only=False)[unit[new]]
    columns = {
        "unit": unit[new],
        "candidate": candidate[new],
        "weight": np.ones(new.sum(), np.int64),
        "source": np.full(new.sum(), SOURCES.index("learned")),
        "kind": np.where(is_phrase, KINDS.index("phrase"), KINDS.index("word")),
        "sources": np.full(new.sum(), LEARNED_BIT),
        "zipf": np.zeros(new.sum(), np.int64),
        "agrees": np.zeros(new.sum(), bool),
    }
    joined = {name: np.append(getattr(rows, name), values) for name, values in columns.items()}
    by_unit = np.argsort(joined["unit"], kind="stable")
    rows = replace(rows, **{name: values[by_unit] for name, values in joined.items()})
    return rows, np.append(counts, times[new])[by_unit]
