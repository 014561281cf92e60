"""File systems of fsspec, and the difference between a path on a local disk and an address."""

from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipelines.errors import ConfigError


def open_file_system(uri: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """Return the file system of `uri` and the path in it; raises ConfigError for an unknown scheme."""
    if "::" in uri and "://" not in uri and Path(uri).exists():  # to fsspec, a::b is a chain of file systems
        return LocalFileSystem(), str(Path(uri).absolute())
    try:
        return fsspec.core.url_to_fs(uri)
    except (ImportError, ValueError) as error:
        scheme = uri.partition("://")[0]
        raise ConfigError(
            f"expected the input to be a local path or a URI that fsspec can open, got {uri!r}: {error}. "
            f"Install the fsspec package for {scheme}:// or copy the files to a disk"
        ) from error


def is_local(file_system: fsspec.AbstractFileSystem) -> bool:
    """Return True for the file system of this machine."""
    return isinstance(file_system, LocalFileSystem)


def reopenable(file_system: fsspec.AbstractFileSystem, path: str) -> str:
    """Return the address that opens `path` again: a local path as it is, any other one with its scheme."""
    return path if is_local(file_system) else file_system.unstrip_protocol(path)
