"""The way from a name in a request to a path below a configured root.

A request names a root, never a path. Whatever leads elsewhere is not found: dots, absolute paths, other roots, odd
names, and links that leave the folder they lie in.
"""

import re
from pathlib import Path
from typing import NoReturn

from fastapi import HTTPException

from pipelines.release.damage import GONE, not_as_published
from pipelines.release.find import MANIFEST, VERSION
from pipelines.storage.places import Place, is_below, leads_below
from pipelines.workflow.roots import find_roots

# The pattern of RunConfig.dataset.
DATASET = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


def find_root(root: str) -> Place:
    """Return the folder of a root; not found if no root has this name, or if the folder is missing."""
    folder = find_roots().get(root)
    return folder if folder and folder.is_dir() else _not_found()


def find_dataset(root: str, dataset: str) -> Place:
    """Return the folder of a dataset; a dependency for pages below /corpora/{root}/{dataset}."""
    folder = confined(find_root(root), dataset) if DATASET.fullmatch(dataset) else _not_found()
    return folder if folder.is_dir() else _not_found()


def find_release(root: str, dataset: str, version: str) -> Place:
    """Return the folder of a release, which has a manifest; a dependency for pages below .../{dataset}/{version}."""
    folder = find_dataset(root, dataset)
    release = confined(folder, version) if VERSION.fullmatch(version) else _not_found()
    return release if confined(release, MANIFEST).is_file() else _not_found()


def confined(folder: Place, relative: str) -> Place:
    """Return the place `relative` to a folder, all links followed; not found if it is missing or outside the folder."""
    if not leads_below(relative):
        _not_found()
    if not isinstance(folder, Path):
        place = folder / relative
        return place if place.exists() else _not_found()
    base = folder.resolve()
    try:
        path = (base / relative).resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError for a link to itself
        _not_found()
    return path if path.is_relative_to(base) else _not_found()


def find_listed(release: Place, path: str) -> Place:
    """Return the place of a file that the manifest of a release lists.

    Not found if it is outside the folder; raise StorageError, which names it, if it is missing or no plain file.
    """
    if leads_below(path) and is_below(release / path, release) and not (release / path).is_file():
        raise not_as_published(release / path, GONE)
    return confined(release, path)


def _not_found() -> NoReturn:
    raise HTTPException(404)
