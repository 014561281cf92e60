"""Groups and splits carried over from an earlier release: an article keeps both, whatever joins or leaves its group.

Near-duplicates of the articles of the earlier release take their group and split. A new article that is near to
articles of two splits would be a leak, whichever split it took: it is refused, with all new articles of its group.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Bools, Ints

NONE = -1


@dataclass(frozen=True)
class Assigned:
    """The assignments of an earlier release to n articles.

    groups      int64 [n]: code of the group, in the order of the group ids; NONE for new articles
    splits      int64 [n]: split; NONE for new articles
    is_changed  bool [n]: the article had another text
    """

    groups: Ints
    splits: Ints
    is_changed: Bools


@dataclass(frozen=True)
class Carried:
    """The outcome for n articles.

    groups      int64 [n]: code of the earlier group that each article belongs to; NONE for those of new groups
    splits      int64 [n]: split of that group; NONE for those of new groups
    is_refused  bool [n]: articles that join two splits
    """

    groups: Ints
    splits: Ints
    is_refused: Bools


def carry_groups(roots: Ints, known: Assigned) -> Carried:
    """Give the articles of each group of near-duplicates the earlier group and split of those that have not changed.

    A changed article keeps its own only if no unchanged one is near; of several, the first group counts.

    roots  int64 [n]: row of the first article of each article's group of near-duplicates
    """
    is_old = known.groups != NONE
    leads = is_old & ~known.is_changed
    is_led = _any(leads, roots)
    others = is_old & ~is_led
    leads |= others & (known.groups == _smallest(known.groups, others, roots))
    groups = np.where(leads, known.groups, _smallest(known.groups, leads, roots))
    lowest, highest = _smallest(known.splits, leads, roots), -_smallest(-known.splits, leads, roots)
    has_lead = _any(leads, roots)
    is_refused = has_lead & ~leads & (lowest != highest)
    is_carried = has_lead & ~is_refused
    splits = np.where(leads, known.splits, lowest)
    return Carried(np.where(is_carried, groups, NONE), np.where(is_carried, splits, NONE), is_refused)


def _any(mask: Bools, roots: Ints) -> Bools:
    """Bool [n]: the group of the article has one in the mask."""
    return (np.bincount(roots[mask], minlength=len(roots)) > 0)[roots]


def _smallest(values: Ints, mask: Bools, roots: Ints) -> Ints:
    """int64 [n]: the smallest value in the mask of each article's group; any number for groups without one."""
    found = np.full(len(roots), np.iinfo(np.int64).max)
    np.minimum.at(found, roots[mask], values[mask])
    return found[roots]
