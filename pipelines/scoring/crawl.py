"""All rows of an input scored on all cores: in order, in bounded memory, to the same bytes on any number of cores."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from pipelines.scoring.inputs import RowBatch, RowInput
from pipelines.scoring.job import BatchCounts, ScoringJob, read_stream, score_batch, write_stream
from pipelines.scoring.outputs import writing
from pipelines.storage.places import Place
from pipelines.workers import call_in_worker, start_pool

# Batches that wait for each worker: so many that none is idle, so few that memory stays small.
AHEAD = 3


@dataclass
class ScoringSummary:
    """Counts of all rows so far.

    rows     rows that came; kept + dropped + broken
    short    rows with too high a score, kept since their text is too short
    broken   lines that are no JSON objects; they are left out
    no_text  rows without a text, which are kept without a score
    words    words that were scored
    places   file and number of the first broken lines
    """

    rows: int = 0
    kept: int = 0
    dropped: int = 0
    short: int = 0
    broken: int = 0
    no_text: int = 0
    words: int = 0
    places: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic, repr=False)

    def add(self, batch: RowBatch, counts: BatchCounts) -> None:
        self.rows += counts.n_rows
        self.dropped += counts.dropped
        self.short += counts.short
        self.broken += len(counts.broken)
        self.kept = self.rows - self.dropped - self.broken
        self.no_text += counts.no_text
        self.words += counts.words
        few = counts.broken[: 3 - len(self.places)]
        self.places += [f"{batch.name} line {batch.n_before + number + 1:,}" for number in few]

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def to_json(self) -> dict[str, Any]:
        counts = ("rows", "kept", "dropped", "short", "broken", "no_text", "words")
        seconds = self.seconds
        speed = round(self.words / max(seconds, 1e-3))
        return {name: getattr(self, name) for name in counts} | {
            "seconds": round(seconds, 3),
            "words_per_second": speed,
        }


Tell = Callable[[float, ScoringSummary], None]


def score_rows(
    source: RowInput, job: ScoringJob, output: Place, *, workers: int = 1, tell: Tell = lambda *_: None
) -> ScoringSummary:
    """Write all rows that are kept with their scores to `output`, which appears when all are done.

    tell  called with the share of the input that is done, 0 to 1, and the counts so far
    Raises InputError or SchemaError for an unreadable input, StorageError if the output cannot be written.
    """
    summary = ScoringSummary()
    n_bytes = max(1, source.n_bytes)
    scored = _map_in_order(source.read_batches(), job, workers)
    with writing(output, source.read_schema()) as write, closing(scored):
        for batch, rows, counts in scored:
            write(rows, batch.name)
            summary.add(batch, counts)
            tell(min(1.0, batch.read / n_bytes), summary)
    return summary


def _map_in_order(
    batches: Iterable[RowBatch], job: ScoringJob, workers: int
) -> Generator[tuple[RowBatch, pa.Table, BatchCounts], None, None]:
    """Yield each batch without its rows, its scored rows and their counts."""
    if workers == 1:
        for batch in batches:
            yield _take(batch, score_batch(write_stream(batch.rows), job))
        return
    waiting: deque[tuple[RowBatch, Future[tuple[bytes, BatchCounts]]]] = deque()
    with start_pool(workers) as pool:
        for batch in batches:
            waiting.append((_without_rows(batch), _submit(pool, batch, job)))
            if len(waiting) >= AHEAD * workers:
                first, future = waiting.popleft()
                yield _take(first, future.result())
        for first, future in waiting:
            yield _take(first, future.result())


def _submit(pool: ProcessPoolExecutor, batch: RowBatch, job: ScoringJob) -> Future[tuple[bytes, BatchCounts]]:
    return pool.submit(call_in_worker, score_batch, write_stream(batch.rows), job)


def _take(batch: RowBatch, result: tuple[bytes, BatchCounts]) -> tuple[RowBatch, pa.Table, BatchCounts]:
    rows, counts = result
    return batch, read_stream(rows), counts


def _without_rows(batch: RowBatch) -> RowBatch:
    return replace(batch, rows=batch.rows.schema.empty_table())
