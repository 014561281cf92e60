"""The folders of datasets that the pages may read.

Airflow's setting `[spindle] roots` (AIRFLOW__SPINDLE__ROOTS) lists them, with commas between.
"""

from pathlib import Path

from airflow.configuration import conf

from pipelines.storage.folders import local_folder


def find_roots() -> dict[str, Path]:
    """The configured folders by name, in order: the folder's own name, numbered where two have the same.

    A folder that is not there is listed too, so that a page can say so.
    """
    roots: dict[str, Path] = {}
    for entry in conf.get("spindle", "roots", fallback="").split(","):
        folder = local_folder(entry.strip()) if entry.strip() else None
        if folder and folder not in roots.values():
            roots[_free_name(folder.name or "root", roots)] = folder
    return roots


def _free_name(name: str, taken: dict[str, Path]) -> str:
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in names if candidate not in taken)
