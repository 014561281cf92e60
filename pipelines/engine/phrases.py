"""Many words and phrases, matched at all positions of a text at once.

The entries are a trie, stored as a sorted table of (state, next word) -> state. One step of the trie
is one binary search for all positions that are still alive, so the cost is the number of positions
times the length of the longest entry, whatever the number of entries.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Ints


@dataclass(frozen=True)
class PhraseTable:
    """m entries of one or more words, over w distinct words; a state is a word id or a longer prefix.

    words         string [w], lower case
    keys          int64 [t], sorted: state * w + next word
    targets       int64 [t]: the state that each key leads to
    entries       int64 [states]: the entry that ends in each state, or -1
    """

    words: pa.StringArray
    keys: Ints
    targets: Ints
    entries: Ints

    @property
    def begins(self) -> Bools:
        """Bool [w]: does any entry of several words begin with the word?"""
        begins = np.zeros(len(self.words), bool)
        first = self.keys // len(self.words) if len(self.words) else self.keys
        begins[first[first < len(self.words)]] = True
        return begins


def build_phrases(entries: pa.StringArray) -> PhraseTable:
    """The table of `entries` (distinct, lower case, words with single spaces between them)."""
    split = pc.split_pattern(entries, " ")
    encoded = split.flatten().dictionary_encode()
    n_words = len(encoded.dictionary)
    lengths = pc.list_value_length(split).to_numpy().astype(np.int64)
    word_of = encoded.indices.to_numpy().astype(np.int64)
    firsts = np.cumsum(lengths) - lengths
    state = word_of[firsts]
    entry_of_state = np.full(n_words, -1, np.int64)
    entry_of_state[state[lengths == 1]] = np.flatnonzero(lengths == 1)
    all_keys, all_targets = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for depth in range(1, int(lengths.max(initial=1))):
        alive = np.flatnonzero(lengths > depth)
        keys, inverse = np.unique(state[alive] * n_words + word_of[firsts[alive] + depth], return_inverse=True)
        first_state = len(entry_of_state)
        all_keys.append(keys)
        all_targets.append(np.arange(first_state, first_state + len(keys)))
        state[alive] = first_state + inverse
        entry_of_state = np.append(entry_of_state, np.full(len(keys), -1))
        ending = alive[lengths[alive] == depth + 1]
        entry_of_state[state[ending]] = ending
    keys, targets = np.concatenate(all_keys), np.concatenate(all_targets)
    order = np.argsort(keys)
    return PhraseTable(encoded.dictionary, keys[order], targets[order], entry_of_state)


def longest_matches(table: PhraseTable, words: Ints, *, is_linked: Bools) -> tuple[Ints, Ints]:
    """The longest entry that begins at each token.

    words      int64 [n]: word of the table of each token, or -1
    is_linked  bool [n]: may token i and token i + 1 be in one phrase?
    Returns entry (or -1) and its length in tokens, both int64 [n].
    """
    n_words = len(table.words)
    padded = np.append(words, -1)
    known = words >= 0
    entry = np.where(known, table.entries[np.where(known, words, 0)], -1) if n_words else np.full(len(words), -1)
    length = (entry >= 0).astype(np.int64)
    at = np.flatnonzero(known & is_linked & (padded[1:] >= 0))
    at = at[table.begins[words[at]]] if len(table.keys) else at[:0]
    state = words[at]
    depth = 1
    while len(at):
        keys = state * n_words + padded[at + depth]
        found = np.searchsorted(table.keys, keys)
        hit = table.keys[np.minimum(found, len(table.keys) - 1)] == keys
        at, state = at[hit], table.targets[found[hit]]
        depth += 1
        ends = table.entries[state] >= 0
        entry[at[ends]] = table.entries[state[ends]]
        length[at[ends]] = depth
        alive = is_linked[at + depth - 1] & (padded[np.minimum(at + depth, len(words))] >= 0)
        at, state = at[alive], state[alive]
    return entry, length


def leftmost(starts: Ints, ends: Ints) -> Bools:
    """Which spans a reader from left to right would take, skipping those that overlap one taken.

    starts, ends  int64 [n], half-open; starts increase strictly.
    The first span of each run of overlapping spans is taken. Each span points at the first one in its
    run that begins after it ends; doubling the pointers finds all that are reached from a taken one
    in log2(longest run) rounds.
    """
    n_spans = len(starts)
    reached = np.maximum.accumulate(np.append(0, ends))[:-1] if n_spans else ends
    is_taken = np.append(starts >= reached, False)
    follower = np.append(np.searchsorted(starts, ends), n_spans)
    follower[is_taken[follower]] = n_spans
    while (follower < n_spans).any():
        is_taken[follower[is_taken]] = True
        follower = follower[follower]
    return is_taken[:-1]
