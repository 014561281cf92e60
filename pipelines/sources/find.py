"""The files that an input names: a file, a folder or a glob, on a local disk or any file system of fsspec."""

import difflib
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from posixpath import splitext

import fsspec

from pipelines.errors import ConfigError, InputError, SpindleError
from pipelines.redact import redact_text
from pipelines.sources.confine import check_found
from pipelines.sources.formats.files import ARCHIVES, COMPRESSIONS, SHORT, InputFile
from pipelines.sources.formats.registry import FORMATS
from pipelines.sources.sample import how_to_fetch
from pipelines.storage.roots import Roots

log = logging.getLogger(__name__)


def find_input_files(uri: str, roots: Roots | None = None) -> list[InputFile]:
    """Return the files that `uri` names, sorted by path; skips files of other formats with a warning.

    roots  raise ConfigError if a file leads out of these
    Raises InputError if nothing has that name, if it is empty, or if no file has a readable format.
    """
    file_system, root = open_file_system(uri)
    try:
        paths, base = _list_paths(file_system, root)
        if roots is not None:
            check_found([_reopenable(file_system, path) for path in paths], base, roots)
        if not paths:
            _check_reachable(file_system, base)
        sizes = {path: file_system.size(path) for path in paths}
    except SpindleError:
        raise
    except Exception as error:
        check = "name, network and credentials" if "://" in uri else "name and permissions"
        raise InputError(f"expected to read {uri!r}, but {' '.join(str(error).split())}: check {check}") from error
    if not paths:
        hint = how_to_fetch(uri) or _near(file_system, root, roots)
        raise InputError(f"expected news at {uri!r}, found no such file or folder{hint}")
    names = {path: _name(redact_text(path), redact_text(base)) for path in paths}
    readable = [path for path in paths if format_of(path)]
    _warn("not in a readable format", [names[path] for path in paths if not format_of(path)])
    if not readable:
        raise InputError(
            f"expected files that end in {', '.join(FORMATS)} (also with "
            f"{', '.join(COMPRESSIONS)}, or in {', '.join(ARCHIVES)}) at {uri!r}, "
            f"found {_few(list(names.values()))}: convert the news to one of these"
        )
    _warn("empty", [names[path] for path in readable if sizes[path] == 0])
    filled = [path for path in readable if sizes[path] != 0]
    if not filled:
        raise InputError(
            f"expected news at {uri!r}, but {_few([names[path] for path in readable])} is empty: check the path"
        )
    return [
        InputFile(_reopenable(file_system, path), names[path], format_of(path), compression_of(path)) for path in filled
    ]


def open_file_system(uri: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """Return the file system of `uri` and the path in it; raises ConfigError for an unknown scheme."""
    try:
        return fsspec.core.url_to_fs(uri)
    except (ImportError, ValueError) as error:
        scheme = uri.partition("://")[0]
        raise ConfigError(
            f"expected the input to be a local path or a URI that fsspec can open, got {uri!r}: {error}. "
            f"Install the fsspec package for {scheme}:// or copy the files to a disk"
        ) from error


def format_of(path: str) -> str:
    """Return the format of a file by the end of its name, "" for other formats.

    >>> format_of("a/news.CSV.gz"), format_of("news.parquet.bz2"), format_of("news.tgz"), format_of("news.docx")
    ('csv', 'parquet', 'tar', '')
    """
    bare = _spell_out(path)
    ending = splitext(splitext(bare)[0] if compression_of(path) else bare)[1]
    return FORMATS.get(ending) or ARCHIVES.get(ending, "")


def compression_of(path: str) -> str:
    """Return the compression of a file by the end of its name, "" for none.

    >>> compression_of("a/news.CSV.gz"), compression_of("news.csv"), compression_of("news.tgz")
    ('gzip', '', 'gzip')
    """
    return COMPRESSIONS.get(splitext(_spell_out(path))[1], "")


def _spell_out(path: str) -> str:
    """Return the path in lower case, with the long form of an ending such as .tgz."""
    bare, ending = splitext(path.lower())
    return bare + SHORT.get(ending, ending)


def _list_paths(file_system: fsspec.AbstractFileSystem, root: str) -> tuple[list[str], str]:
    """Return the files at `root`, without hidden ones, and the folder that their names are relative to."""
    if file_system.isfile(root):
        return [root], redact_text(root).rpartition("/")[0]
    if file_system.isdir(root):
        base, paths = root.rstrip("/"), file_system.find(root)
    elif any(sign in root for sign in "*?["):
        base = root[: min(root.index(sign) for sign in "*?[" if sign in root)].rpartition("/")[0]
        paths = [path for path in file_system.glob(root) if file_system.isfile(path)]
    else:
        return [], root
    return [path for path in sorted(paths) if not _is_hidden(path.removeprefix(base))], base


def _name(path: str, base: str) -> str:
    return path.removeprefix(base).lstrip("/") or PurePosixPath(path).name


def _check_reachable(file_system: fsspec.AbstractFileSystem, path: str) -> None:
    """Raise the OSError that hides behind "no such file": fsspec says so when it cannot ask, too."""
    with suppress(FileNotFoundError):
        file_system.info(path)


def _is_hidden(path: str) -> bool:
    return any(step.startswith((".", "_")) for step in path.split("/"))


def _reopenable(file_system: fsspec.AbstractFileSystem, path: str) -> str:
    unstripped: str = file_system.unstrip_protocol(path)
    return path if unstripped.startswith(("file://", "local://")) else unstripped


def _near(file_system: fsspec.AbstractFileSystem, root: str, roots: Roots | None) -> str:
    folder, _, name = root.rstrip("/").rpartition("/")
    if roots is not None and not roots.hold(_reopenable(file_system, folder)):
        return ""  # what is there is not for whoever asks
    try:
        there = [PurePosixPath(path).name for path in file_system.ls(folder or "/", detail=False)]
    except (OSError, ValueError):
        return f": there is no folder {folder!r} either" if folder else ""
    near = difflib.get_close_matches(name, sorted(there), n=3)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _warn(state: str, names: Sequence[str]) -> None:
    if names:
        log.warning("skipped %d files that are %s: %s", len(names), state, _few(names))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")
