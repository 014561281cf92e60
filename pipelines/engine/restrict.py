"""A lexicon restricted to some of its rows."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Bools, Ints
from pipelines.engine.lexicon import Lexicon, is_of_kind
from pipelines.engine.phrases import build_phrases


def restrict(lexicon: Lexicon, kept: Bools) -> Lexicon:
    """Return the lexicon with the kept rows and their units; a phrase without rows no longer hides its words.

    kept  bool [r]
    Candidates keep their numbers. The fingerprint stays that of the whole lexicon.
    """
    rows = np.flatnonzero(kept)
    counts = _sums(kept, lexicon.offsets)
    is_unit = counts > 0
    units, kinds = lexicon.units.filter(pa.array(is_unit)), lexicon.kind.take(pa.array(rows))
    offsets = np.append(0, np.cumsum(counts[is_unit]))
    return replace(
        lexicon,
        units=units,
        phrases=build_phrases(units),
        propensity=lexicon.propensity[is_unit],
        offsets=offsets,
        candidate=lexicon.candidate[rows],
        cumulative=np.append(0, np.cumsum(np.diff(lexicon.cumulative)[rows])),
        origin=lexicon.origin.take(pa.array(rows)),
        kind=kinds,
        is_homograph=_sums(is_of_kind(kinds, "homograph"), offsets) > 0,
        origin_set_ids=lexicon.origin_set_ids[rows],
        # An index by a mask gives the columns in another order in memory, which each kernel would have to copy.
        propensities=np.compress(is_unit, lexicon.propensities, axis=1),
        zipf=lexicon.zipf[rows],
    )


def _sums(mask: Bools, offsets: Ints) -> Ints:
    """int64 [u]: number of marked rows of each unit."""
    return np.diff(np.searchsorted(np.flatnonzero(mask), offsets))
