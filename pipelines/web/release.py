"""The page of a release, in tabs: Overview and Plots. The other tabs have modules of their own."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.release.find import is_whole
from pipelines.report.pictures import sections_of
from pipelines.report.probe import view_probe
from pipelines.report.probe_headline import headline
from pipelines.report.verdict import sentence
from pipelines.storage.places import Place
from pipelines.web.advice import advise
from pipelines.web.check_rows import describe_checks
from pipelines.web.pages import render
from pipelines.web.release_frame import Folder, Json, open_release

router = APIRouter()


@router.get("/corpora/{root}/{dataset}/{version}")
def release(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """A model trained on the release, its verdict, what asks for attention, and its main figures."""
    opened = open_release(request, root, dataset, folder)
    return render(
        request,
        "release.html",
        **opened.shared,
        manifest=opened.manifest,
        sentence=sentence(opened.results, is_published=True) if opened.checks else "",
        findings=opened.findings,
        attention=[
            (*describe_checks([finding.check]), advise(finding.check), finding.standing)
            for finding in opened.findings.findings
        ],
        probe=view_probe(opened.results),
        headline=headline(opened.results),
        against=_against(opened.results, folder),
    )


def _against(results: Json, folder: Place) -> str | None:
    """The release that the drift was measured against, if it is still there."""
    version = (results.get("drift") or {}).get("against")
    return version if isinstance(version, str) and is_whole(folder.parent, version) else None


@router.get("/corpora/{root}/{dataset}/{version}/plots")
def plots(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """The figures of the release, drawn, and those of the models that it trained."""
    opened = open_release(request, root, dataset, folder)
    sections, probe = sections_of(opened.results), view_probe(opened.results)
    return render(request, "plots.html", **opened.shared, sections=sections, probe=probe)
