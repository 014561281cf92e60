"""Folds of the samples: the weights that a fold is scored with are chosen on the other folds.

If the samples name families, a fold holds whole families, so that each is scored as a spinner that nobody has seen.
Otherwise a fold holds groups of near-copies. Clean texts without a spun partner are in two halves: one for choosing,
one for scoring.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.duplicates import link_signatures, sign_texts
from pipelines.probe.metrics import Ints
from pipelines.text.ids import hash_folded

MOST_FOLDS = 5
# Folds of texts without a spun partner.
CHOOSING, SCORING = -1, -2
# Samples are sentences: runs of three words find near-copies among them.
SHINGLE_WORDS, PERMUTATIONS, SIMILARITY = 3, 128, 0.5


def group_copies(texts: pa.StringArray, owners: Ints) -> Ints:
    """int64 [n]: equal for near-copies, and for texts of one owner.

    owners  int64 [n]: a pair has one number
    """
    signatures = sign_texts(texts, hash_folded(texts), shingle_words=SHINGLE_WORDS, permutations=PERMUTATIONS)
    roots = link_signatures(signatures, np.arange(len(texts)), similarity=SIMILARITY)
    return _join_groups(roots, owners)


def _join_groups(left: Ints, right: Ints) -> Ints:
    """int64 [n]: the connected components of rows that share a value of `left` or of `right`."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - comes with scikit-learn, takes a moment
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    left, right = (np.unique(each, return_inverse=True)[1] for each in (left, right))
    size = len(left) + len(right)
    edges = coo_array((np.ones(len(left)), (left, right + len(left))), shape=(size, size))
    return np.asarray(connected_components(edges, directed=False)[1][left], np.int64)


def make_folds(clusters: Ints, families: Sequence[str | None], seed: int) -> Ints:
    """int64 [n]: the fold of each spun text, 0 to at most MOST_FOLDS - 1.

    clusters  int64 [n]: equal for near-copies
    families  the spinner of each text; folds hold whole families if at least two are named
    Texts without a family, or of one family alone, are divided by near-copies.
    """
    named = sorted({family for family in families if family is not None})
    if len(named) < 2:
        return _fill_folds(_number(clusters), seed)
    # A text without a name is a family of its own, with its near-copies.
    kinds = [
        f"cluster {cluster}" if name is None else f"family {name}"
        for name, cluster in zip(families, clusters, strict=True)
    ]
    return _fill_folds(_number(kinds), seed)


def halve(clusters: Ints) -> Ints:
    """int64 [n]: CHOOSING and SCORING for clusters in turn."""
    numbers = np.unique(clusters, return_inverse=True)[1]
    return np.where(numbers % 2, SCORING, CHOOSING)


def _number(values: Sequence[object] | Ints) -> Ints:
    return np.asarray(pd.factorize(np.asarray(values, object))[0], np.int64)


def _fill_folds(groups: Ints, seed: int) -> Ints:
    """int64 [n]: whole groups in folds of about equal size: the largest group first, each to the smallest fold."""
    sizes = np.bincount(groups)
    luck = np.random.default_rng(seed).permutation(len(sizes))
    order = np.lexsort((luck, -sizes))
    fold_of = np.zeros(len(sizes), np.int64)
    filled = np.zeros(min(MOST_FOLDS, len(sizes)), np.int64)
    for group in order.tolist():
        fold_of[group] = int(np.argmin(filled))
        filled[fold_of[group]] += sizes[group]
    return fold_of[groups]
