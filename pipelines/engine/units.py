"""The units in texts that may be swapped: phrases first, leftmost and longest, then the remaining single words."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Bools, Ints
from pipelines.engine.phrases import PhraseTable, find_phrases, leftmost


@dataclass(frozen=True)
class Units:
    """s matched units without a protected word, in order of place; `slots` keeps those that may be drawn.

    first    int64 [s]: first token
    n_words  int64 [s]: number of tokens
    entry    int64 [s]: entry of the table
    """

    first: Ints
    n_words: Ints
    entry: Ints

    def __len__(self) -> int:
        return len(self.first)


def find_units(
    table: PhraseTable, words: Ints, *, is_allowed: Bools, is_short: Bools, is_linked: Bools, phrases: bool
) -> Units:
    """Find the units of all texts: entries of the table without a protected token.

    words       int64 [n]: word id of the table of each token, or -1
    is_allowed  bool [n]: no rule protects the token
    is_short    bool [n]: the token is too short to be swapped on its own, but a phrase may contain it
    is_linked   bool [n]: the token and the next may be in one phrase
    phrases     False: single words only
    """
    # Or with -1 gives -1, without the branches of a mask: one processor step in place of five.
    words = words | (is_allowed.astype(np.int64) - 1)
    entry = table.single_entries.take(words, mode="wrap").astype(np.int64)
    entry |= -is_short.astype(np.int64)
    length = np.ones(len(words), np.int64)
    if phrases:
        starts, lengths, entries = find_phrases(table, words, is_linked=is_linked)
        taken = leftmost(starts, starts + lengths)
        starts, lengths, entries = starts[taken], lengths[taken], entries[taken]
        for word in range(1, int(lengths.max(initial=0))):
            entry[starts[lengths > word] + word] = -1
        entry[starts], length[starts] = entries, lengths
    first = np.flatnonzero(entry >= 0)
    return Units(first, length[first], entry[first])
