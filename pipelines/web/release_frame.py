"""The values that all tabs of a release share: its name, verdict and place among the releases of its dataset."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request

from pipelines.quality.suites.results import CheckResult, read_checks
from pipelines.release.find import MANIFEST, Release, latest_version, read_manifest, read_release
from pipelines.release.layout import RESULTS_FILE
from pipelines.release.pointers.tags import list_tags
from pipelines.release.presence import MISSING
from pipelines.scoring.models import MODEL
from pipelines.storage.places import Place
from pipelines.web.catalog import find_results, list_faults
from pipelines.web.findings import FindingsView, view_findings
from pipelines.web.pages import address
from pipelines.web.places import find_release

Json = dict[str, Any]
Folder = Annotated[Place, Depends(find_release)]
# Documents of a release that are linked if they are there.
DOCUMENTS = {
    "Report": "quality/report.html",
    "Data Docs": "quality/data_docs/index.html",
    "Results": RESULTS_FILE,
    "Croissant": "croissant.json",
    "Manifest": MANIFEST,
}


@dataclass(frozen=True)
class Opened:
    """A release as its pages read it.

    findings  the checks that do not hold, with the decisions on them
    files     entries of the manifest and the manifest itself, each with path and bytes; those of pairs also with rows
    shared    values of `_release.html`
    """

    release: Release
    manifest: Json
    results: Json
    checks: list[CheckResult]
    findings: FindingsView
    files: list[Json]
    shared: Json


def open_release(request: Request, root: str, dataset: str, folder: Place) -> Opened:
    """Read a release for a page below /corpora/{root}/{dataset}/{version}."""
    manifest, release = read_manifest(folder), read_release(folder)
    results, results_damage = find_results(folder)
    faults = list_faults(folder)
    files = [*manifest["files"], {"path": MANIFEST, "bytes": (folder / MANIFEST).stat().st_size}]
    there = {entry["path"] for entry in files if faults.get(entry["path"]) != MISSING}
    shared = {
        "root": root,
        "dataset": dataset,
        "version": release.version,
        "release": release,
        "results_damage": results_damage,
        "faults": faults,
        "folder": folder,
        "here": partial(address, request, "corpora", root, dataset, release.version),
        "is_latest": latest_version(folder.parent) == release.version,
        "tags": [name for name, version in list_tags(folder.parent).items() if version == release.version],
        "has_model": MODEL in there,
        "documents": {name: path for name, path in DOCUMENTS.items() if path in there},
    }
    checks = read_checks(results)
    history = partial(address, request, "corpora", root, dataset, "checks")
    findings = view_findings(folder.parent, checks, release.version, history)
    return Opened(release, manifest, results, checks, findings, files, shared)
