"""Requests to a store at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# Files hashed, or requests sent, at the same time: both release the interpreter's lock.
AT_ONCE = 16
Item = TypeVar("Item")
Result = TypeVar("Result")


def map_at_once(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Return the result of `function` for each item, in order; raise the first error among them."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(function, items))
