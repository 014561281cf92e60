"""The contents of a root: datasets, their releases with the figures of the trends, and stopped runs.

Read from manifests, results.json and the reasons of stopped runs only, and cached until a file changes: a page over
hundreds of releases reads each once. A damaged release is listed as damaged and hides no other.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from pipelines.errors import StorageError
from pipelines.parts.finish import folder_of
from pipelines.parts.part import KEY
from pipelines.quality.suites.results import EFFECTS, STOP, CheckResult, read_checks
from pipelines.release.damage import GONE, not_as_published
from pipelines.release.find import MANIFEST, VERSION, Release, latest_version, read_manifest, read_release
from pipelines.release.layout import INDEX, RESULTS_FILE
from pipelines.release.pointers.tags import list_tags
from pipelines.release.presence import MISSING, find_faults, word_faults
from pipelines.report.probe import auroc_of
from pipelines.report.results_shape import load_results
from pipelines.storage.places import Place, is_below, stamp_of
from pipelines.workflow.stops import read_reasons

Json = dict[str, Any]
RESULTS = "results.json"
# Stages whose part holds the results of a stopped run.
JUDGES = ("audit_corpus", "probe_corpus")
RESULTS_OF = re.compile(rf"/work/(?:{'|'.join(JUDGES)})/(?P<key>[^/]+)")
# Figure of the trends -> check of results.json that states it.
CHECKS = {"quarantine": "quarantine_share", "rejects": "reject_share"}
AUDIT_DOCUMENTS = {"Report": "report.html", "Data Docs": "data_docs/index.html", "Results": RESULTS}
# Name of a figure of the trends -> split of the probe that it is of.
PROBED = {"test": "test", "unseen": "test_unseen"}
# Number of cached releases and audits, some 60 kB each.
KEPT = 1024


@dataclass(frozen=True)
class Version:
    """A release as lists show it.

    tags     names that people gave to it
    figures  swap_rate, quarantine and rejects (shares), auroc (of the shortcut audit), probe_test and probe_unseen
             (AUROC by sentence of the trained detector); None if results.json lacks it
    notes    the failed checks, a few words each
    not_run  number of the checks that did not run
    checks   results of the checks that have all that a history needs, without the rows that break them
    quarantined  reason -> number of pairs in quarantine; None if results.json lacks it
    damage   the fault of a damaged manifest, of which only the version is then known; or that of damaged or missing
             results, without which there are neither figures nor notes
    """

    version: str
    release: Release | None
    figures: Mapping[str, float | None]
    notes: tuple[str, ...] = ()
    is_latest: bool = False
    tags: tuple[str, ...] = ()
    damage: str = ""
    not_run: int = 0
    checks: tuple[CheckResult, ...] = ()
    quarantined: Mapping[str, int] | None = None

    @cached_property
    def faults(self) -> Mapping[str, str]:
        """The result of `list_faults`, computed when it is asked for: lists of releases show it of few."""
        return list_faults(self.release.folder) if self.release else {}

    @property
    def says_damage(self) -> str:
        """All that is wrong with its files, in one line; empty for a whole release."""
        return word_faults(self.faults) if self.lacks_results else self.damage or word_faults(self.faults)

    @property
    def lacks_results(self) -> bool:
        """True if its manifest lists results that are missing."""
        return self.faults.get(RESULTS_FILE) == MISSING


@dataclass(frozen=True)
class Stopped:
    """A run that was stopped, after which nothing was published.

    key        name of the folder of its results; empty if it was stopped before the audit
    notes      the checks that stopped the release, or the errors, a sentence each
    documents  name -> path in its folder of each existing document
    run        (DAG, run) in Airflow; empty if it is not known
    task       the task that failed, if it left no results
    checks     results of the checks that stopped it; none if it left no results
    quarantined  reason -> number of pairs that it put in quarantine; None if it was not judged
    """

    key: str
    when: datetime
    notes: tuple[str, ...]
    documents: Mapping[str, str]
    run: tuple[str, ...] = ()
    task: str = ""
    checks: tuple[CheckResult, ...] = ()
    quarantined: Mapping[str, int] | None = None


def scan_datasets(root: Place) -> tuple[list[Place], dict[str, str]]:
    """Return the folders below a root with a release, or with the work of a run, by name, and what cannot be read.

    The latter is name -> reason; "" is the root itself.
    """
    found, faults = [], {}
    try:
        folders = sorted(folder for folder in root.iterdir() if not folder.name.startswith("."))
    except OSError as error:
        return [], {"": _word(error)}
    for folder in folders:
        try:
            if is_below(folder, root) and ((folder / "work").is_dir() or any(_find_versions(folder))):
                found.append(folder)
        except OSError as error:
            faults[folder.name] = _word(error)
    return found, faults


def _word(error: OSError) -> str:
    return error.strerror or str(error)


def list_versions(dataset: Place) -> list[Version]:
    """Return the releases of a dataset, newest first."""
    latest, tags = latest_version(dataset), list_tags(dataset)
    found = (read_version(folder) for folder in sorted(_find_versions(dataset), reverse=True))
    return [
        replace(
            version,
            is_latest=version.version == latest,
            tags=tuple(name for name, named in tags.items() if named == version.version),
        )
        for version in found
    ]


def read_version(folder: Place) -> Version:
    """Return the release in a folder, with its figures."""
    found = _read_version(folder, stamp_of(folder / MANIFEST), stamp_of(folder / RESULTS_FILE))
    return replace(found)  # what is kept for later pages has looked for no files


def list_faults(folder: Place) -> dict[str, str]:
    """Return path -> fault of each file that the manifest of a release lists and that is missing or of another size.

    Those that matter to most readers come first: the outermost ones; last indexes, without which pages are only slower.
    """
    faults = find_faults(folder, dict(_read_listed(folder, stamp_of(folder / MANIFEST))))
    return {path: faults[path] for path in sorted(faults, key=lambda path: (path.startswith(INDEX), path.count("/")))}


def read_results(folder: Place) -> Json:
    """Return the content of results.json in a folder; empty if it is missing, damaged or outside the folder."""
    return _find_results(folder, is_listed=False)[0]


def find_results(release: Place) -> tuple[Json, str]:
    """Return the results of a release, and their fault: empty if they can be read, or if the manifest lists none.

    The results are empty if the file is missing, damaged or outside the folder.
    """
    listed = {path for path, _ in _read_listed(release, stamp_of(release / MANIFEST))}
    return _find_results(release / "quality", is_listed=RESULTS_FILE in listed)


def _find_results(folder: Place, *, is_listed: bool) -> tuple[Json, str]:
    path = folder / RESULTS
    if not is_below(path, folder) or not path.is_file():
        return {}, str(not_as_published(path, GONE)) if is_listed else ""
    try:
        return load_results(path), ""
    except StorageError as error:
        return {}, str(error)
    except OSError as error:
        return {}, f"expected to read {path}, but {error.strerror or error}: see that the API server may read it"


def list_stopped(dataset: Place) -> list[Stopped]:
    """Return the stopped runs of a dataset, newest first: failed results whose work still exists, and left reasons."""
    found_folders = (path for stage in JUDGES for path in dataset.glob(f"work/{stage}/*"))
    folders = [path for path in found_folders if KEY.fullmatch(path.name)]
    found = (_read_stopped(folder, stamp_of(folder_of(folder) / RESULTS)) for folder in folders)
    audits = {audit.key: audit for audit in found if audit}
    others: dict[tuple[str, ...], Stopped] = {}
    for reason in reversed(read_reasons(dataset)):  # oldest first, so that the newest run of an audit remains
        run, when = (reason["dag_id"], reason["run_id"]), datetime.fromisoformat(reason["when"])
        key = key_of(reason["results"])
        if key in audits:
            audits[key] = replace(audits[key], run=run, when=when)
        else:
            notes = tuple(reason["checks"] or [reason["message"]])
            others[*run, *notes] = Stopped("", when, notes, {}, run, reason["task"])
    return sorted([*audits.values(), *others.values()], key=lambda stopped: stopped.when, reverse=True)


def _find_versions(dataset: Place) -> Iterator[Place]:
    paths = (path for path in dataset.glob(f"*/{MANIFEST}") if VERSION.fullmatch(path.parent.name))
    return (path.parent for path in paths if is_below(path, dataset))


def key_of(results: str) -> str:
    """The key of the part whose results lie in a folder: that of its receipt, or one below it.

    >>> key_of("s3://bucket/news/work/audit_corpus/0123/attempt")
    '0123'
    """
    found = RESULTS_OF.search(results)
    return found["key"] if found else ""


@lru_cache(maxsize=KEPT)
def _read_listed(release: Place, _stamp: tuple[int, int]) -> tuple[tuple[str, int], ...]:
    """Path and bytes of each file that the manifest of a release lists."""
    return tuple((entry["path"], entry["bytes"]) for entry in read_manifest(release)["files"])


@lru_cache(maxsize=KEPT)
def _read_version(folder: Place, *_stamps: tuple[int, int]) -> Version:
    try:
        release = read_release(folder)
    except (StorageError, OSError) as error:
        return Version(folder.name, None, {}, damage=str(error))
    results, fault = find_results(folder)
    checks = read_checks(results)
    observed = {check.check: check.observed for check in checks}
    figures = {
        "swap_rate": release.swap_rate,
        **{name: observed.get(check) for name, check in CHECKS.items()},
        "auroc": (results.get("shortcuts") or {}).get("auroc"),
        **{f"probe_{name}": auroc_of(results, split) for name, split in PROBED.items()},
    }
    return Version(
        folder.name,
        release,
        figures,
        notes=tuple(str(check.fails or check.message) for check in checks if check.failed),
        not_run=sum(not check.ran for check in checks),
        checks=tuple(replace(check, examples=[]) for check in checks if _is_sound(check)),
        quarantined=_read_quarantined(results),
        damage=fault,
    )


@lru_cache(maxsize=KEPT)
def _read_stopped(home: Place, stamp: tuple[int, int]) -> Stopped | None:
    folder = folder_of(home)
    results = read_results(folder)
    if results.get("verdict") != "failed":
        return None
    checks = tuple(check for check in read_checks(results) if check.effect == STOP)
    documents = {name: path for name, path in AUDIT_DOCUMENTS.items() if (folder / path).is_file()}
    return Stopped(
        home.name,
        datetime.fromtimestamp(stamp[0] / 1e9, UTC),
        tuple(check.message for check in checks),
        documents,
        checks=checks,
        quarantined=_read_quarantined(results),
    )


def _read_quarantined(results: Json) -> Mapping[str, int] | None:
    """Pairs in quarantine by first reason; None for results without the number."""
    found = results.get("quarantined")
    is_sound = isinstance(found, dict) and all(isinstance(number, int) for number in found.values())
    return {str(reason): number for reason, number in found.items()} if is_sound and found is not None else None


def _is_sound(check: CheckResult) -> bool:
    texts = (check.suite, check.check, check.severity, check.threshold, check.detail, check.notes, check.message)
    kwargs = check.expectation.get("kwargs", {}) if isinstance(check.expectation, dict) else None
    if not isinstance(kwargs, dict) or not all(isinstance(text, str) for text in texts):
        return False
    limits = [kwargs.get(name) for name in ("min_value", "max_value", "mostly")]
    numbers = [check.rows, check.unexpected, *(limit for limit in limits if limit is not None)]
    return check.effect in EFFECTS and all(isinstance(number, int | float) for number in numbers)
