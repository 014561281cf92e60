"""Tables of raw rows from the input, through Hugging Face `datasets` in streaming mode.

The work per row is kept to a minimum, since the input is read once by a single task: JSON lines stay text (a broken
line then costs one row), and columns of tables are only renamed and cast to strings.
"""

import glob
import io
import itertools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import datasets
import fsspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.config.run import STDIN
from pipelines.errors import InputError, SpindleError
from pipelines.redact import hide
from pipelines.sources.columns import check_first_lines, find_columns, to_raw
from pipelines.sources.confine import check_found, check_saved, confine_input
from pipelines.sources.find import InputFile, find_input_files
from pipelines.sources.hub import is_hub_dataset, is_saved_dataset, open_hub_dataset, open_saved_dataset
from pipelines.sources.s3 import ready_s3
from pipelines.storage.roots import Roots

# Rows of a table: a few MB of news.
BATCH_ROWS = 1_000
BLOCK_CHARACTERS = 1 << 20
# Name of what came by stdin, in places and messages.
STDIN_NAME = "stdin"
STRINGS = datasets.Features({"text": datasets.Value("string")})
# utf-8-sig drops a byte order mark; invalid UTF-8 becomes U+FFFD, so it costs one row and not the file.
UTF8, LOST = "utf-8-sig", "replace"


def read_input(uri: str, columns: Mapping[str, str], roots: Roots | None = None) -> Iterator[pa.Table]:
    """Yield all rows of the input as tables of RAW, in order; `columns` maps our column names to the input's.

    Raises InputError (missing or damaged), SchemaError (columns) or ConfigError (scheme, or outside the roots).
    """
    ready_s3()
    _ready_zstd()
    try:
        yield from _read_tables(uri if roots is None else confine_input(uri, roots), columns, roots)
    except SpindleError as error:
        error.args = (hide(str(error), uri),)
        raise


def _read_tables(uri: str, columns: Mapping[str, str], roots: Roots | None) -> Iterator[pa.Table]:
    if uri == STDIN:
        yield from _read_stdin(columns)
    elif is_hub_dataset(uri):
        yield from _read_datasets(open_hub_dataset(uri), columns)
    elif is_saved_dataset(uri):
        if roots is not None:
            check_saved(uri, roots)
        yield from _read_datasets(open_saved_dataset(uri), columns)
    else:
        found = find_input_files(uri, roots)
        for is_text, files in itertools.groupby(found, key=lambda file: file.format == "text"):
            for group in [list(files)] if is_text else [[file] for file in files]:
                if roots is not None:  # again: reading those before may have taken hours
                    check_found([file.path for file in group], "", roots)
                yield from _read_texts(group) if is_text else READERS[group[0].format](group[0], columns)


def name_inputs(uri: str) -> list[str]:
    """Return the names of the files that read_input reads, or the name of the dataset that it loads."""
    ready_s3()
    if uri == STDIN:
        return [STDIN_NAME]
    if is_hub_dataset(uri) or is_saved_dataset(uri):
        return [uri]
    return [file.name for file in find_input_files(uri)]


def _read_stdin(columns: Mapping[str, str]) -> Iterator[pa.Table]:
    """Yield the lines of JSON on stdin, through a file: the readers open what they read by its path."""
    with tempfile.NamedTemporaryFile(prefix="spindle-stdin-") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        if not file.tell():
            raise InputError("expected news as lines of JSON on stdin, got nothing: pipe them in, or give a path")
        yield from _read_lines(InputFile(file.name, STDIN_NAME, "lines"), columns)


def _read_lines(input_file: InputFile, columns: Mapping[str, str]) -> Iterator[pa.Table]:
    n_before = 0
    for table in _stream_texts(_blocks, [input_file], batch_rows=1):
        lines = pc.split_pattern(table["text"], "\n").combine_chunks().flatten()
        if not n_before:
            check_first_lines(lines.slice(0, 20).to_pylist(), input_file.name, columns)
        rows = to_raw({"line": lines}, _places(f"{input_file.name} line", n_before, len(lines)))
        yield rows.filter(pc.match_substring_regex(lines, r"\S"))
        n_before += len(lines)


def _read_csv(input_file: InputFile, columns: Mapping[str, str]) -> Iterator[pa.Table]:
    # Every field is read as a string: "007" and "NA" are valid ids; only an empty field is null.
    as_written: dict[str, Any] = {
        "sep": "\t" if input_file.format == "tsv" else ",",
        "keep_default_na": False,
        "na_values": [""],
        "index_col": False,
        "encoding": UTF8,
        "encoding_errors": LOST,
    }
    with _reading(input_file), fsspec.open(input_file.path, "rb", compression="infer") as file:
        # The first two rows are read apart: if the first data row is too long, pandas silently treats the first column
        # as an index; a later row that is too long is an error anyway.
        head = pd.read_csv(file, header=None, nrows=2, dtype=str, **as_written)
    header = [str(name) for name in head.iloc[0]]
    found = find_columns(pa.schema([(name, pa.string()) for name in dict.fromkeys(header)]), input_file.name, columns)
    names = [str(number) for number in range(len(header))]
    features = datasets.Features({name: datasets.Value("string") for name in names})
    tables = _stream_tables(
        datasets.IterableDataset.from_csv, input_file, names=names, header=0, features=features, **as_written
    )
    positions = {ours: names[header.index(theirs)] for ours, theirs in found.items()}
    yield from _number_rows(tables, input_file.name, positions)


