"""Cut the input into raw parts, once and in order.

A raw part is named after its content, without the places of its rows, and the content draws its borders. Wherever a
file or a row comes or goes, all parts but those near it are the same as before, so only these are ingested again. The
rejects of a reused part name the places where its rows were first read.

The inputs of negatives are cut in the same way, after the news: a raw part holds rows of one kind.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.config.run import RunConfig
from pipelines.errors import InputError
from pipelines.parts.finish import finish_part
from pipelines.parts.part import Part
from pipelines.parts.writer import PartWriter
from pipelines.sources.borders import cut_pieces, plan_groups
from pipelines.sources.limit import limit_rows
from pipelines.sources.negatives import naming
from pipelines.sources.raw.columns import RAW
from pipelines.sources.raw.content import hash_content
from pipelines.sources.read import read_input
from pipelines.storage.looking import NotFinishedError, only_finished
from pipelines.storage.roots import Roots

# Most groups of raw parts of each kind of negatives: an input of negatives is small beside the news.
MAX_NEGATIVE_PARTS = 16
# Pieces that wait while one is written.
READ_AHEAD = 2


def split_input(config: RunConfig, roots: Roots | None = None) -> list[Part]:
    """Read the input once and write it as raw parts (file "raw") of about `part_bytes`, in input order.

    The raw parts of negatives follow those of the news; their statistics have their `negative_kind`.
    Columns of "raw": `place` (file and line or row), `line` (a JSON line unchanged, null for tables), and the COLUMNS
    of pipelines.config.ingest as strings. Raises InputError, SchemaError or ConfigError for an unreadable input, or for
    one outside `roots`.
    """
    parts: list[Part] = []
    # Compressing and writing take a third of the time, and leave the interpreter to the reader of the next piece.
    with ThreadPoolExecutor(1) as writer:
        waiting: deque[Future[Part]] = deque()
        for piece in _read_pieces(config, roots):
            waiting.append(writer.submit(_finish_piece, piece, config))
            if len(waiting) > READ_AHEAD:
                parts.append(waiting.popleft().result())
        parts.extend(future.result() for future in waiting)
    return parts


def look_at_input(config: RunConfig) -> list[Part]:
    """Read the input as split_input does, but write nothing: a raw part that no run has written has no folder."""
    return [_look_at_piece(piece, config) for piece in _read_pieces(config)]


def group_raw_parts(raw: Sequence[Part], settings: IngestArticles) -> list[list[Part]]:
    """Group consecutive raw parts of the same kind into at most `max_parts` groups, see `plan_groups`.

    The keys of the parts draw the borders, so a part that comes or goes changes only the groups near it. Each kind of
    negatives has at least one group, also if `max_parts` is smaller; and there are more groups if they would be larger
    than `max_part_bytes`.
    """
    max_parts, largest = settings.max_parts, settings.max_group
    kinds = {kind: list(parts) for kind, parts in groupby(raw, key=lambda part: part.negative_kind)}
    news = kinds.pop(None, [])
    limit = min(MAX_NEGATIVE_PARTS, max(1, max_parts // (2 * max(1, len(kinds)))))
    negatives = [group for parts in kinds.values() for group in _group(parts, limit, largest)]
    return [*_group(news, max(1, max_parts - len(negatives)), largest), *negatives]


def _group(raw: Sequence[Part], max_parts: int, largest: int) -> list[list[Part]]:
    hashes = np.array([int(part.key[:16], 16) for part in raw], np.uint64)
    return [list(raw[group]) for group in plan_groups(hashes, max_parts, largest)] if raw else []


@dataclass(frozen=True)
class _Piece:
    """The rows of a raw part.

    number   its number in its input
    content  name of its content, see `hash_content`
    copy     number of earlier pieces of this kind with this content
    kind     kind of its negatives; None for news
    """

    rows: pa.Table
    number: int
    content: str
    copy: int
    kind: str | None = None


def _read_pieces(config: RunConfig, roots: Roots | None = None) -> Iterator[_Piece]:
    """Yield the content of each raw part; raise InputError for an input without rows."""
    settings = config.ingest_articles
    tables = read_input(config.input, settings, roots, config.dataset_folder)
    yield from _cut(limit_rows(tables, settings.limit, head=settings.head, seed=config.seed), config, config.input)
    for kind, place in config.negatives.inputs.items():
        reading = config.negatives.reading(kind, settings)
        with naming(kind):
            yield from _cut(read_input(place, reading, roots, config.dataset_folder), config, place, kind)


def _cut(tables: Iterator[pa.Table], config: RunConfig, place: str, kind: str | None = None) -> Iterator[_Piece]:
    n_copies = Counter[str]()
    for number, rows in enumerate(cut_pieces(tables, config.ingest_articles.part_bytes)):
        content = hash_content(rows.drop_columns(["place"]))
        yield _Piece(rows, number, content, n_copies[content], kind)
        n_copies[content] += 1
    if not n_copies:
        what = "news" if kind is None else "texts"
        raise InputError(f"expected at least one row of {what} in {place!r}, found only blank lines or headers")


def _look_at_piece(piece: _Piece, config: RunConfig) -> Part:
    try:
        with only_finished():
            return _finish_piece(piece, config)
    except NotFinishedError as missing:
        rows = {"raw": piece.rows.num_rows}
        return Part("split_input", missing.key, missing.label, "", rows, statistics=_describe(piece))


def _finish_piece(piece: _Piece, config: RunConfig) -> Part:
    def compute(writer: PartWriter) -> None:
        writer.write("raw", piece.rows, RAW)
        writer.statistics = _describe(piece)

    return finish_part(
        config.dataset_folder,
        "split_input",
        inputs={"content": piece.content, "copy": piece.copy} | _describe(piece),
        label=f"{piece.kind or 'part'} {piece.number:05}",
        compute=compute,
    )


def _describe(piece: _Piece) -> dict[str, str]:
    """The kind of the negatives; empty for news."""
    return {} if piece.kind is None else {"negative_kind": piece.kind}
