"""Cut the input into raw parts, once and in order.

A raw part is named by its content alone, and each border depends only on the rows before it: a file that has grown
gives the same parts as before and new ones after them, so only the new ones are ingested.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.errors import InputError
from pipelines.parts.finish import finish_part
from pipelines.parts.part import Part
from pipelines.parts.writer import PartWriter
from pipelines.sources.limit import limit_rows
from pipelines.sources.raw.columns import RAW, read_content
from pipelines.sources.raw.content import hash_content
from pipelines.sources.read import read_input
from pipelines.storage.looking import NotFinishedError, only_finished
from pipelines.storage.roots import Roots


def split_input(config: RunConfig, roots: Roots | None = None) -> list[Part]:
    """Read the input once and write it as raw parts (file "raw") of about `part_bytes`, in input order.

    Columns of "raw": `place` (file and line or row), `line` (a JSON line unchanged, null for tables), and the COLUMNS
    of pipelines.config.ingest as strings. Raises InputError, SchemaError or ConfigError for an unreadable input, or for
    one outside `roots`.
    """
    return [_finish_piece(piece, number, config) for number, piece in enumerate(_read_pieces(config, roots))]


def look_at_input(config: RunConfig) -> list[Part]:
    """Read the input as split_input does, but write nothing: a raw part that no run has written has no folder."""
    return [_look_at_piece(piece, number, config) for number, piece in enumerate(_read_pieces(config))]


def group_raw_parts(raw: Sequence[Part], max_parts: int) -> list[list[Part]]:
    """Group consecutive raw parts into at most `max_parts` groups.

    The size of a group is a power of two, so a growing corpus keeps its earlier groups (and the results computed from
    them) until it has doubled.
    """
    size = 1
    while len(raw) > size * max_parts:
        size *= 2
    return [list(raw[start : start + size]) for start in range(0, len(raw), size)]


def cut_pieces(tables: Iterable[pa.Table], n_bytes: int) -> Iterator[pa.Table]:
    """Join and cut `tables`: each piece ends with the row that fills it, regardless of the tables' borders."""
    waiting: list[pa.Table] = []
    n_waiting = 0
    for table in tables:
        rest, ends = table, np.cumsum(_row_bytes(table))
        while len(ends) and n_waiting + ends[-1] >= n_bytes:
            stop = int(np.searchsorted(ends, n_bytes - n_waiting)) + 1
            yield pa.concat_tables([*waiting, rest.slice(0, stop)])
            rest, ends = rest.slice(stop), ends[stop:] - ends[stop - 1]
            waiting, n_waiting = [], 0
        if rest.num_rows:
            waiting.append(rest)
            n_waiting += int(ends[-1])
    if waiting:
        yield pa.concat_tables(waiting)


def _row_bytes(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """int64 [n]: bytes of each row, plus one so that rows without content fill a piece too."""
    lengths = [pc.fill_null(pc.binary_length(column), 0).to_numpy() for column in read_content(table)]
    return np.sum([*lengths, np.ones(len(table))], axis=0, dtype=np.int64)


def _read_pieces(config: RunConfig, roots: Roots | None = None) -> Iterator[pa.Table]:
    """Yield the content of each raw part; raise InputError if there is none."""
    settings = config.ingest_articles
    tables = read_input(config.input, settings, roots, config.dataset_folder)
    limited = limit_rows(tables, settings.limit, head=settings.head, seed=config.seed)
    n_pieces = 0
    for piece in cut_pieces(limited, settings.part_bytes):
        n_pieces += 1
        yield piece
    if not n_pieces:
        raise InputError(f"expected at least one row of news in {config.input!r}, found only blank lines or headers")


def _look_at_piece(piece: pa.Table, number: int, config: RunConfig) -> Part:
    try:
        with only_finished():
            return _finish_piece(piece, number, config)
    except NotFinishedError as missing:
        return Part("split_input", missing.key, missing.label, "", {"raw": piece.num_rows})


def _finish_piece(piece: pa.Table, number: int, config: RunConfig) -> Part:
    def compute(writer: PartWriter) -> None:
        writer.write("raw", piece, RAW)

    return finish_part(
        config.dataset_folder,
        "split_input",
        inputs={"content": hash_content(piece)},
        label=f"part {number:05}",
        compute=compute,
    )
