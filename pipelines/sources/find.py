"""The input files that a URI names: a file, a folder or a glob, on a local disk or any file system of fsspec."""

import difflib
import logging
import os
from pathlib import Path, PurePosixPath
from posixpath import splitext

import fsspec

from pipelines.errors import InputError, SpindleError
from pipelines.redact import redact_text
from pipelines.sources.documents import is_about_the_news
from pipelines.sources.file_systems import is_local, open_file_system, reopenable
from pipelines.sources.formats.registry import FORMATS
from pipelines.sources.hidden import HIDDEN, name_hidden
from pipelines.sources.listing import Listing, list_files
from pipelines.sources.outputs import check_apart
from pipelines.sources.raw.away import unreachable
from pipelines.sources.raw.excerpt import LONGEST, escape, excerpt, list_few
from pipelines.sources.raw.files import ARCHIVES, COMPRESSIONS, SHORT, InputFile
from pipelines.sources.sample import how_to_fetch
from pipelines.storage.places import Place
from pipelines.storage.roots import Roots

log = logging.getLogger(__name__)
# Characters of a file name on most file systems.
LONGEST_NAME = 255
LONGEST_PATH = 4096


def find_input_files(
    uri: str, roots: Roots | None = None, dataset_folder: Place | None = None, *, warn: bool = True
) -> list[InputFile]:
    """Return the files that `uri` names, sorted by path; skips files of other formats with a warning.

    roots           raise ConfigError if a file leads out of these
    dataset_folder  folder that the run writes to; raise ConfigError if the input lies in its work
    warn            say what is left out; not again where that was said before
    Raises InputError if nothing has that name, if it is empty, or if no file has a readable format;
    InputAwayError for a store that may answer another try.
    """
    file_system, root = open_file_system(uri)
    if dataset_folder is not None and is_local(file_system) == isinstance(dataset_folder, Path):
        check_apart(root, dataset_folder)
    tell = _warn if warn else _keep_silent
    listing = _list(uri, file_system, root, roots)
    names = {path: _name(path, listing.base) for path in listing.files}
    for reason, paths in listing.skipped.items():
        tell(reason, [_name(path, listing.base) for path in paths])
    if not names:
        raise InputError(_nothing_there(uri, listing) or _not_found(uri, file_system, root, roots))
    tell(HIDDEN, name_hidden(_name(path, listing.base) for path in listing.hidden if _may_hold_news(path)))
    readable = {path: form for path in names if (form := format_of(path))}
    tell(
        "files that are not in a readable format",
        [_hint_link(path, names[path]) for path in names if path not in readable],
    )
    if not readable:
        raise InputError(
            f"expected files that end in {', '.join(FORMATS)} (also with {', '.join(COMPRESSIONS)}, or in "
            f"{', '.join(ARCHIVES)}) at {_cut(uri)!r}, found {list_few(list(names.values()))}: "
            "convert the news to one of these"
        )
    empty = [path for path in readable if listing.files[path].get("size") == 0]
    about = [] if listing.is_named else [path for path in readable if is_about_the_news(path, readable[path])]
    filled = [path for path in readable if path not in {*empty, *about}]
    if not filled:
        state = "describes news and holds none" if about else "is empty"
        raise InputError(
            f"expected news at {_cut(uri)!r}, but {list_few([names[path] for path in readable])} {state}: "
            "check the path"
        )
    tell("files that are empty", [names[path] for path in empty])
    tell("files about the news, not of it", [names[path] for path in about])
    return [_describe(path, names[path], file_system, listing) for path in filled]


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
    bare, ending = splitext(path.lower().rstrip())
    return bare + SHORT.get(ending, ending)


def _describe(path: str, name: str, file_system: fsspec.AbstractFileSystem, listing: Listing) -> InputFile:
    return InputFile(
        reopenable(file_system, path), name, format_of(path), compression_of(path), state=listing.files[path]
    )


def _may_hold_news(path: str) -> bool:
    """Return True for a file with a readable format, and for a local folder, which nobody has looked into."""
    return bool(format_of(path)) or os.path.isdir(path)  # noqa: PTH112 - false for a path that no file may have


def _list(uri: str, file_system: fsspec.AbstractFileSystem, root: str, roots: Roots | None) -> Listing:
    try:
        return list_files(file_system, root, roots)
    except SpindleError:
        raise
    except Exception as error:
        check = "name, network and credentials" if "://" in uri else "name and permissions"
        said = excerpt(" ".join(str(error).split()), LONGEST_PATH // 10)
        raise unreachable(error)(f"expected to read {_cut(uri)!r}, but {said}: check {check}") from error


def _name(path: str, base: str) -> str:
    shown = redact_text(path)
    return escape(shown.removeprefix(redact_text(base)).lstrip("/") or PurePosixPath(shown).name)


def _nothing_there(uri: str, listing: Listing) -> str:
    """Return the message on a folder without files to read; empty if there is no such folder."""
    if not listing.is_there:
        return ""
    kinds = listing.skipped | {HIDDEN: listing.hidden}
    left_out = [
        f"{kind} ({list_few([_name(path, listing.base) for path in paths])})" for kind, paths in kinds.items() if paths
    ]
    if not left_out:
        return f"expected news at {_cut(uri)!r}, but the folder is empty: check the path"
    remedy = "take the dot or underscore from their names, or give" if listing.hidden else "give"
    found = f"it is there and holds only {' and '.join(left_out)}"
    return f"expected news at {_cut(uri)!r}, but {found}: {remedy} another path"


def _not_found(uri: str, file_system: fsspec.AbstractFileSystem, root: str, roots: Roots | None) -> str:
    hint = how_to_fetch(uri) or _near(file_system, root, roots)
    return f"expected news at {_cut(uri)!r}, found no such file or folder{hint}"


def _near(file_system: fsspec.AbstractFileSystem, root: str, roots: Roots | None) -> str:
    folder, _, name = root.rstrip("/").rpartition("/")
    if roots is not None and not roots.hold(reopenable(file_system, folder)):
        return ""  # what is there is not for whoever asks
    try:
        there = [PurePosixPath(path).name for path in file_system.ls(folder or "/", detail=False)]
    except (OSError, ValueError):
        return f": there is no folder {folder!r} either" if folder else ""
    near = difflib.get_close_matches(name, sorted(there), n=3)
    return f"; did you mean {' or '.join(map(escape, near))}?" if near else ""


def _cut(uri: str) -> str:
    return uri if len(uri) <= LONGEST_NAME else f"{uri[:LONGEST]}...{uri[-LONGEST:]}"


def _hint_link(path: str, name: str) -> str:
    """Return the name of a file, with a hint if it is a link to a folder that Git checked out as a text file."""
    try:
        is_short = 0 < Path(path).stat().st_size < LONGEST_PATH
        is_link = is_short and (Path(path).parent / Path(path).read_text(encoding="utf-8").strip()).is_dir()
    except (OSError, ValueError):
        is_link = False
    return f"{name} (a link to a folder, checked out as a text file)" if is_link else name


def _warn(what: str, names: list[str]) -> None:
    if names:
        log.warning("skipped %s: %s", what, list_few(names))


def _keep_silent(what: str, names: list[str]) -> None:
    """Say nothing, in place of `_warn`."""
