"""An input file, and its content as bytes or text."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import datasets
import fsspec
import pyarrow as pa

from pipelines.errors import InputError

# The ending of a compressed file -> the name of the compression in fsspec.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
# Drops a byte order mark.
UTF8 = "utf-8-sig"


@dataclass(frozen=True)
class InputFile:
    """One file of the input.

    path         address for fsspec
    name         name for people, relative to the input
    format       name of a reader in pipelines.sources.formats.registry
    compression  name in fsspec; "" for none
    encoding     name in Python
    """

    path: str
    name: str
    format: str
    compression: str = ""
    encoding: str = UTF8


@contextmanager
def open_bytes(file: InputFile) -> Iterator[BinaryIO]:
    """Open the decompressed content."""
    ready_zstd()
    with fsspec.open(file.path, "rb", compression=file.compression or None) as stream:
        yield stream


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
    except (pa.ArrowException, ValueError, OSError, EOFError, datasets.exceptions.DatasetsError) as error:
        raise InputError(
            f"expected {name} to be {kind} and readable, but {' '.join(str(error).split())}: "
            "repair the file or leave it out"
        ) from error


def ready_zstd() -> None:
    """Let fsspec, and so `datasets`, open .zst with pyarrow's zstd, without an extra package."""
    if "zstd" not in fsspec.compression.compr:
        fsspec.compression.register_compression("zstd", _open_zstd, "zst")


def _open_zstd(file: Any, **_: Any) -> Any:
    return pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
