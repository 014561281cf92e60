"""Integers with a value each, for look-ups in bulk."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints, hash_ints

# Places of a hash table that kernels look up together.
PLACES = 4


@dataclass(frozen=True)
class IntTable:
    """t distinct integers with a value each, for look-ups in bulk.

    keys        64 bits [t], sorted by their hashes of b bits
    values      int64 [t]
    first_key   int32 [2 ** b]: the first key with this hash; arbitrary if no key has it
    is_likely   bool [2 ** b]: a key has this hash
    most_alike  largest number of keys with the same hash
    """

    keys: Array
    values: Ints
    first_key: Array
    is_likely: Bools
    most_alike: int

    @property
    def n_bits(self) -> int:
        """The bits of the hashes."""
        return len(self.is_likely).bit_length() - 1

    @property
    def arguments(self) -> tuple[int, Array, Array, Array]:
        """The table as kernels take it: in less memory, so that it stays in the cache."""
        return self.n_bits, self.likely_bits, self.first_of_places, self.rows

    @cached_property
    def rows(self) -> Array:
        """uint64 [t, 2]: the keys, each with its value."""
        return np.stack([self.keys.view(np.uint64), self.values.view(np.uint64)], axis=1)

    @cached_property
    def likely_bits(self) -> Array:
        """uint8 [2 ** b / 8]: `is_likely` as bits."""
        return np.packbits(self.is_likely, bitorder="little")

    @cached_property
    def first_of_places(self) -> Array:
        """int32 [2 ** b / PLACES + 1]: the first key with one of PLACES adjacent hashes; behind them all, t."""
        return np.append(self.first_key[::PLACES], np.int32(len(self.keys)))

    def find(self, keys: Array) -> tuple[Ints, Ints]:
        """Return the indices of the integers found in the table, and their values."""
        places = hash_ints(keys, self.n_bits)
        # Most integers are not in the table; a small array that fits the cache rejects nearly all of them.
        likely = np.flatnonzero(self.is_likely[places])
        keys, found = keys[likely], self.first_key[places[likely]].astype(np.int64)
        is_hit = self.keys[found] == keys
        missed = np.flatnonzero(~is_hit)
        for _ in range(1, self.most_alike):
            found[missed] = np.minimum(found[missed] + 1, len(self.keys) - 1)
            is_found = self.keys[found[missed]] == keys[missed]
            is_hit[missed[is_found]] = True
            missed = missed[~is_found]
        hit = np.flatnonzero(is_hit)
        return likely[hit], self.values[found[hit]]


def build_table(keys: Array, values: Ints) -> IntTable:
    """Build the table of `keys`, distinct 64-bit integers, with a value each."""
    # Eight places per key, so at most one in eight absent keys looks present.
    n_bits = (8 * len(keys) + 1).bit_length()
    order = np.argsort(hash_ints(keys, n_bits))
    n_alike = np.bincount(hash_ints(keys, n_bits), minlength=1 << n_bits)
    return IntTable(
        keys=keys[order],
        values=values[order],
        first_key=(np.cumsum(n_alike) - n_alike).astype(np.int32),
        is_likely=n_alike > 0,
        most_alike=int(n_alike.max()),
    )
