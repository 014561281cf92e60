"""A mode in which finished work is only looked for, and nothing is computed or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_only_finished: ContextVar[bool] = ContextVar("only_finished", default=False)


class NotFinishedError(Exception):
    """No run has finished this part yet, and it was only looked for."""

    def __init__(self, key: str, label: str) -> None:
        super().__init__(f"{label} ({key}) is not finished")
        self.key = key
        self.label = label


@contextmanager
def only_finished() -> Iterator[None]:
    """Write nothing in this block: a stage returns its part if it is finished, else it raises NotFinishedError."""
    token = _only_finished.set(True)
    try:
        yield
    finally:
        _only_finished.reset(token)


def is_only_looking() -> bool:
    """True inside `only_finished`."""
    return _only_finished.get()
