"""The rows that a search finds as a file, block by block: memory does not grow with their number."""

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.browse.damage import naming_damage
from pipelines.browse.paging import Position
from pipelines.browse.pairs import read_places
from pipelines.browse.search import Search
from pipelines.training.formats import json_lines
from schemas import PAIRS

# Rows in memory at a time: some 3 MB of news.
ROWS = 512
Tables = Iterator[pa.Table]


def find_tables(search: Search, split: str | None) -> Tables:
    """Yield the matching rows of a split, or of all splits, in the order of the release."""
    for number in search.numbers_of(split):
        block, rows = search.blocks[number], search.look_into(number)
        for first in range(0, len(rows), ROWS):
            places = [Position(block.file, row) for row in rows[first : first + ROWS].tolist()]
            table = read_places(search.shelf, places)
            if table is not None:
                with naming_damage(search.shelf.paths[block.file]):
                    yield table.select(PAIRS.names).cast(PAIRS)


def write_jsonl(tables: Tables) -> Iterator[bytes]:
    """Yield a JSON object a line, as `spindle export --as jsonl` writes them."""
    for table in tables:
        yield json_lines(table).encode()


def write_parquet(tables: Tables) -> Iterator[bytes]:
    """Yield a Parquet file with the schema of a release, in pieces."""
    sink = _Pieces()
    with pq.ParquetWriter(sink, PAIRS, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
            yield sink.take()
    yield sink.take()


# Ending of a file -> its media type, and the function that writes it.
FORMS: dict[str, tuple[str, Callable[[Tables], Iterator[bytes]]]] = {
    "parquet": ("application/vnd.apache.parquet", write_parquet),
    "jsonl": ("application/jsonl", write_jsonl),
}


class _Pieces:
    """A file to write to, whose content is taken piece by piece."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._end = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self._end += len(data)
        return len(data)

    def tell(self) -> int:
        return self._end

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken
