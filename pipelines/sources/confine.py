"""An input confined to roots: checked before anything is opened, and again for each file that it names."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import fsspec

from pipelines.sources.hub import SAVED
from pipelines.storage.addresses import MAGIC, is_remote
from pipelines.storage.roots import Roots

INPUT, FILES = "the input", "every file of the input"


def confine_input(uri: str, roots: Roots) -> str:
    """Return the address to read for `uri`: a local path as fsspec finds it, any other address unchanged.

    Raises ConfigError if it is outside the roots. Nothing is opened or listed: some file systems connect at once.
    """
    if is_remote(uri):
        return uri if roots.hold(uri, pattern=True) else roots.refuse(INPUT, uri)
    if "::" in uri or "\0" in uri or uri.startswith("data:"):  # addresses of fsspec that lead anywhere
        roots.refuse(INPUT, uri)
    _, path = fsspec.core.url_to_fs(uri)
    sign = MAGIC.search(path)
    folder = path[: sign.start()].rpartition("/")[0] if sign else path
    is_inside = path.startswith("/") and roots.hold(folder) and roots.hold(path)
    return path if is_inside else roots.refuse(INPUT, uri)


def check_found(places: Iterable[str], base: str, roots: Roots) -> None:
    """Raise ConfigError if a file that a folder or a glob yields is outside the roots; name the link that leads there.

    base  the folder of the input; empty for files found before, which a link may have changed since
    """
    for place in places:
        if not _is_inside(place, roots):
            roots.refuse(FILES, _first_outside(place, base, roots))


def check_saved(folder: str, roots: Roots) -> None:
    """Raise ConfigError if a dataset written by save_to_disk holds, or names, files outside the roots."""
    top = Path(folder)
    check_found(map(str, top.rglob("*")), folder, roots)
    splits = [top / str(name) for name in _read(top / SAVED[0], "splits")]
    for split in [top, *splits]:
        states = [split / name for name in (*SAVED, "dataset_info.json")]
        files = [split / str(file.get("filename")) for file in _read(split / SAVED[1], "_data_files")]
        check_found(map(str, [split, *states, *files]), folder, roots)


def _read(path: Path, key: str) -> list[Any]:
    """Return a list of a description of a saved dataset; empty if there is none, or if it is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))[key]
        return [item for item in found if isinstance(item, str | dict)]
    except (OSError, ValueError, TypeError, KeyError):
        return []  # `datasets` says what is wrong with it


def _is_inside(place: str, roots: Roots) -> bool:
    return "::" not in place and roots.hold(place)


def _first_outside(place: str, base: str, roots: Roots) -> str:
    """Return the first step below `base` that leads outside, so that nothing behind it is named."""
    if not base or is_remote(place) or not place.startswith(base):
        return place
    steps = place.removeprefix(base).strip("/").split("/")
    paths = ["/".join(steps[:number]) for number in range(1, len(steps) + 1)]
    return next((path for path in paths if not _is_inside(f"{base}/{path}", roots)), steps[0])
