"""What can be swapped: phrases first, the leftmost and longest, then the single words that are left."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Bools, Ints
from pipelines.engine.phrases import PhraseTable, find_phrases, leftmost


@dataclass(frozen=True)
class Units:
    """s slots, sorted by where they are.

    first    int64 [s]: first token
    n_words  int64 [s]: number of tokens
    entry    int64 [s]: the lexicon's unit
    """

    first: Ints
    n_words: Ints
    entry: Ints

    def __len__(self) -> int:
        return len(self.first)


def find_units(
    table: PhraseTable, words: Ints, *, is_allowed: Bools, is_short: Bools, is_linked: Bools, phrases: bool
) -> Units:
    """The slots of all texts: units of the lexicon in which no token is protected.

    words       int64 [n]: word of the table of each token, or -1
    is_allowed  bool [n]: no rule protects the token
    is_short    bool [n]: the token is too short to be swapped on its own, though a phrase may hold it
    is_linked   bool [n]: the token and the next may be in one phrase
    """
    words = np.where(is_allowed, words, -1)
    entry = table.single_entries[words]
    entry[is_short] = -1
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
