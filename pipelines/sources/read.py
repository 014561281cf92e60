"""Tables of raw rows from the input: files, datasets or stdin.

The work per row is kept to a minimum, since the input is read once by a single task: JSON lines stay text (a broken
line then costs one row), and columns of tables are only renamed and cast to strings.
"""

import itertools
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from pipelines.config.ingest import IngestArticles
from pipelines.config.run import STDIN
from pipelines.errors import InputError, SpindleError
from pipelines.redact import hide
from pipelines.sources.archives import read_members
from pipelines.sources.arrived import take_arrived
from pipelines.sources.changes import check_unchanged
from pipelines.sources.confine import check_found, check_saved, confine_input
from pipelines.sources.find import find_input_files
from pipelines.sources.formats.registry import BY_PATH, READERS
from pipelines.sources.hub import (
    is_hub_dataset,
    is_saved_dataset,
    iterate_tables,
    open_hub_dataset,
    open_saved_dataset,
)
from pipelines.sources.input_table import InputTable
from pipelines.sources.inspection import inspect_file, inspect_files, warn_of_encodings
from pipelines.sources.missing import note_empty, read_member, read_tables, warn_of_empty
from pipelines.sources.orders import add_orders
from pipelines.sources.raw.columns import find_columns, number_rows
from pipelines.sources.raw.files import ARCHIVES, InputFile, open_by_path, reading, ready_compressions
from pipelines.sources.raw.partitions import fill_partitions, read_partitions
from pipelines.sources.textless import require_text
from pipelines.sources.web import download, is_web, name_web_file
from pipelines.storage.arrow_s3 import ready_stores
from pipelines.storage.failing import naming_full_temporary
from pipelines.storage.places import Place
from pipelines.storage.roots import Roots
from pipelines.storage.standard_streams import open_stdin
from pipelines.storage.temporary import temporary_folder

# Rows of a table: a few MB of news, and fewer rows where they are larger.
BATCH_ROWS, BATCH_BYTES = 1_000, 16 << 20
# Name of what came by stdin, in places and messages.
STDIN_NAME = "stdin"


@dataclass(frozen=True)
class Bounds:
    """Places that the input is held to, and apart from.

    roots           the input and its files lie below these; None: anywhere
    dataset_folder  folder that the run writes to; None: nowhere
    """

    roots: Roots | None = None
    dataset_folder: Place | None = None


def read_input(
    uri: str, settings: IngestArticles, roots: Roots | None = None, dataset_folder: Place | None = None
) -> Iterator[pa.Table]:
    """Yield all rows of the input as tables of RAW, in order.

    roots           what the input is confined to
    dataset_folder  folder that the run writes to, which must not be its input
    Raises InputError (missing or damaged), SchemaError (columns) or ConfigError (scheme, or outside the roots).
    """
    ready_stores()
    ready_compressions()
    try:
        place = uri if roots is None else confine_input(uri, roots)
        with _open_input(place, settings, Bounds(roots, dataset_folder)) as found:
            yield from join_small(require_text(read_tables(found, settings), found, settings))
    except SpindleError as error:
        error.args = (hide(str(error), uri),)
        raise


@contextmanager
def _open_input(uri: str, settings: IngestArticles, bounds: Bounds) -> Iterator[list[InputTable]]:
    if uri == STDIN:
        with _saved_stdin() as file:
            yield [InputTable(file.name, partial(read_file, file))]
    elif is_web(uri):
        with download(uri, bounds.roots) as file:
            yield [InputTable(file.name, partial(read_file, file))]
    elif is_hub_dataset(uri):
        yield [InputTable(name, partial(_read_dataset, name, dataset)) for name, dataset in open_hub_dataset(uri)]
    elif is_saved_dataset(uri):
        if bounds.roots is not None:
            check_saved(uri, bounds.roots)
        yield [InputTable(name, partial(_read_dataset, name, dataset)) for name, dataset in open_saved_dataset(uri)]
    else:
        found = take_arrived(find_input_files(uri, bounds.roots, bounds.dataset_folder), settings, uri)
        files = inspect_files([_set_encoding(file, settings) for file in found], bounds.roots)
        warn_of_encodings(files)
        yield [InputTable(file.name, partial(_read_confined, file, bounds.roots)) for file in files]


