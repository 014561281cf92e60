"""The texts to be grouped: articles, negatives and the originals of negatives, and the copies among them."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.duplicates.carry import NONE, Assigned
from pipelines.duplicates.sketch import Hashes
from pipelines.engine.buffers import Array, Bools, Ints

# The roles of texts. The original of a negative joins groups, and has a row in no result.
ARTICLE, NEGATIVE, ORIGINAL = range(3)
KNOWN = tuple(field.name for field in fields(Assigned))


@dataclass(frozen=True)
class Sketches:
    """n texts of all parts, sorted by (role, text hash, is_new, article id, part): not by the order of the input.

    articles  table with article_id, part, role, and of the latest release the columns of Assigned; an original has the
              id of its negative
    hashes    uint64 [n, 2]: text hashes
    rows      int64 [n]: number of each text in the order of reading, which names its signature
    """

    articles: pa.Table
    hashes: Hashes
    rows: Ints

    def take(self, rows: Ints) -> "Sketches":
        return Sketches(self.articles.take(pa.array(rows)), self.hashes[rows], self.rows[rows])

    @property
    def roles(self) -> Ints:
        return self.articles["role"].to_numpy()

    @property
    def known(self) -> Assigned:
        return Assigned(*(self.articles[name].to_numpy() for name in KNOWN))


def is_first_of_id(sketches: Sketches) -> tuple[Bools, Array]:
    """Mark the first article of each id, one of the latest release before new ones; give each text its row."""
    codes = sketches.articles["article_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.argsort(sketches.known.groups == NONE, kind="stable")
    _, first = np.unique(codes[order], return_index=True)  # the codes count up from 0
    rows = np.arange(len(codes))
    first = np.where(sketches.roles == ARTICLE, order[first][codes], rows)
    return first == rows, first


def is_first_of_text(sketches: Sketches, least_role: int) -> tuple[Bools, Array]:
    """Mark the first of equal texts, also originals and all texts of a role below `least_role`; give each its row."""
    order, rows = np.lexsort((sketches.hashes[:, 1], sketches.hashes[:, 0])), np.arange(len(sketches.hashes))
    hashes = sketches.hashes[order]
    begins = np.append(True, (hashes[1:] != hashes[:-1]).any(axis=1))[: len(hashes)]
    first = np.empty_like(rows)
    first[order] = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]  # the sort is stable: articles come first
    is_judged = (sketches.roles >= least_role) & (sketches.roles != ORIGINAL)
    first = np.where(is_judged, first, rows)
    return first == rows, first


def link_originals(sketches: Sketches) -> tuple[Sketches, tuple[Ints, Ints]]:
    """Drop the originals of rejected negatives; return the others with their negatives, as rows: int64 [links] each."""
    roles = sketches.roles
    originals, negatives = np.flatnonzero(roles == ORIGINAL), np.flatnonzero(roles == NEGATIVE)
    at = pc.index_in(_name(sketches, originals), value_set=_name(sketches, negatives))
    at = pc.fill_null(at, NONE).to_numpy(zero_copy_only=False)
    stays = np.append(np.flatnonzero(roles != ORIGINAL), originals[at != NONE])
    firsts = np.arange(len(stays) - int((at != NONE).sum()), len(stays))
    return sketches.take(stays), (negatives[at[at != NONE]], firsts)


def _name(sketches: Sketches, rows: Ints) -> pa.Array:
    """The id and the part of each of the rows, which an original shares with its negative."""
    few = sketches.articles.take(pa.array(rows)).combine_chunks()
    return pc.binary_join_element_wise(few["article_id"], few["part"].cast(pa.string()), "\x1f").combine_chunks()
