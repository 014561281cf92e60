"""The files at a path, in a folder or behind a glob, on a local disk or any file system of fsspec."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import fsspec
from fsspec.utils import glob_translate

from pipelines.errors import InputError
from pipelines.redact import redact_text
from pipelines.sources.changes import local_state, remote_state
from pipelines.sources.confine import check_found
from pipelines.sources.file_systems import is_local, reopenable
from pipelines.sources.hidden import has_hidden
from pipelines.sources.outputs import has_output
from pipelines.sources.raw.excerpt import escape
from pipelines.sources.raw.files import State
from pipelines.sources.walk import Reach, Walk, drop_copies, walk_folder
from pipelines.storage.addresses import MAGIC
from pipelines.storage.roots import Roots

# A glob may name a folder by several links; a walk for it ends in any case, also where many folders link to each other.
TIMES = 8
DANGLING, SPECIAL, LOCKED = "links to nothing", "pipes, sockets or devices", "folders that may not be listed"
OUTPUTS = "folders that Spindle wrote"


@dataclass
class Listing:
    """The content of a place.

    files     path -> state of each file; sorted
    base      the folder that names are relative to
    is_named  True for a single file that the input names
    is_there  False if there is neither a file nor a folder
    skipped   reason -> the paths left out for it
    hidden    paths of hidden files and folders
    """

    files: dict[str, State]
    base: str
    is_named: bool = False
    is_there: bool = True
    skipped: dict[str, list[str]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)


def list_files(file_system: fsspec.AbstractFileSystem, root: str, roots: Roots | None) -> Listing:
    """Return the files at `root`, without hidden ones and without what Spindle wrote.

    Raises InputError for something that is no file, OSError for a place that cannot be asked, and ConfigError for a
    file outside `roots`.
    """
    listing = _list_local(root, roots) if is_local(file_system) else _list_remote(file_system, root)
    if roots is not None:
        check_found([reopenable(file_system, path) for path in listing.files], listing.base, roots)
    if not listing.files and not listing.is_there:
        with suppress(FileNotFoundError):  # fsspec calls a place "not there", too, when it cannot be asked
            file_system.info(listing.base)
    return listing


def _list_local(root: str, roots: Roots | None) -> Listing:
    if os.path.isdir(root):  # noqa: PTH112 - false for a path that no file may have
        return _list_folder(root.rstrip("/"), roots)
    if os.path.lexists(root):
        return _list_file(root, roots)
    if sign := MAGIC.search(root):
        return _list_glob(root, root[: sign.start()].rpartition("/")[0], roots)
    return Listing({}, root, is_there=False)


def _list_file(path: str, roots: Roots | None) -> Listing:
    if roots is not None:
        check_found([path], _parent(path), roots)
    shown = escape(redact_text(path))
    try:
        state = Path(path).stat()
    except FileNotFoundError as error:
        raise InputError(
            f"expected a file at {shown!r}, found a link to {escape(str(Path(path).readlink()))!r}, where nothing is: "
            f"restore that file{_annex(path)} or correct the link"
        ) from error
    if not stat.S_ISREG(state.st_mode):
        raise InputError(
            f"expected a file at {shown!r}, found a pipe, socket or device: write its content to a file, "
            "or pipe lines of JSON to `spindle build --input -`"
        )
    return Listing({path: local_state(state)}, _parent(path), is_named=True)


def _list_folder(root: str, roots: Roots | None) -> Listing:
    walk = walk_folder(root, Reach(may_enter=_may_enter(roots)))
    if roots is not None:
        check_found(walk.outside, root, roots)
    if walk.locked:
        raise PermissionError(f"there is no permission to list {walk.locked[0]}")
    return _to_listing(walk, drop_copies(list(walk.files)), root)


def _list_glob(pattern: str, base: str, roots: Roots | None) -> Listing:
    """Match as fsspec does, and also behind links to folders, as Python's own glob and a shell do."""
    if not os.path.isdir(base or "/"):  # noqa: PTH112
        return Listing({}, base, is_there=False)
    depth = None if "**" in pattern else pattern.removeprefix(base).count("/")
    walk = walk_folder(base or "/", Reach(_may_enter(roots), depth, TIMES))
    is_match = re.compile(glob_translate(pattern)).match
    listing = _to_listing(walk, drop_copies([path for path in walk.files if is_match(path)]), base)
    for reason in (DANGLING, SPECIAL):
        listing.skipped[reason] = list(filter(is_match, listing.skipped[reason]))
    listing.hidden = [path for path in listing.hidden if is_match(path) or _is_above(pattern, path)]
    listing.skipped[OUTPUTS] = [path for path in listing.skipped[OUTPUTS] if is_match(path) or _is_above(pattern, path)]
    kinds = (DANGLING, SPECIAL, LOCKED, OUTPUTS)
    listing.is_there = any([listing.files, listing.hidden, *map(listing.skipped.get, kinds)])
    return listing


def _is_above(pattern: str, folder: str) -> bool:
    """Return True for a folder below which a glob may match."""
    if not os.path.isdir(folder):  # noqa: PTH112 - see above
        return False
    n_steps, steps = folder.count("/") + 1, pattern.split("/")
    if "**" in steps[:n_steps]:
        return True
    return n_steps < len(steps) and re.match(glob_translate("/".join(steps[:n_steps])), folder) is not None


def _to_listing(walk: Walk, paths: Iterable[str], base: str) -> Listing:
    skipped = {
        DANGLING: walk.dangling,
        SPECIAL: walk.special,
        "links to a folder around them": walk.loops,
        OUTPUTS: walk.outputs,
        "links that lead out of the roots": walk.outside,
        LOCKED: walk.locked,
    }
    return Listing({path: local_state(walk.files[path]) for path in paths}, base, skipped=skipped, hidden=walk.hidden)


def _list_remote(file_system: fsspec.AbstractFileSystem, root: str) -> Listing:
    if file_system.isfile(root):
        state = remote_state(file_system.info(root))
        return Listing({root: state}, _parent(redact_text(root)), is_named=True)
    if file_system.isdir(root):
        base, found = root.rstrip("/"), file_system.find(root, detail=True)
    elif sign := MAGIC.search(root):
        base = root[: sign.start()].rpartition("/")[0]
        found = {
            path: info for path, info in file_system.glob(root, detail=True).items() if info.get("type") != "directory"
        }
    else:
        return Listing({}, root, is_there=False)
    hidden = [path for path in found if has_hidden(_below(path, base))]
    outputs = [path for path in found if has_output(_below(path, base))]
    files = {path: remote_state(found[path]) for path in sorted(set(found).difference(hidden, outputs))}
    return Listing(files, base, is_there=bool(found), skipped={"files that Spindle wrote": outputs}, hidden=hidden)


def _may_enter(roots: Roots | None) -> Callable[[str], bool]:
    return (lambda _: True) if roots is None else roots.hold


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _below(path: str, base: str) -> str:
    return path.removeprefix(base).strip("/")


def _annex(path: str) -> str:
    return " with `git annex get`" if "/annex/objects/" in str(Path(path).readlink()) else ""
