"""The files of a release looked for, without a look into them: what `spindle verify` does before it reads."""

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipelines.release.damage import not_as_published
from pipelines.storage.files import list_files
from pipelines.storage.places import Place

MISSING = "is missing"
# Files named in a sentence.
MOST_NAMED = 5


def find_faults(folder: Place, expected: Mapping[str, int]) -> dict[str, str]:
    """Return what is wrong with each file of a release that is missing or has another size, as word_faults takes it.

    folder    of the release
    expected  path -> bytes of the files to look for, as the manifest lists them
    """
    sizes = _find_sizes(folder, expected)
    return {path: _word(sizes.get(path), size) for path, size in expected.items() if sizes.get(path) != size}


def word_faults(faults: Mapping[str, str], most: int = MOST_NAMED) -> str:
    """Name the files of find_faults in one line.

    >>> word_faults({"README.md": "is missing", "croissant.json": "has 3 bytes, not 5", "x": "is missing"}, most=2)
    'README.md is missing, croissant.json has 3 bytes, not 5, and 1 more of its files is not as published'
    """
    named = ", ".join(f"{path} {fault}" for path, fault in list(faults.items())[:most])
    n_more = len(faults) - most
    more = f", and {n_more:,} more of its files {'is' if n_more == 1 else 'are'} not as published"
    return named + more * (n_more > 0)


def check_data_files(folder: Place, manifest: Mapping[str, Any]) -> None:
    """Raise StorageError unless each data file of the release in `folder` is there and has its size."""
    faults = find_faults(folder, {entry["path"]: entry["bytes"] for entry in manifest["files"] if "rows" in entry})
    if faults:
        raise not_as_published(folder, word_faults(faults, most=1))


def _word(found: int | None, expected: int) -> str:
    return MISSING if found is None else f"has {found:,} bytes, not {expected:,}"


def _find_sizes(folder: Place, paths: Iterable[str]) -> Mapping[str, int | None]:
    """Return path -> bytes of the files that are there; from a store by one listing for each thousand objects."""
    if not isinstance(folder, Path):
        return list_files(folder)
    return {path: _size_of(folder / path) for path in paths}


def _size_of(path: Path) -> int | None:
    """Bytes of a file; None if it is missing, or cannot be looked at."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size if stat.S_ISREG(state.st_mode) else None
