"""The optional lexicon beside a compiled one: rows of origins that only some profiles name."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lexicon.weigh import LAST_COLUMNS, LexiconRows, Selection
from schemas import OPTIONAL_ORIGINS, ORIGINS

# The part of the file's name that follows the name of the lexicon.
SUFFIX = "_optional"


def chosen_origins(selection: Selection) -> tuple[str, ...]:
    """Return the optional origins that the selection names with a factor above 0."""
    return tuple(name for name, factor in selection.origins if name in OPTIONAL_ORIGINS and factor > 0)


def optional_name(lexicon: str) -> str:
    """Return the name or path of the optional lexicon.

    >>> optional_name("english"), optional_name("/tables/own.arrow")
    ('english_optional', '/tables/own_optional.arrow')
    """
    return lexicon.removesuffix(".arrow") + SUFFIX + (".arrow" if lexicon.endswith(".arrow") else "")


def rows_of_origins(rows: LexiconRows, names: tuple[str, ...]) -> LexiconRows:
    """Return the rows that have one of these origins."""
    bits = sum(1 << ORIGINS.index(name) for name in names)
    return rows.where((rows.origins & np.uint16(bits)) > 0)


def join_rows(rows: LexiconRows, more: LexiconRows) -> LexiconRows:
    """Return the rows of both; a row of both has all origins, and the greater weight.

    A unit of both has the propensity of `rows`.
    """
    units = pa.concat_arrays([rows.units, more.units])
    candidates = pa.concat_arrays([rows.candidates, more.candidates]).dictionary_encode()
    order = pc.array_sort_indices(pc.unique(units).cast(pa.binary())).to_numpy().astype(np.int64)
    names = pc.unique(units).take(pa.array(order))
    unit = np.asarray(pc.index_in(units, value_set=names).to_numpy(), np.int32)
    propensity = np.empty(len(names))
    propensity[unit[::-1]] = np.concatenate([rows.propensity, more.propensity])[::-1]
    text = candidates.indices.to_numpy().astype(np.int32)
    columns = {name: np.concatenate([getattr(rows, name), getattr(more, name)]) for name in ("weight", *LAST_COLUMNS)}
    joined = LexiconRows(
        names,
        candidates.dictionary,
        propensity,
        np.concatenate([unit[: len(rows.units)][rows.unit], unit[len(rows.units) :][more.unit]]),
        np.concatenate([text[: len(rows.candidates)][rows.candidate], text[len(rows.candidates) :][more.candidate]]),
        **columns,
    )
    return _merge_repeated(joined, len(rows.unit))


def _merge_repeated(joined: LexiconRows, n_first: int) -> LexiconRows:
    """Merge each row from `n_first` on into an earlier row of the same unit and candidate; sort by unit."""
    keys = joined.unit.astype(np.int64) * len(joined.candidates) + joined.candidate
    first, second = keys[:n_first], keys[n_first:]
    order = np.argsort(second)
    place = np.minimum(np.searchsorted(second, first, sorter=order), max(0, len(second) - 1))
    is_same = second[order][place] == first if len(second) else np.zeros(n_first, bool)
    at, other = np.flatnonzero(is_same), n_first + order[place[is_same]] if len(second) else np.zeros(0, np.int64)
    joined.weight[at] = np.maximum(joined.weight[at], joined.weight[other])
    joined.origins[at] |= joined.origins[other]
    joined.agrees[at] |= joined.agrees[other]
    kept = np.ones(len(keys), bool)
    kept[other] = False
    by_unit = np.flatnonzero(kept)[np.argsort(joined.unit[kept], kind="stable")]
    return replace(
        joined,
        **{name: getattr(joined, name)[by_unit] for name in ("unit", "candidate", "weight", *LAST_COLUMNS)},
    )
