"""The memory of the latest release: articles by their ids, then by their texts, and groups by their names.

Ids change between runs where they are row numbers, or addresses that moved. The text still tells the article, so its
group and split stay.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.duplicates.carry import NONE, Assigned, Carried
from pipelines.duplicates.copies import ORIGINAL, Sketches
from pipelines.duplicates.sketch import Hashes
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.text.ids import hex_names
from schemas import SPLITS


def list_ids(known: pa.Table) -> pa.StringArray:
    """Return the sorted ids of the groups of a table of CARRIED; their places are the codes of the groups."""
    return pc.unique(known["group_id"]).sort()


def look_up_ids(articles: pa.Table, hashes: Hashes, known: pa.Table) -> pa.Table:
    """Append the columns of Assigned to a table with article_id and role; `known` is one of CARRIED."""
    rows = pc.index_in(articles["article_id"], value_set=known["article_id"].combine_chunks())
    rows = pc.if_else(pc.equal(articles["role"], ORIGINAL), None, rows)
    for name, values in _code(rows, known, list_ids(known)).items():
        articles = articles.append_column(name, pa.array(values))
    return articles.append_column("is_changed", pa.array(_is_changed(rows, hashes, known)))


def look_up_texts(sketches: Sketches, known: pa.Table, ids: pa.StringArray) -> Assigned:
    """Return what is known of each text: under its id, or, if that is new or had another text, under any id.

    ids  those of list_ids
    """
    by_id = sketches.known
    unsure = np.flatnonzero(((by_id.groups == NONE) | by_id.is_changed) & (sketches.roles != ORIGINAL))
    rows = pc.index_in(hex_names(sketches.hashes[unsure]), value_set=known["text_hash"].combine_chunks())
    found, rows = unsure[rows.is_valid().to_numpy(zero_copy_only=False)], rows.drop_null()
    columns = {"groups": by_id.groups.copy(), "splits": by_id.splits.copy()}
    for name, values in _code(rows, known, ids).items():
        columns[name][found] = values
    is_changed = by_id.is_changed.copy()
    is_changed[found] = False
    return Assigned(columns["groups"], columns["splits"], is_changed)


def look_up_names(carried: Carried, roots: Ints, hashes: Hashes, known: pa.Table, ids: pa.StringArray) -> Carried:
    """Return the outcome in which a new group that would have the name of an earlier one is that group.

    A group is named after a text, which may come back when its near-duplicates have changed.

    roots   int64 [n]: row of the first text of each text's group
    hashes  uint64 [n, 2]: text hashes
    ids     those of list_ids
    """
    is_new = (carried.groups == NONE) & ~carried.is_refused
    firsts = np.flatnonzero(is_new & (roots == np.arange(len(roots))))
    rows = pc.index_in(hex_names(hashes[firsts]), value_set=known["group_id"].combine_chunks())
    firsts, rows = firsts[rows.is_valid().to_numpy(zero_copy_only=False)], rows.drop_null()
    columns = {"groups": carried.groups, "splits": carried.splits}
    for name, values in _code(rows, known, ids).items():
        of_roots = np.full(len(roots), NONE)
        of_roots[firsts] = values
        columns[name] = np.where(is_new, of_roots[roots], columns[name])
    return Carried(columns["groups"], columns["splits"], carried.is_refused)


def _code(rows: Array, known: pa.Table, ids: pa.StringArray) -> dict[str, Ints]:
    """int64 [n] each: the groups and the splits of rows of `known`, as of Assigned; NONE for a null row."""
    few = known.select(["group_id", "split"]).take(rows)
    found = {
        "groups": pc.index_in(few["group_id"], value_set=ids),
        "splits": pc.index_in(few["split"], value_set=pa.array(SPLITS)),
    }
    return {name: pc.fill_null(values, NONE).cast(pa.int64()).to_numpy() for name, values in found.items()}


def _is_changed(rows: pa.ChunkedArray, hashes: Hashes, known: pa.Table) -> Bools:
    """Bool [n]: the text has a row in `known`, with another text hash."""
    is_changed, old = np.zeros(len(hashes), np.bool_), np.flatnonzero(rows.is_valid())
    is_same = pc.equal(known["text_hash"].take(rows.drop_null()), hex_names(hashes[old]))
    is_changed[old] = pc.invert(is_same).to_numpy()
    return is_changed
