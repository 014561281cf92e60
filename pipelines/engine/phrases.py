"""A table of words and phrases, matched at all positions of all texts at once.

The entries form a trie, stored as a hash table of (state, next word) -> state. One step of the trie is one look-up for
all positions still alive, so the cost is the number of positions times the length of the longest entry, independent of
the number of entries.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints, Texts, view_texts
from pipelines.engine.int_table import IntTable, build_table
from pipelines.engine.vocabulary import Vocabulary
from pipelines.engine.word_keys import keys_of_words

# The roles of words in entries of several words, see `PhraseTable`; a SECOND shifted by one bit meets a FIRST.
FIRST, SECOND = 2, 1


@dataclass(frozen=True)
class Trie:
    """A phrase table in the layout that kernels match units with: less memory, so that it stays in the cache.

    n_words     words of the table
    n_bits      bits of the hashes of steps
    of_words    uint32 [w + 1]: the entry that is just the word, plus 1, times 4, plus the roles of the word
    is_likely   uint8 [2 ** b / 8]: a step has this hash, a bit for each
    first_step  int32 [2 ** b / PLACES + 1]: the first step with one of PLACES adjacent hashes, see `int_table`; behind
                them all, their number
    steps       uint64 [t, 2]: the key of the step; the next state, with the entry that ends in it plus 1 above 32 bits
    """

    n_words: int
    n_bits: int
    of_words: Array
    is_likely: Array
    first_step: Array
    steps: Array


@dataclass(frozen=True)
class PhraseTable:
    """m entries of one or more words, over w distinct words; a state is a word id or a longer prefix.

    words           string [w], lower case
    viewed          the words as bytes
    short_words     keys of the words of at most eight bytes -> word ids, see `word_keys`
    long_words      keys of the other words -> word ids; of words that share a key, the first
    other_ids       int64: word ids of the words whose key belongs to another: hardly ever any
    roles           uint8 [w + 1]: FIRST if an entry of several words begins with the word, SECOND if the word is the
                    second one of an entry, both or neither; neither at the end, for word id -1
    steps           (state, next word) -> next state, with the keys of `_step_keys`
    entries         int32 [states]: the entry that ends in each state, or -1
    single_entries  int32 [w + 1]: the entry that is just the word, or -1; -1 at the end, for word id -1
    """

    words: pa.StringArray
    viewed: Texts
    short_words: IntTable
    long_words: IntTable
    other_ids: Ints
    roles: Array
    steps: IntTable
    entries: Array
    single_entries: Array

    @cached_property
    def trie(self) -> Trie:
        """The same for kernels, made when it is first needed."""
        steps = self.steps
        ends = self.entries[steps.values].astype(np.int64) + 1
        return Trie(
            n_words=len(self.words),
            n_bits=steps.n_bits,
            of_words=((self.single_entries + 1) << 2 | self.roles).astype(np.uint32),
            is_likely=steps.likely_bits,
            first_step=steps.first_of_places,
            steps=np.stack([steps.keys, ends << 32 | steps.values], axis=1).view(np.uint64),
        )

    def renumber(self, numbers: Array) -> "PhraseTable":
        """Return the table with other numbers of its entries, and without those of number -1; it shares the rest.

        numbers  int32 [m + 1]; -1 at the end
        """
        return replace(self, entries=numbers[self.entries], single_entries=numbers[self.single_entries])


def build_phrases(entries: pa.StringArray) -> PhraseTable:
    """Build the table of `entries` (distinct, lower case, single spaces between words)."""
    split = pc.split_pattern(entries, " ")
    encoded = split.flatten().dictionary_encode()
    words, word_ids = encoded.dictionary, encoded.indices.to_numpy().astype(np.int64)
    lengths = pc.list_value_length(split).to_numpy().astype(np.int64)
    firsts = np.cumsum(lengths) - lengths
    roles = np.zeros(len(words) + 1, np.uint8)
    roles[word_ids[firsts[lengths > 1]]] = FIRST
    roles[word_ids[firsts[lengths > 1] + 1]] |= np.uint8(SECOND)
    steps, entry_of_state = _build_trie(word_ids, firsts, lengths, len(words))
    keys = keys_of_words(words)
    is_short = np.flatnonzero(keys.short)
    long_keys, first = np.unique(keys.long, return_index=True)
    return PhraseTable(
        words=words,
        viewed=view_texts(words),
        short_words=build_table(keys.short[is_short], is_short),
        long_words=build_table(long_keys, keys.is_long[first]),
        other_ids=np.delete(keys.is_long, first),
        roles=roles,
        steps=steps,
        entries=entry_of_state,
        single_entries=np.append(entry_of_state[: len(words)], np.int32(-1)),
    )


def _build_trie(word_ids: Ints, firsts: Ints, lengths: Ints, n_words: int) -> tuple[IntTable, Array]:
    """Number the prefixes of the entries as states; a prefix of one word has its word id.

    word_ids         int64: words of all entries, one entry after the other
    firsts, lengths  int64 [m]: the words of each entry
    Returns the steps from state to state, and the entry of each state or -1.
    """
    state = word_ids[firsts]  # of each entry, as far as it is read
    entry_of_state = np.full(n_words, -1, np.int32)
    entry_of_state[state[lengths == 1]] = np.flatnonzero(lengths == 1)
    all_keys, all_states = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for depth in range(1, int(lengths.max(initial=1))):
        longer = np.flatnonzero(lengths > depth)
        next_word = word_ids[firsts[longer] + depth]
        keys, key_of_entry = np.unique(_step_keys(state[longer], next_word, n_words), return_inverse=True)
        first_state = len(entry_of_state)
        all_keys.append(keys)
        all_states.append(np.arange(first_state, first_state + len(keys)))
        state[longer] = first_state + key_of_entry
        entry_of_state = np.append(entry_of_state, np.full(len(keys), -1, np.int32))
        ending = longer[lengths[longer] == depth + 1]
        entry_of_state[state[ending]] = ending
    return build_table(np.concatenate(all_keys), np.concatenate(all_states)), entry_of_state


def _step_keys(state: Ints, word: Ints, n_words: int) -> Ints:
    """The key of the step from a state by a word; word id -1 gives a key that no step has."""
    return state * (n_words + 1) + word + 1


def find_words(table: PhraseTable, words: pa.StringArray) -> Ints:
    """int64 [len(words)]: the table's word id of each string, or -1."""
    found = _find_words(table, words) if kernels.is_compiled() else _find_by_keys(table, words)
    if len(table.other_ids):
        others = table.words.take(pa.array(table.other_ids))
        index = pc.fill_null(pc.index_in(words, value_set=others), -1).to_numpy()
        found = np.where(index >= 0, table.other_ids[index], found)
    return found


