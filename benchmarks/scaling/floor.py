"""The floor of a build: the Parquet of its raw parts read, and the files of its release written again, by pyarrow.

Nothing that keeps its input and its output as Parquet can take less time.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq


def measure_floor(dataset: Path, release: Path) -> dict[str, float]:
    """Return processor seconds of reading and writing, on one thread, and the bytes of each.

    dataset  the folder with work/split_input/
    """
    read_seconds, read_bytes = _read(dataset / "work" / "split_input")
    write_seconds, written_bytes = _write(release / "data")
    return {
        "read_seconds": read_seconds,
        "read_bytes": read_bytes,
        "write_seconds": write_seconds,
        "written_bytes": written_bytes,
    }


def _read(folder: Path) -> tuple[float, int]:
    before, n_bytes = time.process_time(), 0
    for path in sorted(folder.rglob("raw.parquet")):
        n_bytes += path.stat().st_size
        for _ in _batches(path):
            pass
    return time.process_time() - before, n_bytes


def _write(folder: Path) -> tuple[float, int]:
    """Write every file again with its own encodings, compression and row groups; only the writing is timed."""
    seconds, n_bytes = 0.0, 0
    with TemporaryDirectory(dir=folder.parent.parent) as copies:
        copy = Path(copies) / "copy.parquet"
        for path in sorted(folder.rglob("*.parquet")):
            batches = [pa.Table.from_batches([batch]) for batch in _batches(path)]
            before = time.process_time()
            with pq.ParquetWriter(copy, batches[0].schema, compression="zstd", compression_level=3) as writer:
                for table in batches:
                    writer.write_table(table)
            seconds += time.process_time() - before
            n_bytes += copy.stat().st_size
    return seconds, n_bytes


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield from file.read_row_group(group, use_threads=False).to_batches()
