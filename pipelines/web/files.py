"""Documents of a release or an audit: shown, and never run.

A release may come from anywhere, so its documents are shown in a sandbox: nothing in them runs, loads or is sent.
Pairs are not served: training reads them from the storage.
"""

from pathlib import PurePosixPath

from fastapi import HTTPException
from fastapi.responses import FileResponse

from pipelines.storage.cache import fetch
from pipelines.storage.places import Place
from pipelines.web.guard import policy
from pipelines.web.places import confined

# Types of documents that are shown; browsers must not guess others.
SHOWN = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
# Data Docs of Great Expectations have inline styles. With the same origin, the login stays valid for links between
# documents.
DOCUMENT = policy(styles=["'self'", "'unsafe-inline'"], more="font-src 'self' data:; sandbox allow-same-origin")


def serve_file(folder: Place, relative: str) -> FileResponse:
    """Return the file `relative` to `folder`; not found for a type that is not in SHOWN."""
    media_type = SHOWN.get(PurePosixPath(relative).suffix)
    path = confined(folder, relative)
    if media_type is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(fetch(path), media_type=media_type, headers={"Content-Security-Policy": DOCUMENT})
