"""File systems of fsspec, and the difference between a path on a local disk and an address."""

from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipelines.errors import ConfigError
from pipelines.storage.objects import SCHEMES


def open_file_system(uri: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """Return the file system of `uri` and the path in it; raises ConfigError for an unknown scheme."""
    if "::" in uri and "://" not in uri and Path(uri).exists():  # to fsspec, a::b is a chain of file systems
        return LocalFileSystem(), str(Path(uri).absolute())
    scheme, _, rest = uri.partition("://")
    if scheme in SCHEMES and "@" in rest.partition("/")[0]:  # Arrow would leave them out without a word
        raise ConfigError(
            f"expected an address without credentials, got {uri!r}: give them in the environment, for s3:// as "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    try:
        return fsspec.core.url_to_fs(uri)
    except (ImportError, ValueError) as error:
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
