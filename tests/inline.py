"""The pool of a run, in this process: for tests that build many small corpora."""

from concurrent.futures import Future
from contextlib import contextmanager

from pipelines import run


class Inline:
    """A pool that calls at once."""

    def submit(self, call, *arguments):
        future = Future()
        try:
            future.set_result(call(*arguments))
        except Exception as error:  # noqa: BLE001 - as a pool does
            future.set_exception(error)
        return future


def run_inline(monkeypatch):
    """Let builds use no worker processes."""

    @contextmanager
    def pool(_):
        yield Inline()

    monkeypatch.setattr(run, "start_pool", pool)
