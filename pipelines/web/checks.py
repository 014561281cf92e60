"""The tab Checks of a release: those that fail first, the others folded, each with its distance and last values."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.quality.history.series import Series
from pipelines.quality.suites.results import failed_checks
from pipelines.report.verdict import by_suite, sentence
from pipelines.storage.places import Place
from pipelines.web.catalog import list_versions
from pipelines.web.check_rows import SPARK_RELEASES, describe_checks
from pipelines.web.history import read_history
from pipelines.web.history_drawing import draw_history
from pipelines.web.pages import render
from pipelines.web.release_frame import Folder, open_release

router = APIRouter()


@router.get("/corpora/{root}/{dataset}/{version}/checks")
def checks(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """Every check with figure, threshold, distance, the last values, and a way to its failing rows."""
    opened = open_release(request, root, dataset, folder)
    drawings = {series.name: draw_history(series) for series in _read_last(folder)}
    failed = failed_checks(opened.checks)
    held = {
        suite: describe_checks([check for check in found if not check.failed], drawings)
        for suite, found in by_suite(opened.checks).items()
    }
    return render(
        request,
        "checks.html",
        **opened.shared,
        sentence=sentence(opened.results, is_published=True) if opened.checks else "",
        failed=describe_checks(failed, drawings),
        findings=opened.findings,
        standings={finding.name: finding.standing for finding in opened.findings.findings},
        held={suite: rows for suite, rows in held.items() if rows},
        n_releases=SPARK_RELEASES,
    )


def _read_last(folder: Place) -> list[Series]:
    """The series of the checks over the last releases up to the one in `folder`."""
    versions = [version for version in list_versions(folder.parent) if version.version <= folder.name]
    return read_history(versions[:SPARK_RELEASES])
