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

# Fibonacci hashing (Knuth 6.4): the high bits of key * 2**64 / golden ratio.
HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class PhraseTable:
    """m entries of one or more words, over w distinct words; a state is a word id or a longer prefix.

    words           string [w], lower case
    begins          bool [w + 1]: does any entry of several words begin with the word? The last, so that -1 works, no
    keys            int64 [t], sorted: state * (w + 1) + next word + 1
    targets         int64 [t]: the state that each key leads to
    entries         int64 [states]: the entry that ends in each state, or -1
    single_entries  int64 [w + 1]: the entry that is just the word, or -1; the last, so that -1 works, is -1
    is_likely       bool [2 ** b]: is there a key with this hash of b bits?
    """

    words: pa.StringArray
    begins: Bools
    keys: Ints
    targets: Ints
    entries: Ints
    single_entries: Ints
    is_likely: Bools


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
    begins = np.zeros(n_words + 1, bool)
    begins[state[lengths > 1]] = True
    all_keys, all_targets = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for depth in range(1, int(lengths.max(initial=1))):
        alive = np.flatnonzero(lengths > depth)
        next_word = word_of[firsts[alive] + depth]
        keys, inverse = np.unique(state[alive] * (n_words + 1) + next_word + 1, return_inverse=True)
        first_state = len(entry_of_state)
        all_keys.append(keys)
        all_targets.append(np.arange(first_state, first_state + len(keys)))
        state[alive] = first_state + inverse
        entry_of_state = np.append(entry_of_state, np.full(len(keys), -1))
        ending = alive[lengths[alive] == depth + 1]
        entry_of_state[state[ending]] = ending
    keys, targets = np.concatenate(all_keys), np.concatenate(all_targets)
    order = np.argsort(keys)
    keys, targets = keys[order], targets[order]
    single_entries = np.append(entry_of_state[:n_words], -1)
    # Eight places for each key, so at most one in eight of the keys that are not there looks as if it was.
    is_likely = np.zeros(1 << (8 * len(keys) + 1).bit_length(), bool)
    is_likely[_hash(keys, len(is_likely))] = True
    return PhraseTable(encoded.dictionary, begins, keys, targets, entry_of_state, single_entries, is_likely)


def _hash(keys: Ints, n_places: int) -> Ints:
    shift = np.uint64(65 - n_places.bit_length())
    return (keys.astype(np.uint64) * HASH_FACTOR >> shift).astype(np.int64)


def find_phrases(table: PhraseTable, words: Ints, *, is_linked: Bools) -> tuple[Ints, Ints, Ints]:
    """The longest entry of several words that begins at each token at which any does.

    words      int64 [n]: word of the table of each token, or -1
    is_linked  bool [n]: may token i and token i + 1 be in one phrase?
    Returns first tokens, in order, lengths in tokens and entries, all int64.
    """
    entry, length = np.full(len(words), -1, np.int64), np.zeros(len(words), np.int64)
    at = np.flatnonzero(table.begins[words] & is_linked)
    state = words[at]
    depth = 1
    while len(at):
        keys = state * (len(table.words) + 1) + words[at + depth] + 1
        # Most pairs of words begin no phrase; a hash that fits the cache tells so faster than a binary search.
        likely = np.flatnonzero(table.is_likely[_hash(keys, len(table.is_likely))])
        at, keys = at[likely], keys[likely]
        found = np.minimum(np.searchsorted(table.keys, keys), len(table.keys) - 1)
        hit = table.keys[found] == keys
        at, state = at[hit], table.targets[found[hit]]
        depth += 1
        ends = table.entries[state] >= 0
        entry[at[ends]] = table.entries[state[ends]]
        length[at[ends]] = depth
        goes_on = is_linked[at + depth - 1]
        at, state = at[goes_on], state[goes_on]
    starts = np.flatnonzero(length)
    return starts, length[starts], entry[starts]


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
