"""The optional lexicon beside a compiled one: rows of origins that only some profiles name."""

from dataclasses import replace

import numpy as np

from pipelines.engine.buffers import Ints
from pipelines.lexicon.extend import add_candidates, add_units
from pipelines.lexicon.weigh import COLUMNS, LexiconRows, Selection
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
    rows, units = add_units(rows, more.units, more.propensity)
    rows, candidates = add_candidates(rows, more.candidates)
    more = replace(
        more,
        units=rows.units,
        candidates=rows.candidates,
        propensity=rows.propensity,
        unit=units.astype(np.int32)[more.unit],
        candidate=candidates.astype(np.int32)[more.candidate],
    )
    return _append(rows, more)


def _append(rows: LexiconRows, more: LexiconRows) -> LexiconRows:
    """Append the rows of `more`; merge those whose unit and candidate `rows` have."""
    at, other = _find_repeated(rows, more)
    is_new = np.ones(len(more.unit), bool)
    is_new[other] = False
    columns = {name: np.concatenate([getattr(rows, name), getattr(more, name)[is_new]]) for name in COLUMNS}
    columns["weight"][at] = np.maximum(rows.weight[at], more.weight[other])
    columns["origins"][at] |= more.origins[other]
    columns["agrees"][at] |= more.agrees[other]
    return replace(rows, **columns)


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
