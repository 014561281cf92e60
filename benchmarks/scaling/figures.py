"""The measured figures, kept beside this file in scaling.json: one record for each size and number of workers."""

from pathlib import Path
from typing import Any

from pipelines.storage.json_files import read_json, write_json

FIGURES = Path(__file__).with_name("scaling.json")
NONE: dict[str, Any] = {"builds": [], "dags": [], "requests": {}}


def read_figures(path: Path = FIGURES) -> dict[str, Any]:
    return NONE | read_json(path) if path.is_file() else dict(NONE)


def put_run(figures: dict[str, Any], kind: str, run: dict[str, Any], path: Path = FIGURES) -> dict[str, Any]:
    """Return the figures with a run in the place of an older one of the same size and workers; write them."""
    others = [other for other in figures[kind] if _name(other) != _name(run)]
    changed = figures | {kind: sorted([*others, run], key=_name)}
    write_json(path, changed)
    return changed


def _name(run: dict[str, Any]) -> tuple[Any, ...]:
    return run["asked"], run["workers"], run.get("profile", "")
