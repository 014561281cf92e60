"""Work on several files, or requests to a store, at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pipelines.storage.places import Place

# Files read or hashed, or requests sent, at the same time: all of these release the interpreter's lock.
AT_ONCE = 16
# Bytes of a file on a disk that are hashed in less time than starting threads takes: a third of a millisecond each.
QUICK_BYTES = 1 << 20
Item = TypeVar("Item")
Result = TypeVar("Result")


def map_at_once(
    function: Callable[[Item], Result], items: Iterable[Item], *, is_quick: Callable[[Item], bool] = lambda _: False
) -> list[Result]:
    """Return the result of `function` for each item, in order; raise the first error among them.

    is_quick  starting a thread would take longer than the item, which is done in this one
    """
    listed = list(items)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [None if is_quick(item) else pool.submit(function, item) for item in listed]
        try:
            return [
                function(item) if future is None else future.result()
                for item, future in zip(listed, waiting, strict=True)
            ]
        finally:
            for future in filter(None, waiting):
                future.cancel()


def is_quick_file(place: Place, n_bytes: int) -> bool:
    """A small file on a disk."""
    return isinstance(place, Path) and n_bytes < QUICK_BYTES