def _find_by_keys(table: PhraseTable, words: pa.StringArray) -> Ints:
    """The word ids of strings whose keys belong to no other words."""
    keys = keys_of_words(words)
    found = np.full(len(words), -1, np.int64)
    which, ids = table.short_words.find(keys.short)
    found[which] = ids
    which, ids = table.long_words.find(keys.long)
    which = keys.is_long[which]
    # Strings may share a key, so they are compared.
    is_same = pc.equal(words.take(pa.array(which)), table.words.take(pa.array(ids))).to_numpy(zero_copy_only=False)
    found[which[is_same]] = ids[is_same]
    return found


def _find_words(table: PhraseTable, words: pa.StringArray) -> Ints:
    """The same, compiled."""
    viewed, found = view_texts(words), np.empty(len(words), np.int64)
    of_words = (len(words), viewed.data, viewed.offsets)
    of_tables = (*table.short_words.arguments, *table.long_words.arguments)
    kernels.run("find_words", *of_words, *of_tables, table.viewed.data, table.viewed.offsets, found)
    return found


def find_token_words(table: PhraseTable, vocabulary: Vocabulary) -> Array:
    """int32 [n]: the table's word id of each token, in any case, or -1."""
    return vocabulary.gather_lower(find_words(table, vocabulary.lower).astype(np.int32))


def find_phrases(table: PhraseTable, words: Ints, *, is_linked: Bools) -> tuple[Ints, Ints, Ints]:
    """Find the longest entry of several words that begins at each token.

    words      int64 [n]: the table's word id of each token, or -1
    is_linked  bool [n]: token i and token i + 1 may be in one phrase
    Returns first tokens, in order, lengths in tokens and entries, all int64.
    """
    # Of the words that begin an entry, a third stands before a word that is the second one of any entry, and few before
    # that of their own: only these positions stay alive.
    roles = table.roles.take(words, mode="wrap")
    at = np.flatnonzero((roles[:-1] & roles[1:] << 1 & FIRST != 0) & is_linked[:-1])
    which, state = _step(table, words[at], words[at + 1])
    starts = at[which]
    entry, length = np.full(len(starts), -1, np.int64), np.zeros(len(starts), np.int64)
    alive, depth = np.arange(len(starts)), 2
    while len(alive):
        ends = table.entries[state] >= 0
        entry[alive[ends]], length[alive[ends]] = table.entries[state[ends]], depth
        continues = np.flatnonzero(is_linked[starts[alive] + depth - 1])
        alive, state = alive[continues], state[continues]
        which, state = _step(table, state, words[starts[alive] + depth])
        alive, depth = alive[which], depth + 1
    found = np.flatnonzero(length)
    return starts[found], length[found], entry[found]


def _step(table: PhraseTable, state: Ints, word: Ints) -> tuple[Ints, Ints]:
    """Return the indices of the (state, word) pairs that have a next state, and these states."""
    return table.steps.find(_step_keys(state, word, len(table.words)))


def leftmost(starts: Ints, ends: Ints) -> Bools:
    """Bool [n]: the spans of a greedy match from left to right, which skips spans that overlap a taken one.

    starts, ends  int64 [n], half-open; starts increase strictly
    The first span of each run of overlapping spans is taken. Each span points at the first span of its run that begins
    after its end; doubling the pointers reaches all taken spans in log2(longest run) rounds.
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
