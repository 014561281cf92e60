"""The optional lexicon beside a compiled one: rows of origins that only some profiles name."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Ints
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
    """Return the rows, and after them the further rows of `more`, which are not sorted in between.

    A row of both has all origins, and the greater weight. A unit of both has the propensity of `rows`.
    """
    units = pa.concat_arrays([rows.units, more.units])
    candidates = pa.concat_arrays([rows.candidates, more.candidates]).dictionary_encode()
    names = pc.unique(units)
    names = names.take(pc.array_sort_indices(names.cast(pa.binary())))
    unit = np.asarray(pc.index_in(units, value_set=names).to_numpy(), np.int32)
    propensity = np.empty(len(names))
    propensity[unit[::-1]] = np.concatenate([rows.propensity, more.propensity])[::-1]
    text = candidates.indices.to_numpy().astype(np.int32)
    shared = {"units": names, "candidates": candidates.dictionary, "propensity": propensity}
    first, second = (
        replace(part, unit=unit[at][part.unit], candidate=text[of][part.candidate], **shared)
        for part, at, of in (
            (rows, slice(len(rows.units)), slice(len(rows.candidates))),
            (more, slice(len(rows.units), None), slice(len(rows.candidates), None)),
        )
    )
    return _append(first, second)


def _append(rows: LexiconRows, more: LexiconRows) -> LexiconRows:
    """Append the rows of `more`; merge those whose unit and candidate `rows` have."""
    at, other = _find_repeated(rows, more)
    columns = {name: np.array(getattr(rows, name)) for name in ("weight", *LAST_COLUMNS)}
    columns["weight"][at] = np.maximum(columns["weight"][at], more.weight[other])
    columns["origins"][at] |= more.origins[other]
    columns["agrees"][at] |= more.agrees[other]
    is_new = np.ones(len(more.unit), bool)
    is_new[other] = False
    columns |= {"unit": rows.unit, "candidate": rows.candidate}
    return replace(
        rows, **{name: np.concatenate([column, getattr(more, name)[is_new]]) for name, column in columns.items()}
    )


def _find_repeated(rows: LexiconRows, more: LexiconRows) -> tuple[Ints, Ints]:
    """Return the numbers of the rows that both have, in `rows` and in `more`."""
    is_unit, is_candidate = np.zeros(len(rows.units), bool), np.zeros(len(rows.candidates), bool)
    is_unit[more.unit], is_candidate[more.candidate] = True, True
    at = np.flatnonzero(is_unit[rows.unit] & is_candidate[rows.candidate])
    wanted = rows.unit[at].astype(np.int64) * len(rows.candidates) + rows.candidate[at]
    keys = more.unit.astype(np.int64) * len(rows.candidates) + more.candidate
    order = np.argsort(keys)
    place = np.searchsorted(keys[order], wanted)
    found = np.flatnonzero(place < len(keys))
    found = found[keys[order[place[found]]] == wanted[found]]
    return at[found], order[place[found]]
