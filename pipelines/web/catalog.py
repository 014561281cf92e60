"""What lies below a root: datasets, their releases with the figures that are followed over time, audits that stopped.

Read from manifests and results.json alone, and kept by the files' stamps: a page over hundreds of releases reads each
of them once. What is damaged is listed as such and hides nothing else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.errors import StorageError
from pipelines.quality.suites.results import STOP, read_checks
from pipelines.release.find import MANIFEST, VERSION, Release, latest_version, read_release
from pipelines.storage.json_files import read_json

Json = dict[str, Any]
RESULTS = "results.json"
# A part's key, which names the folder of an audit.
KEY = re.compile(r"[0-9a-f]{32}")
# Figure that is followed -> the check of results.json that states it.
CHECKS = {"quarantine": "quarantine_share", "rejects": "reject_share"}
AUDIT_DOCUMENTS = {"Report": "report.html", "Data Docs": "data_docs/index.html", "Results": RESULTS}
# Of releases and audits, each some 1 kB.
KEPT = 4096


@dataclass(frozen=True)
class Version:
    """One release as lists show it.

    figures  name -> number, or None where results.json does not state it: swap_rate, quarantine, rejects (shares),
             auroc (of the shortcut audit)
    notes    what needs attention, a sentence each
    damage   what is wrong with its manifest; then all else but the version is empty
    """

    version: str
    release: Release | None
    figures: Mapping[str, float | None]
    notes: tuple[str, ...] = ()
    is_latest: bool = False
    damage: str = ""


@dataclass(frozen=True)
class Stopped:
    """An audit that failed, so nothing was published.

    notes      what stopped it, a sentence each
    documents  name -> path in its folder, of those that are there
    """

    key: str
    when: datetime
    notes: tuple[str, ...]
    documents: Mapping[str, str]


def list_datasets(root: Path) -> list[Path]:
    """Folders below a root that hold a release, or the work of a run, by name."""
    folders = (folder for folder in root.iterdir() if not folder.name.startswith(".") and _is_inside(folder, root))
    return sorted(folder for folder in folders if (folder / "work").is_dir() or any(_find_versions(folder)))


def list_versions(dataset: Path) -> list[Version]:
    """The releases of a dataset, newest first."""
    latest = latest_version(dataset)
    found = (read_version(folder) for folder in sorted(_find_versions(dataset), reverse=True))
    return [replace(version, is_latest=version.version == latest) for version in found]


def read_version(folder: Path) -> Version:
    """The release in a folder, with its figures."""
    return _read_version(folder, _stamp(folder / MANIFEST), _stamp(folder / "quality" / RESULTS))


def read_results(folder: Path) -> Json:
    """The content of results.json in a folder; empty if it is not there, leads out of it or is something else."""
    try:
        results = read_json(folder / RESULTS) if _is_inside(folder / RESULTS, folder) else {}
    except (StorageError, OSError):
        return {}
    return results if isinstance(results, dict) else {}


def list_stopped(dataset: Path) -> list[Stopped]:
    """The audits of a dataset that failed, newest first, as far as their work has not been cleaned away."""
    folders = [path for path in dataset.glob("work/audit_corpus/*") if KEY.fullmatch(path.name)]
    found = (_read_stopped(folder, _stamp(folder / RESULTS)) for folder in folders)
    return sorted((audit for audit in found if audit), key=lambda audit: audit.when, reverse=True)


def _find_versions(dataset: Path) -> Iterator[Path]:
    paths = (path for path in dataset.glob(f"*/{MANIFEST}") if VERSION.fullmatch(path.parent.name))
    return (path.parent for path in paths if _is_inside(path, dataset))


def _is_inside(path: Path, folder: Path) -> bool:
    """Does the path lie below the folder when all links are followed? Others are no more listed than found."""
    return path.resolve().is_relative_to(folder.resolve())


def _stamp(path: Path) -> tuple[int, int]:
    """Time and size of a file, (0, 0) if it is not there: another file, another stamp."""
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=KEPT)
def _read_version(folder: Path, *_stamps: tuple[int, int]) -> Version:
    try:
        release = read_release(folder)
    except (StorageError, OSError, TypeError, AttributeError) as error:
        return Version(folder.name, None, {}, damage=str(error))
    results = read_results(folder / "quality")
    observed = {check.check: check.observed for check in read_checks(results)}
    figures = {
        "swap_rate": release.swap_rate,
        **{name: observed.get(check) for name, check in CHECKS.items()},
        "auroc": (results.get("shortcuts") or {}).get("auroc"),
    }
    return Version(folder.name, release, figures, tuple(map(str, results.get("attention", []))))


@lru_cache(maxsize=KEPT)
def _read_stopped(folder: Path, stamp: tuple[int, int]) -> Stopped | None:
    results = read_results(folder)
    if results.get("verdict") != "failed":
        return None
    notes = (check.message for check in read_checks(results) if check.effect == STOP)
    documents = {name: path for name, path in AUDIT_DOCUMENTS.items() if (folder / path).is_file()}
    return Stopped(folder.name, datetime.fromtimestamp(stamp[0] / 1e9, UTC), tuple(notes), documents)
