"""An input file, and its content as bytes or text."""

import functools
import io
import lzma
import shutil
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
import pyarrow as pa
from fsspec.implementations.local import LocalFileSystem

from pipelines.errors import InputAwayError, InputError
from pipelines.sources.raw.away import unreachable
from pipelines.sources.raw.excerpt import escape
from pipelines.storage.temporary import temporary_folder

# The ending of a compressed file -> the name of the compression in fsspec.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2", ".xz": "xz", ".lzma": "xz", ".lz4": "lz4"}
# Files of files, see pipelines.sources.archives.
ARCHIVES = {".zip": "zip", ".tar": "tar"}
# Short endings of compressed archives.
SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
# Compressions that fsspec leaves to extra packages, and pyarrow has.
BY_ARROW = {"zstd": "zst", "lz4": "lz4"}
# Largest row in bytes: news articles stay below 1 MB.
MAX_ROW_BYTES = 64 << 20
# Characters of the message of a library: some quote what they read.
MAX_FAULT = 300
# Drops a byte order mark.
UTF8 = "utf-8-sig"
# Errors that readers raise for a damaged file; tests/sources/test_damage.py damages some of each kind. A damaged
# length asks for more memory than there is.
DAMAGE = (
    *(pa.ArrowException, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError),
    *(ValueError, OSError, OverflowError, EOFError, RecursionError, MemoryError, NotImplementedError),
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
    opener       opens the stored bytes, for a file that has no address: a member of an archive
    state        the file as it was when it was found; empty if that is unknown
    is_utf8      False if its first bytes are not in its encoding, UTF-8
    is_known     True if format, compression and encoding are those of its content, and not only of its name
    """

    path: str
    name: str
    format: str
    compression: str = ""
    encoding: str = UTF8
    opener: Callable[[], BinaryIO] | None = None
    state: State = field(default_factory=dict, compare=False)
    is_utf8: bool = field(default=True, compare=False)
    is_known: bool = field(default=False, compare=False)


@contextmanager
def open_bytes(file: InputFile) -> Iterator[BinaryIO]:
    """Open the decompressed content."""
    ready_compressions()
    if file.opener is not None:
        with file.opener() as stored:
            yield fsspec.compression.compr[file.compression](stored, mode="rb") if file.compression else stored
        return
    if file.path.startswith("/"):
        opened = _open_local(file)  # to fsspec.open, a local path a::b is a chain of file systems
    else:
        opened = fsspec.open(file.path, "rb", compression=file.compression or None)
    with opened as stream:
        yield stream


@contextmanager
def open_by_path(file: InputFile) -> Iterator[InputFile]:
    """Yield the file as one that a library can open by its path: decompressed, and outside archives."""
    if file.opener is None and not file.compression:
        yield file
        return
    with open_bytes(file) as stream, temporary_folder("copy") as folder, (folder / "file").open("wb") as copy:
        copy_bounded(stream, copy, file.name)
        copy.flush()
        yield replace(file, path=copy.name, compression="", opener=None)


def copy_bounded(stream: Any, copy: Any, name: str) -> None:
    """Copy what a stream reads to a temporary file; raise InputError before it fills the disk."""
    most = shutil.disk_usage(tempfile.gettempdir()).free * 9 // 10
    n_bytes = 0
    while block := stream.read(1 << 20):
        n_bytes += len(block)
        if n_bytes > most:
            raise InputError(
                f"expected {name} to fit into a temporary file in {tempfile.gettempdir()}, but it has more than "
                f"{most:,} bytes: unpack it elsewhere, or set TMPDIR to a folder on a larger disk"
            )
        copy.write(block)


def read_whole(file: InputFile) -> str:
    """Return the decoded content of a file that is one row; raises InputError above MAX_ROW_BYTES."""
    with open_bytes(file) as stream:
        content = read_bounded(stream, file.name)
    return content.decode(file.encoding, errors="replace")


def read_bounded(stream: BinaryIO, name: str) -> bytes:
    """Return all bytes of a stream; raises InputError above MAX_ROW_BYTES."""
    blocks, n_left = [], MAX_ROW_BYTES
    while block := stream.read(min(n_left + 1, 1 << 20)):
        n_left -= len(block)
        if n_left < 0:
            raise InputError(
                f"expected {name} to hold at most {MAX_ROW_BYTES >> 20} MB, since it is read as a whole, but it is "
                "larger: split it, or leave it out"
            )
        blocks.append(block)
    return b"".join(blocks)


def _open_local(file: InputFile) -> AbstractContextManager[BinaryIO]:
    if not file.compression:
        return Path(file.path).open("rb")
    return fsspec.core.OpenFile(LocalFileSystem(), file.path, compression=file.compression)


@contextmanager
def open_text(file: InputFile) -> Iterator[io.TextIOWrapper]:
    """Open the decoded content; bytes that are invalid in its encoding become U+FFFD, and cost a row, not the file."""
    with (
        open_bytes(file) as stream,
        io.TextIOWrapper(stream, encoding=file.encoding, errors="replace") as text,
    ):
        yield text


@contextmanager
def reading(name: str, kind: str) -> Iterator[None]:
    """Turn the errors of the readers for a damaged file into an InputError that names it.

    An InputAwayError if its store has broken off and may answer another try.
    """
    try:
        yield
    except (*DAMAGE, *_errors_of_datasets()) as error:
        said = escape(" ".join(str(error).split())[:MAX_FAULT]) or type(error).__name__
        error_class = unreachable(error)
        remedy = "try again" if error_class is InputAwayError else "repair the file or leave it out"
        raise error_class(f"expected {name} to be {kind} and readable, but {said.rstrip('.')}: {remedy}") from error


def _errors_of_datasets() -> tuple[type[Exception], ...]:
    """The errors of `datasets`, if it is loaded: only an input that needs it takes the time to import it."""
    loaded = sys.modules.get("datasets")
    return (loaded.exceptions.DatasetsError,) if loaded else ()


def ready_compressions() -> None:
    """Let fsspec, and so `datasets`, open .zst and .lz4 with pyarrow, without extra packages."""
    for name, ending in BY_ARROW.items():
        if name not in fsspec.compression.compr:
            fsspec.compression.register_compression(name, functools.partial(_open_by_arrow, name), ending)


def _open_by_arrow(name: str, file: Any, **_: Any) -> Any:
    return pa.CompressedInputStream(pa.PythonFile(file, mode="r"), name)
