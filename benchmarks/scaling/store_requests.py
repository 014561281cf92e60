"""Requests to an object store, counted while a small corpus is built in one: their number by kind, and by task.

The store is obstore's own in memory, behind the client that builds use, so that nothing but the requests is counted.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipelines import run
from pipelines.config.form import config_from_form
from pipelines.storage import objects, places

# By the price lists of the stores, these are the dear ones; the others are reads.
WRITES = frozenset({"put", "create", "swap", "copy", "list_all", "list_below"})


class CountingObjects:
    """`Objects` that count their operations by name."""

    def __init__(self, counts: Counter[str]) -> None:
        self._objects = objects.ObstoreClient("memory:///")
        self._counts = counts

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._objects, name)

        def counted(*arguments: Any) -> Any:
            self._counts[name] += 1
            return operation(*arguments)

        return counted


class InlinePool:
    """A pool of workers that calls everything at once, in this process."""

    def __init__(self, _: int) -> None:
        pass

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(function(*arguments))
        return future


@contextmanager
def _inline(workers: int) -> Any:
    yield InlinePool(workers)


def count_requests(news: Path, part_bytes: int) -> tuple[int, Counter[str]]:
    """Build `news` into a store; return the number of its parts, and operation -> number of requests."""
    counts: Counter[str] = Counter()
    store = CountingObjects(counts)
    settings = [f"ingest_articles.part_bytes={part_bytes}", "probe_corpus.train_words=0"]
    config = config_from_form({"config": "news", "input": str(news), "output": "s3://counted/out"}, settings)
    with (
        patch.object(objects, "connect", lambda _: store),
        patch.object(places, "connect", lambda _: store),
        patch.object(run, "start_pool", _inline),
        patch.object(run, "call_in_worker", lambda function, *arguments: function(*arguments)),
    ):
        done = run.build_corpus(config, workers=1)
    return len(done.stages["ingest_articles"]), counts
