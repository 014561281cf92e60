"""An input file, and its content as bytes or text."""

import io
import lzma
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import datasets
import fsspec
import pyarrow as pa
from fsspec.implementations.local import LocalFileSystem

from pipelines.errors import InputError
from pipelines.sources.formats.excerpt import escape

# The ending of a compressed file -> the name of the compression in fsspec.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
# Drops a byte order mark.
UTF8 = "utf-8-sig"
# The errors that the readers raise for a damaged file; tests/sources/test_damage.py damages some of each kind.
DAMAGE = (
    *(pa.ArrowException, datasets.exceptions.DatasetsError, zlib.error, lzma.LZMAError),
    *(ValueError, OSError, EOFError, RecursionError),
)
# Size, time of the last change and the like of a file, as far as its file system tells them.
State = Mapping[str, Any]


@dataclass(frozen=True)
class InputFile:
    """One file of the input.

    path         address for fsspec
    name         name for people, relative to the input
    format       name of a reader in pipelines.sources.formats.registry
    compression  name in fsspec; "" for none
    encoding     name in Python
    state        the file as it was when it was found; empty if that is unknown
    is_known     True if format, compression and encoding are those of its content, and not only of its name
    """

    path: str
    name: str
    format: str
    compression: str = ""
    encoding: str = UTF8
    state: State = field(default_factory=dict, compare=False)
    is_known: bool = field(default=False, compare=False)


@contextmanager
def open_bytes(file: InputFile) -> Iterator[BinaryIO]:
    """Open the decompressed content."""
    ready_zstd()
    if file.path.startswith("/"):
        opened = _open_local(file)  # to fsspec.open, a local path a::b is a chain of file systems
    else:
        opened = fsspec.open(file.path, "rb", compression=file.compression or None)
    with opened as stream:
        yield stream


def _open_local(file: InputFile) -> AbstractContextManager[BinaryIO]:
    if not file.compression:
        return Path(file.path).open("rb")
    return fsspec.core.OpenFile(LocalFileSystem(), file.path, compression=file.compression)


@contextmanager
def open_text(file: InputFile, newline: str | None = None) -> Iterator[io.TextIOWrapper]:
    """Open the decoded content; bytes that are invalid in its encoding become U+FFFD, and cost a row, not the file."""
    with (
        open_bytes(file) as stream,
        io.TextIOWrapper(stream, encoding=file.encoding, errors="replace", newline=newline) as text,
    ):
        yield text


@contextmanager
def reading(name: str, kind: str) -> Iterator[None]:
    """Turn the errors of the readers for a damaged file into an InputError that names it."""
    try:
        yield
    except DAMAGE as error:
        said = escape(" ".join(str(error).split())[:300]) or type(error).__name__
        raise InputError(
            f"expected {name} to be {kind} and readable, but {said.rstrip('.')}: repair the file or leave it out"
        ) from error


def ready_zstd() -> None:
    """Let fsspec, and so `datasets`, open .zst with pyarrow's zstd, without an extra package."""
    if "zstd" not in fsspec.compression.compr:
        fsspec.compression.register_compression("zstd", _open_zstd, "zst")


def _open_zstd(file: Any, **_: Any) -> Any:
    return pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
