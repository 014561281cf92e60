"""All file access: nothing is visible under its final name before it is whole and on disk.

Write to a temporary name beside the target, fsync, rename: on one local filesystem the rename is
atomic, so a reader, a retry or a crash sees the old file, the new file or none, never a half.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import ConfigError, StorageError

# Rows of a row group: readers stream and browse by row group, and huge ones run out of memory.
ROW_GROUP_ROWS = 4_096
ROW_GROUP_BYTES = 128 << 20


def local_folder(uri: str) -> Path:
    """The absolute folder that `uri` names; raises ConfigError for anything that is not a local path."""
    scheme, separator, rest = uri.partition("://")
    if separator and scheme != "file":
        raise ConfigError(
            f"expected the output to be a folder on a local or mounted disk, got {uri!r}: "
            "give a path such as ./corpora, or file:///data/corpora"
        )
    return Path(rest if separator else uri).expanduser().resolve()


def make_folder(folder: Path) -> Path:
    """Create `folder` and check that it can be written to, before any work is done for it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{uuid.uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StorageError(
            f"expected to write to {folder}, but {error.strerror or error}: "
            "choose another output or change its permissions"
        ) from error
    return folder


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a rename is on disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; it becomes `path` when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".tmp-{uuid.uuid4().hex}-{path.name}"
    try:
        yield temporary
        sync_file(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Make `target` the same file as `source` where the disk can, else a copy: finished files are never changed."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write_text(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: Path, value: Any) -> None:
    """Write `value` as JSON with sorted keys, so that equal values are equal bytes."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StorageError(f"expected a file at {path}, found none") from error
    except ValueError as error:
        raise StorageError(f"expected JSON in {path}, but {error}: the file is damaged") from error


def sha256_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_json(value: Any) -> str:
    """32 hex digits that name `value`: equal JSON, equal name.

    >>> hash_json({"b": 1, "a": [2]}) == hash_json({"a": [2], "b": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@contextmanager
def committing_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder; all of its files appear as `folder` at once, or none do.

    If another process finished the same folder meanwhile, its files stay and these are dropped:
    a folder's name is its content, so they are the same.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.parent / f".tmp-{uuid.uuid4().hex}"
    temporary.mkdir()
    try:
        yield temporary
        for path in sorted(temporary.rglob("*")):
            sync_folder(path) if path.is_dir() else sync_file(path)
        sync_folder(temporary)
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


class TableWriter:
    """Writes tables of one schema to a Parquet file, in row groups that are never empty.

    Rows are gathered into row groups of ROW_GROUP_ROWS, so the bytes do not depend on how many come at
    a time; only texts so long that they would fill the memory close a row group early. The file is
    made when the writer opens, so a part without rows is still a file with its schema.
    Use inside `committing_folder` or `replacing`, which give the atomicity.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", write_page_index=True)

    def write(self, table: pa.Table) -> None:
        """Append the rows of `table`; its columns must be exactly those of the schema."""
        self.rows += table.num_rows
        self._waiting.append(table.cast(self._schema))
        waiting = pa.concat_tables(self._waiting)
        while waiting.num_rows >= ROW_GROUP_ROWS:
            self._writer.write_table(waiting.slice(0, ROW_GROUP_ROWS))
            waiting = waiting.slice(ROW_GROUP_ROWS)
        if waiting.nbytes >= ROW_GROUP_BYTES:
            self._writer.write_table(waiting)
            waiting = waiting.slice(waiting.num_rows)
        self._waiting = [waiting]

    def close(self) -> None:
        for table in self._waiting:
            if table.num_rows:
                self._writer.write_table(table)
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
