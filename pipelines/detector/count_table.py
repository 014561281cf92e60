"""Counts of hashed keys in a table of two bytes a slot: one to know the key again, one for the logarithm of its count.

Of several keys in one slot the most frequent is kept, and the others count as unseen: 12 % of them at a quarter full. A
key that was never counted looks like another one in one case of a thousand.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.detector.word_stream import Keys
from pipelines.engine import kernels
from pipelines.engine.buffers import Ints

# Levels of a count: ten for each doubling, from 1 on; 0 is no count.
LEVELS_PER_DOUBLING = 10
LOG_COUNTS = np.concatenate([[-1.0], np.arange(255) / LEVELS_PER_DOUBLING * np.log(2)]).astype(np.float32)
COUNTS = np.concatenate([[0.0], 2.0 ** (np.arange(255) / LEVELS_PER_DOUBLING)]).astype(np.float32)
# Slots for each distinct key, and the smallest table, as a power of two.
SPACE_PER_KEY, MIN_BITS = 4, 10


@dataclass(frozen=True)
class CountTable:
    """slots: uint16 [2 ** bits], bits of the key in the high byte and the level of its count in the low one."""

    slots: npt.NDArray[np.uint16]

    def logs(self, keys: Keys) -> npt.NDArray[np.float32]:
        """float32 [n]: natural logarithm of the count of each key, -1 for a key that was never counted."""
        if kernels.is_compiled():
            logs = np.empty(len(keys), np.float32)
            kernels.run("look_up_counts", len(keys), keys, n_bits(len(self.slots)), self.slots, LOG_COUNTS, logs)
            return logs
        found = self.slots[slots_of(keys, len(self.slots))]
        is_same = (found >> 8) == fingerprints(keys)
        return LOG_COUNTS[np.where(is_same, found & 0xFF, 0)]


def count_keys(keys: Keys) -> CountTable:
    """Count keys."""
    chosen, counts, size = _choose_compiled(keys) if kernels.is_compiled() else _choose(keys)
    slots = np.zeros(size, np.uint16)
    slots[slots_of(chosen, size)] = (fingerprints(chosen) << 8) | levels(counts)
    return CountTable(slots)


def _choose(keys: Keys) -> tuple[Keys, Ints, int]:
    """The key that each slot is for, with its count, and the number of slots; the last one of a slot is the one."""
    distinct, counts = np.unique(keys, return_counts=True)
    order = np.argsort(counts, kind="stable")
    return distinct[order], counts[order], table_size(len(distinct))


def _choose_compiled(keys: Keys) -> tuple[Keys, Ints, int]:
    """The same, but each slot once."""
    ordered = np.sort(keys)
    size = table_size(kernels.run("count_distinct", len(keys), ordered))
    chosen, counts = np.empty(len(keys), np.uint64), np.empty(len(keys), np.int64)
    n = kernels.run("choose_frequent", len(keys), ordered, n_bits(size), chosen, counts)
    return chosen[:n], counts[:n], size


def table_size(n_keys: int) -> int:
    """Return the number of slots for n distinct keys, a power of two."""
    return int(2 ** max(MIN_BITS, (n_keys * SPACE_PER_KEY).bit_length()))


def n_bits(size: int) -> int:
    """The bits of a key that choose one of `size` slots."""
    return size.bit_length() - 1


def slots_of(keys: Keys, size: int) -> npt.NDArray[np.int64]:
    """int64 [n]: the slot of each key, its highest bits."""
    return (keys >> np.uint64(64 - n_bits(size))).view(np.int64)


def fingerprints(keys: Keys) -> npt.NDArray[np.uint16]:
    """uint16 [n], below 256: bits of the keys that do not choose the slot."""
    return ((keys >> np.uint64(8)) & np.uint64(0xFF)).astype(np.uint16)


def levels(counts: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """uint8 [n]: the level of each count, within 4 % of it."""
    found = LEVELS.take(counts, mode="clip")
    high = np.flatnonzero(counts >= len(LEVELS))
    found[high] = _levels(counts[high])
    return found


def _levels(counts: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    found = 1 + np.round(LEVELS_PER_DOUBLING * np.log2(np.maximum(counts, 1)))
    return np.where(counts > 0, np.minimum(found, 255), 0).astype(np.uint8)


# Levels of the counts that nearly all keys have.
LEVELS = _levels(np.arange(1024))
