"""Tables of raw rows from the input: files, datasets or stdin.

The work per row is kept to a minimum, since the input is read once by a single task: JSON lines stay text (a broken
line then costs one row), and columns of tables are only renamed and cast to strings.
"""

import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.config.run import STDIN
from pipelines.config.stages import IngestArticles
from pipelines.errors import InputError, SpindleError
from pipelines.redact import hide
from pipelines.sources.archives import read_members
from pipelines.sources.changes import check_unchanged
from pipelines.sources.confine import check_found, check_saved, confine_input
from pipelines.sources.find import find_input_files
from pipelines.sources.formats.columns import find_columns, number_rows
from pipelines.sources.formats.files import ARCHIVES, InputFile, open_by_path, reading, ready_compressions
from pipelines.sources.formats.partitions import fill_partitions, read_partitions, switch_off
from pipelines.sources.formats.registry import BY_PATH, READERS
from pipelines.sources.hub import is_hub_dataset, is_saved_dataset, open_hub_dataset, open_saved_dataset
from pipelines.sources.inspection import inspect_file, inspect_files
from pipelines.sources.s3 import ready_s3
from pipelines.sources.web import download, is_web, name_web_file
from pipelines.storage.roots import Roots

# Rows of a table: a few MB of news.
BATCH_ROWS = 1_000
# Name of what came by stdin, in places and messages.
STDIN_NAME = "stdin"


@dataclass(frozen=True)
class Bounds:
    """Places that the input is held to, and apart from.

    roots           the input and its files lie below these; None: anywhere
    dataset_folder  folder that the run writes to; None: nowhere
    """

    roots: Roots | None = None
    dataset_folder: Path | None = None


def read_input(
    uri: str, settings: IngestArticles, roots: Roots | None = None, dataset_folder: Path | None = None
) -> Iterator[pa.Table]:
    """Yield all rows of the input as tables of RAW, in order.

    roots           what the input is confined to
    dataset_folder  folder that the run writes to, which must not be its input
    Raises InputError (missing or damaged), SchemaError (columns) or ConfigError (scheme, or outside the roots).
    """
    ready_s3()
    ready_compressions()
    try:
        place = uri if roots is None else confine_input(uri, roots)
        yield from join_small(_read_tables(place, settings, Bounds(roots, dataset_folder)))
    except SpindleError as error:
        error.args = (hide(str(error), uri),)
        raise


def _read_tables(uri: str, settings: IngestArticles, bounds: Bounds) -> Iterator[pa.Table]:
    if uri == STDIN:
        yield from _read_stdin(settings)
    elif is_web(uri):
        with download(uri, bounds.roots) as file:
            yield from read_file(file, settings)
    elif is_hub_dataset(uri):
        yield from _read_datasets(open_hub_dataset(uri), settings)
    elif is_saved_dataset(uri):
        if bounds.roots is not None:
            check_saved(uri, bounds.roots)
        yield from _read_datasets(open_saved_dataset(uri), settings)
    else:
        for file in inspect_files(find_input_files(uri, bounds.roots, bounds.dataset_folder), bounds.roots):
            if bounds.roots is not None:  # again: reading those before may have taken hours
                check_found([file.path], "", bounds.roots)
            yield from read_file(file, settings)


def read_file(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield all rows of one file, or of all members of an archive, as tables of RAW, in order.

    Raises InputError if the file changes meanwhile.
    """
    found = inspect_file(file)
    if found is None:
        return
    with reading(found.name, found.format):
        if found.format in ARCHIVES.values():
            for member in read_members(found):
                yield from read_file(member, settings)
        else:
            yield from _read_rows(found, settings)
    check_unchanged(found)


def _read_rows(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    partitions = read_partitions(file.name)
    with open_by_path(file) if file.format in BY_PATH else nullcontext(file) as opened:
        for table in READERS[file.format](opened, settings):
            yield fill_partitions(switch_off(table, settings.columns), partitions, settings.columns)


def name_inputs(uri: str, dataset_folder: Path | None = None) -> list[str]:
    """Return the names of the files that read_input reads, or the name of the dataset that it loads."""
    ready_s3()
    if uri == STDIN:
        return [STDIN_NAME]
    if is_web(uri):
        return [name_web_file(uri)]
    if is_hub_dataset(uri) or is_saved_dataset(uri):
        return [uri]
    return [file.name for file in find_input_files(uri, dataset_folder=dataset_folder)]


def join_small(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Join consecutive tables of few rows, as of files with one article: every table costs time further on."""
    waiting: list[pa.Table] = []
    n_waiting = 0
    for table in tables:
        waiting.append(table)
        n_waiting += table.num_rows
        if n_waiting >= BATCH_ROWS:
            yield pa.concat_tables(waiting)
            waiting, n_waiting = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _read_stdin(settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield the lines of JSON on stdin, through a file: the readers open what they read by its path."""
    with tempfile.NamedTemporaryFile(prefix="spindle-stdin-") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        if not file.tell():
            raise InputError("expected news as lines of JSON on stdin, got nothing: pipe them in, or give a path")
        yield from read_file(InputFile(file.name, STDIN_NAME, "lines"), settings)


def _read_datasets(named: Iterator[tuple[str, Any]], settings: IngestArticles) -> Iterator[pa.Table]:
    for name, dataset in named:
        with reading(name, "a dataset"):
            tables = dataset.with_format("arrow").iter(batch_size=BATCH_ROWS)
            if (first := next(tables, None)) is not None:
                found = find_columns(first.schema, name, settings.columns)
                yield from number_rows(itertools.chain([first], tables), name, found)
