"""The folders of datasets that the pages may read.

Airflow's setting `[spindle] roots` (AIRFLOW__SPINDLE__ROOTS) lists them, separated by commas.
"""

from airflow.configuration import conf

from pipelines.storage.places import Place, open_place
from pipelines.workflow.stores import use_connection


def find_roots() -> dict[str, Place]:
    """Return name -> folder of the configured folders, in order. A name is the folder's own, numbered if it is taken.

    A missing folder is included, so that a page can report it.
    """
    use_connection()
    roots: dict[str, Place] = {}
    for entry in conf.get("spindle", "roots", fallback="").split(","):
        folder = open_place(entry.strip()) if entry.strip() else None
        if folder and folder not in roots.values():
            roots[_free_name(folder.name or "root", roots)] = folder
    return roots


def _free_name(name: str, taken: dict[str, Place]) -> str:
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in names if candidate not in taken)
