"""The page Corpora: all datasets below the configured roots, with their latest releases."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.web.pages import render
from pipelines.web.roots import find_roots

router = APIRouter()


@router.get("/")
def corpora(request: Request) -> HTMLResponse:
    """Every root with its datasets."""
    return render(request, "corpora.html", roots=find_roots())
