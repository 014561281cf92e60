"""The page of a release's own model: a text is pasted, scored and marked. It is neither stored nor logged."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from pipelines.detector.detector import Detector
from pipelines.release.damage import GONE, not_as_published
from pipelines.release.presence import MISSING
from pipelines.scoring.models import MODEL, load_model, model_of
from pipelines.scoring.read import FEW_WORDS, describe, mark_sentences, read_text
from pipelines.storage.places import Place
from pipelines.web.catalog import list_faults
from pipelines.web.pages import address, render
from pipelines.web.places import find_listed, find_release
from pipelines.web.posted import TOKEN, Form, form_token, is_own

MOST_CHARACTERS = 20_000
# Class of a verdict -> the badge it is shown with.
BADGES = {"looks spun": "failed", "may be spun": "warned", "does not look spun": "passed"}
# Class of a sentence whose score reaches a threshold.
SHADES = {"sentence_1pct": "spun", "sentence_5pct": "maybe"}
TOO_OLD = "This form was made for an earlier login, so nothing was read. Send it again."

Folder = Annotated[Place, Depends(find_release)]
router = APIRouter()


@router.get("/corpora/{root}/{dataset}/{version}/try")
def show_form(request: Request, root: str, dataset: str, version: str, folder: Folder) -> HTMLResponse:
    """The empty form."""
    if list_faults(folder).get(MODEL) == MISSING:
        raise not_as_published(folder / MODEL, GONE)
    return _page(request, (root, dataset, version), folder)


@router.post("/corpora/{root}/{dataset}/{version}/try")
def score_posted(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, version: str, folder: Folder, form: Form
) -> HTMLResponse:
    """The form with the text that was sent, and what the model sees in it."""
    text = form.get("text", "").replace("\r\n", "\n")
    says, status = _refuse(request, form, text)
    file = model_of(folder)
    if file is None:
        raise HTTPException(404)
    find_listed(folder, MODEL)
    found = {} if says else _read(load_model(file), text)
    return _page(
        request, (root, dataset, version), folder, status=status, says=says, text=text[:MOST_CHARACTERS], **found
    )


def _refuse(request: Request, form: dict[str, str], text: str) -> tuple[str, int]:
    """Return why a text is not scored, and the status of the answer; ("", 200) if it is."""
    if not is_own(request, form):
        return TOO_OLD, 403
    if len(text) > MOST_CHARACTERS:
        return f"The text has {len(text):,} characters. Paste at most {MOST_CHARACTERS:,}.", 422
    return ("", 200) if text.strip() else ("Paste a text first.", 422)


def _page(
    request: Request, names: tuple[str, str, str], folder: Place, *, status: int = 200, says: str = "", **found: Any
) -> HTMLResponse:
    root, dataset, version = names
    blank: dict[str, Any] = {
        "text": "",
        "scored": None,
        "verdict": "",
        "meaning": "",
        "badge": "",
        "sentences": [],
        "n_spun": 0,
    }
    return render(
        request,
        "try.html",
        status_code=status,
        root=root,
        dataset=dataset,
        version=version,
        release_path=str(folder),
        action=address(request, "corpora", root, dataset, version, "try"),
        has_model=model_of(folder) is not None,
        token=(TOKEN, form_token(request)),
        limit=MOST_CHARACTERS,
        few=FEW_WORDS,
        says=says,
        **({"thresholds": {}, "about": {}} | blank | found),
    )


def _read(detector: Detector, text: str) -> dict[str, Any]:
    """Values that the template needs for a scored text."""
    scored = read_text(detector, text)
    verdict, meaning = describe(scored.score, detector.thresholds)
    at = detector.thresholds
    return {
        "scored": scored,
        "verdict": verdict,
        "meaning": meaning,
        "badge": BADGES[verdict],
        "n_spun": sum(sentence.score >= at["sentence_1pct"] for sentence in scored.sentences),
        "sentences": [
            {"sentence": sentence, "shade": next((SHADES[name] for name in SHADES if sentence.score >= at[name]), "")}
            for sentence in mark_sentences(text, scored)
        ],
        "thresholds": at,
        "about": detector.about,
    }
