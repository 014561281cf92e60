"""The files below a local folder, through links to folders too, each real folder once.

fsspec lists neither the files behind a link nor the kind of what is no file, and opening a pipe never returns.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.sources.outputs import BESIDE, is_output

Identity = tuple[int, int]


@dataclass(frozen=True)
class Reach:
    """Limits of a walk.

    may_enter  False for a folder that must not be read
    max_depth  number of steps below the top at most; None: any
    max_times  number of times that the walk enters a real folder at most; links may lead to it several times
    """

    may_enter: Callable[[str], bool] = lambda _: True
    max_depth: int | None = None
    max_times: int = 1


@dataclass
class Walk:
    """The result of a walk; all are paths.

    files     regular files, with their state
    hidden    files and folders whose names start with a dot or an underscore, not entered
    dangling  links to nothing
    special   pipes, sockets and devices
    loops     links to a folder that holds them
    outputs   folders that Spindle wrote, not entered
    outside   links to folders that must not be read
    locked    folders that may not be listed
    """

    files: dict[str, os.stat_result] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    dangling: list[str] = field(default_factory=list)
    special: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Folder:
    """A folder to enter; `above` has the identities of the real folders that it lies in."""

    path: str
    depth: int
    above: frozenset[Identity]


def walk_folder(top: str, reach: Reach) -> Walk:
    """Return what is below `top`; of several ways to a folder, the one without links is taken first."""
    found, entered = Walk(), Counter[Identity]()
    folders = [_Folder(top, 1, frozenset(_identity(path.stat()) for path in Path(top).resolve().parents))]
    links: list[_Folder] = []
    while folders or links:
        if not folders:
            links.sort(key=lambda link: link.path, reverse=True)
        folder = (folders or links).pop()
        identity = _identity(Path(folder.path).stat())
        if identity in folder.above:
            found.loops.append(folder.path)
        elif entered[identity] < reach.max_times:
            entered[identity] += 1
            is_last = folder.depth == reach.max_depth
            for entry in _list_folder(folder.path, found):
                below = _Folder(entry.path, folder.depth + 1, folder.above | {identity})
                if not is_last:
                    (links if entry.is_symlink() else folders).extend(_enter(below, reach, found))
    return found


def is_hidden(name: str) -> bool:
    """Return True for a name that the programs of this field skip.

    >>> [is_hidden(name) for name in (".cache", "_SUCCESS", "news")]
    [True, True, False]
    """
    return name.startswith((".", "_"))


def drop_copies(paths: list[str]) -> list[str]:
    """Return the paths without those that lead to a file of the same name in the same real folder as an earlier one.

    A path without links is kept rather than one with links.
    """
    real = {folder: os.path.realpath(folder) for folder in {os.path.dirname(path) for path in paths}}  # noqa: PTH120
    kept: dict[tuple[str, str], str] = {}
    for path in sorted(paths, key=lambda path: (real[os.path.dirname(path)] != os.path.dirname(path), path)):  # noqa: PTH120
        kept.setdefault((real[os.path.dirname(path)], os.path.basename(path)), path)  # noqa: PTH119, PTH120
    return sorted(kept.values())


def _list_folder(path: str, found: Walk) -> list[os.DirEntry[str]]:
    """Note the files of a folder, and return its folders, sorted."""
    try:
        with os.scandir(path) as entries:
            shown = sorted(entries, key=lambda entry: entry.name)
    except PermissionError:
        found.locked.append(path)
        return []
    found.hidden += [entry.path for entry in shown if is_hidden(entry.name)]
    folders, files = [], {}
    for entry in shown:
        state = None if is_hidden(entry.name) else _state_of(entry, found)
        if state is not None and stat.S_ISDIR(state.st_mode):
            folders.append(entry)
        elif state is not None:
            files[entry.path] = state
    if any(is_output(entry.path) for entry in folders):
        files = {path: state for path, state in files.items() if os.path.basename(path) not in BESIDE}  # noqa: PTH119
    found.files |= files
    return folders


def _state_of(entry: os.DirEntry[str], found: Walk) -> os.stat_result | None:
    """Return the state of a file or folder, behind links; note anything else."""
    try:
        state = entry.stat()
    except OSError:
        if not entry.is_symlink():
            raise
        found.dangling.append(entry.path)
        return None
    if stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode):
        return state
    found.special.append(entry.path)
    return None


def _enter(folder: _Folder, reach: Reach, found: Walk) -> list[_Folder]:
    if not reach.may_enter(folder.path):
        found.outside.append(folder.path)
    elif is_output(folder.path):
        found.outputs.append(folder.path)
    else:
        return [folder]
    return []


def _identity(state: os.stat_result) -> Identity:
    return state.st_dev, state.st_ino
