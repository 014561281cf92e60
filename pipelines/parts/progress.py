"""Progress within a part, in the log of its stage: a line every few seconds, so that short parts say nothing."""

import logging
import time
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

log = logging.getLogger(__name__)
SECONDS = 5.0


class RowLog:
    """Tells how many rows of all a stage has done, and how fast.

    stage   its name
    n_rows  number of all rows of the part
    """

    def __init__(self, stage: str, n_rows: int) -> None:
        self._stage, self._total = stage, n_rows
        self._rows = self._words = 0
        self._began = self._said = time.monotonic()

    def add(self, table: pa.Table) -> None:
        """Count the rows of a table as done, and their words if it has the column `n_words`."""
        self._rows += len(table)
        if "n_words" in table.schema.names:
            self._words += pc.sum(table["n_words"]).as_py() or 0
        now = time.monotonic()
        if now - self._said < SECONDS:
            return
        self._said = now
        speed = f", {self._words / (now - self._began):,.0f} words/s" if self._words else ""
        share = self._rows / max(self._total, 1)
        log.info("%s: %s of %s rows, %.0f%%%s", self._stage, f"{self._rows:,}", f"{self._total:,}", 100 * share, speed)

    def follow(self, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Yield tables that are done as they come."""
        for table in tables:
            self.add(table)
            yield table


class StepLog:
    """Tells the steps of a stage that has no rows to count."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._began = self._said = time.monotonic()

    def begin(self, step: str) -> None:
        """Name the step that begins, if nothing was said for some seconds."""
        now = time.monotonic()
        if now - self._said >= SECONDS:
            self._said = now
            log.info("%s: %s, after %.0f s", self._stage, step, now - self._began)
