"""JSON lines: they stay text, so that a broken line costs one row; `ingest_articles` parses them."""

from collections.abc import Iterator
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import IngestArticles
from pipelines.sources.raw.columns import check_first_lines, number_places, to_raw
from pipelines.sources.raw.files import MAX_ROW_BYTES, InputFile, open_text

FORMATS = {".jsonl": "lines", ".ndjson": "lines", ".jl": "lines", ".jsonlines": "lines"}
BLOCK_CHARACTERS = 1 << 20


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:  # noqa: ARG001 - as of all readers
    """Yield a row a line, without blank lines."""
    n_before = 0
    for block in read_blocks(file):
        lines = pc.split_pattern(pa.array([block], pa.string()), "\n").flatten()
        if not n_before:
            check_first_lines(lines.slice(0, 20).to_pylist(), file.name)
        rows = to_raw({"line": lines}, number_places(f"{file.name} line", n_before, len(lines)))
        is_filled = pc.match_substring_regex(lines, r"\S")
        yield rows if pc.all(is_filled).as_py() else rows.filter(is_filled)
        n_before += len(lines)


def read_blocks(file: InputFile) -> Iterator[str]:
    """Yield many whole lines at a time; of a line that is too long, only as much as makes it too long."""
    with open_text(file) as stream:
        while block := stream.read(BLOCK_CHARACTERS):
            rest = stream.readline(MAX_ROW_BYTES + 1)
            yield (block + rest).removesuffix("\n")
            if len(rest) > MAX_ROW_BYTES:
                _skip_line(stream)


def _skip_line(stream: TextIO) -> None:
    while (more := stream.readline(BLOCK_CHARACTERS)) and not more.endswith("\n"):
        pass