def _set_encoding(file: InputFile, settings: IngestArticles) -> InputFile:
    encoding = settings.csv.encoding
    return replace(file, encoding=encoding) if encoding and file.format in ("csv", "tsv") else file


def _read_confined(file: InputFile, roots: Roots | None, settings: IngestArticles) -> Iterator[pa.Table]:
    if roots is not None:  # again: reading the files before may have taken hours
        check_found([file.path], "", roots)
    yield from read_file(file, settings)


def read_file(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield all rows of one file, or of all members of an archive, as tables of RAW, in order.

    Raises InputError if the file changes meanwhile.
    """
    found = inspect_file(file)
    if found is None:
        return
    if found is not file:
        warn_of_encodings([found])
    with reading(found.name, found.format):
        if found.format in ARCHIVES.values():
            empty: list[str] = []
            for member in read_members(found):
                rows = read_member(InputTable(member.name, partial(read_file, member)), settings)
                yield from note_empty(rows, member.name, empty)
            warn_of_empty(empty)
        else:
            yield from _read_rows(found, settings)
    check_unchanged(found)


def _read_rows(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    partitions = read_partitions(file.name)
    with open_by_path(file) if file.format in BY_PATH else nullcontext(file) as opened:

        def read() -> Iterator[pa.Table]:
            for table in READERS[file.format](opened, settings):
                yield fill_partitions(table, partitions, settings.columns)

        yield from add_orders(read(), read, settings)


def name_inputs(uri: str, settings: IngestArticles, dataset_folder: Place | None = None) -> list[str]:
    """Return the names of the files that read_input reads, or that of the dataset that it loads; warn of nothing."""
    ready_stores()
    if uri == STDIN:
        return [STDIN_NAME]
    if is_web(uri):
        return [name_web_file(uri)]
    if is_hub_dataset(uri) or is_saved_dataset(uri):
        return [uri]
    found = find_input_files(uri, dataset_folder=dataset_folder, warn=False)
    return [file.name for file in take_arrived(found, settings, uri, warn=False)]


def join_small(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Join consecutive tables of few and small rows, as of files with an article: every table costs time further on."""
    waiting: list[pa.Table] = []
    n_waiting = n_bytes = 0
    for table in tables:
        waiting.append(table)
        n_waiting, n_bytes = n_waiting + table.num_rows, n_bytes + table.nbytes
        if n_waiting >= BATCH_ROWS or n_bytes >= BATCH_BYTES:
            yield pa.concat_tables(waiting)
            waiting, n_waiting, n_bytes = [], 0, 0
    if waiting:
        yield pa.concat_tables(waiting)


@contextmanager
def _saved_stdin() -> Iterator[InputFile]:
    """Save the lines of JSON on stdin in a file: the readers open what they read by its path."""
    stdin = open_stdin("news as lines of JSON", "give a path, or pipe them in")
    with temporary_folder("stdin") as folder, (folder / "rows").open("wb") as file:
        with naming_full_temporary():
            shutil.copyfileobj(stdin, file)
            file.flush()
        if not file.tell():
            raise InputError("expected news as lines of JSON on stdin, got nothing: pipe them in, or give a path")
        yield InputFile(file.name, STDIN_NAME, "lines")


def _read_dataset(name: str, dataset: Any, settings: IngestArticles) -> Iterator[pa.Table]:
    def read() -> Iterator[pa.Table]:
        tables = iterate_tables(dataset, BATCH_ROWS)
        if (first := next(tables, None)) is not None:
            found = find_columns(first.schema, name, settings.columns)
            yield from number_rows(itertools.chain([first], tables), name, found)

    with reading(name, "a dataset"):
        yield from add_orders(read(), read, settings)