def _read_parquet(input_file: InputFile, columns: Mapping[str, str]) -> Iterator[pa.Table]:
    with _reading(input_file), fsspec.open(input_file.path, "rb") as file:
        schema = pq.read_schema(file)
    found = find_columns(schema, input_file.name, columns)
    wanted = list(dict.fromkeys(found.values()))
    yield from _number_rows(
        _stream_tables(datasets.IterableDataset.from_parquet, input_file, columns=wanted, batch_size=BATCH_ROWS),
        input_file.name,
        found,
    )


READERS = {"lines": _read_lines, "csv": _read_csv, "tsv": _read_csv, "parquet": _read_parquet}


def _read_texts(files: Sequence[InputFile]) -> Iterator[pa.Table]:
    """Yield one article per file, unchanged."""
    n_before = 0
    for table in _stream_texts(_documents, files, batch_rows=BATCH_ROWS):
        names = [file.name for file in files[n_before : n_before + table.num_rows]]
        n_before += table.num_rows
        yield to_raw({"text": table["text"]}, pa.array(names, pa.string()))


def _read_datasets(named: Iterator[tuple[str, Any]], columns: Mapping[str, str]) -> Iterator[pa.Table]:
    for name, dataset in named:
        tables = _guard(dataset.with_format("arrow").iter(batch_size=BATCH_ROWS), InputFile(name, name, "a dataset"))
        if (first := next(tables, None)) is not None:
            found = find_columns(first.schema, name, columns)
            yield from _number_rows(itertools.chain([first], tables), name, found)


def _number_rows(tables: Iterator[pa.Table], name: str, found: Mapping[str, str]) -> Iterator[pa.Table]:
    n_before = 0
    for table in tables:
        place = _places(f"{name} row", n_before, table.num_rows)
        yield to_raw({ours: table[theirs] for ours, theirs in found.items()}, place)
        n_before += table.num_rows


def _places(name: str, n_before: int, n_rows: int) -> pa.StringArray:
    numbers = pa.array(np.arange(n_before + 1, n_before + n_rows + 1)).cast(pa.string())
    return pc.binary_join_element_wise(name, numbers, " ")


def _stream_texts(
    generate: Callable[..., Iterator[dict[str, str]]], files: Sequence[InputFile], *, batch_rows: int
) -> Iterator[pa.Table]:
    """Yield the tables that `generate` makes of files.

    The text reader of `datasets` would do, but for compressed and remote files it ignores the encoding and the
    handling of invalid bytes (datasets 5.2).
    """
    paths = [file.path for file in files]
    dataset = datasets.IterableDataset.from_generator(generate, features=STRINGS, gen_kwargs={"paths": paths})
    return _guard(dataset.with_format("arrow").iter(batch_size=batch_rows), *files)


def _blocks(paths: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield many whole lines at a time: `datasets` takes 50 us per row, whatever its size."""
    for path in paths:
        with _open_text(path, newline=None) as file:
            while block := file.read(BLOCK_CHARACTERS):
                yield {"text": (block + file.readline()).removesuffix("\n")}


def _documents(paths: Sequence[str]) -> Iterator[dict[str, str]]:
    for path in paths:
        with _open_text(path, newline="") as file:
            yield {"text": file.read()}


@contextmanager
def _open_text(path: str, newline: str | None) -> Iterator[io.TextIOWrapper]:
    with (
        fsspec.open(path, "rb", compression="infer") as file,
        io.TextIOWrapper(file, encoding=UTF8, errors=LOST, newline=newline) as text,
    ):
        yield text


def _stream_tables(open_files: Callable[..., Any], input_file: InputFile, **options: Any) -> Iterator[pa.Table]:
    """Yield the tables that `datasets` makes of a file; load_dataset would report each file to a server."""
    # When streaming, the cache holds nothing but locks, and the home folder may not be writable.
    with tempfile.TemporaryDirectory() as cache, _reading(input_file):
        dataset = open_files(glob.escape(input_file.path), cache_dir=cache, **options)
        yield from dataset.with_format("arrow").iter(batch_size=BATCH_ROWS)


def _guard(tables: Iterator[pa.Table], *files: InputFile) -> Iterator[pa.Table]:
    with _reading(*files):
        yield from tables


@contextmanager
def _reading(*files: InputFile) -> Iterator[None]:
    """Turn the errors of the readers for a damaged file into an InputError that names it."""
    try:
        yield
    except (pa.ArrowException, ValueError, OSError, EOFError, datasets.exceptions.DatasetsError) as error:
        name = files[0].name + (f" or {len(files) - 1} files after it" if len(files) > 1 else "")
        raise InputError(
            f"expected {name} to be {files[0].format} and readable, but {' '.join(str(error).split())}: "
            "repair the file or leave it out"
        ) from error


def _ready_zstd() -> None:
    """Let fsspec, and so `datasets`, open .zst with pyarrow's zstd, without an extra package."""
    if "zstd" not in fsspec.compression.compr:
        fsspec.compression.register_compression("zstd", _open_zstd, "zst")


def _open_zstd(file: Any, **_: Any) -> Any:
    return pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
