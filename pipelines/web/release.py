"""The page of a release: verdict and checks, figures drawn, how to load it, and its files."""

import shlex
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse

from pipelines.quality.suites.results import failed_checks, read_checks
from pipelines.release.find import MANIFEST, Release, latest_version, read_manifest, read_release
from pipelines.release.layout import split_of
from pipelines.release.load_lines import load_line, quoted, split_patterns
from pipelines.report.pictures import sections_of
from pipelines.report.probe import view_probe
from pipelines.report.verdict import by_suite, sentence
from pipelines.scoring.models import MODEL
from pipelines.storage.places import Place
from pipelines.web.catalog import find_results
from pipelines.web.files import SHOWN, serve_file
from pipelines.web.pages import address, render
from pipelines.web.places import find_release

Json = dict[str, Any]
Folder = Annotated[Place, Depends(find_release)]
router = APIRouter()
# Documents linked at the top, if they exist.
DOCUMENTS = {
    "Report": "quality/report.html",
    "Data Docs": "quality/data_docs/index.html",
    "Card": "README.md",
    "Croissant": "croissant.json",
    "Manifest": MANIFEST,
}


@router.get("/corpora/{root}/{dataset}/{version}")
def release(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """Everything about a release but its rows."""
    manifest, found = read_manifest(folder), read_release(folder)
    results, damage = find_results(folder / "quality")
    checks = read_checks(results)
    files = [*manifest["files"], {"path": MANIFEST, "bytes": (folder / MANIFEST).stat().st_size}]
    there = {entry["path"] for entry in files}
    return render(
        request,
        "release.html",
        root=root,
        dataset=dataset,
        here=partial(address, request, "corpora", root, dataset, found.version),
        release=found,
        is_latest=latest_version(folder.parent) == found.version,
        manifest=manifest,
        damage=damage,
        sentence=sentence(results) if checks else "",
        attention=failed_checks(checks),
        suites=by_suite(checks),
        probe=view_probe(results),
        sections=sections_of(results),
        loads=loads(found),
        has_model=MODEL in there,
        documents={name: path for name, path in DOCUMENTS.items() if path in there},
        data=_by_split(files, found.splits),
        others=[entry for entry in files if "rows" not in entry],
        shown=tuple(SHOWN),
    )


@router.get("/corpora/{root}/{dataset}/{version}/files/{path:path}")
def release_file(folder: Folder, path: str) -> FileResponse:
    """A file that the manifest lists, or the manifest itself; never pairs."""
    listed = {entry["path"] for entry in read_manifest(folder)["files"] if "rows" not in entry}
    if path not in listed | {MANIFEST}:
        raise HTTPException(404)
    return serve_file(folder, path)


def loads(release: Release) -> dict[str, str]:
    """Return reader -> lines to paste, with the path of the release on the server."""
    path = shlex.quote(release.path)
    split, files = next(iter(split_patterns(release).items()), ("train", ""))
    streaming = _on_lines(load_line(release, options=", streaming=True"))
    return {
        "datasets": _on_lines(load_line(release)),
        "streaming": f"{streaming}\nfor row in pairs[{quoted(split)}]:\n    ...",
        "polars": f"import polars as pl\n\npairs = pl.scan_parquet({quoted(files)})",
        "a look at it": f"$ spindle show {path} --pairs 3\n$ spindle verify {path}",
    }


def _on_lines(code: str) -> str:
    """The imports of a load line on lines of their own, and the assignment after a blank line."""
    imports, assignment = code.split("; pairs = ", 1)
    return "\n".join(imports.split("; ")) + f"\n\npairs = {assignment}"


def _by_split(files: Sequence[Mapping[str, Any]], splits: Mapping[str, int]) -> list[Json]:
    """Splits in order, each with its rows, bytes and data files."""
    data = [entry for entry in files if "rows" in entry]
    groups = {split: [entry for entry in data if split_of(entry["path"]) == split] for split in splits}
    return [
        {"split": split, "rows": splits[split], "bytes": sum(entry["bytes"] for entry in group), "files": group}
        for split, group in groups.items()
    ]
