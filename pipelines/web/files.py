"""Files of a release or an audit as they are: documents shown, and never run.

A release may come from anywhere, so its documents are shown in a sandbox: they may look as they like, and nothing in
them runs, loads or is sent. Pairs are not served: who trains reads them from the storage.
"""

from pathlib import Path, PurePosixPath

from fastapi import HTTPException
from fastapi.responses import FileResponse

from pipelines.web.guard import policy
from pipelines.web.places import confined

# The types that are shown; in no other way, as browsers may not guess.
SHOWN = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
# Data Docs of Great Expectations style their elements one by one. Our own login stays valid for the links between
# documents, which it would not without an origin of their own.
DOCUMENT = policy(styles=["'self'", "'unsafe-inline'"], more="font-src 'self' data:; sandbox allow-same-origin")


def serve_file(folder: Path, relative: str) -> FileResponse:
    """The file `relative` to `folder`; not found if it is of a type that is not shown."""
    media_type = SHOWN.get(PurePosixPath(relative).suffix)
    path = confined(folder, relative)
    if media_type is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=media_type, headers={"Content-Security-Policy": DOCUMENT})
