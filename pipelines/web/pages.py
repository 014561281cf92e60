"""HTML from templates: values escaped, one style sheet and one script in the page, nothing else to load."""

import base64
import hashlib
import shlex
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from pipelines.release.find import MEND
from pipelines.release.presence import word_faults
from pipelines.report.environment import environment
from pipelines.web.guard import HEADERS, policy
from pipelines.web.history_drawing import moment
from pipelines.web.setting_words import word_setting

FOLDER = Path(__file__).parent


def render(
    request: Request,
    template: str,
    *,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    more_policy: str = "",
    **values: Any,
) -> HTMLResponse:
    """Render `template` of templates/, which extends base.html, with `values`.

    Templates have `link(*segments, **query)`, which gives the address of a page as `address` does. `more_policy` is
    appended to the content security policy.
    """

    def link(*segments: object, **query: object) -> str:
        return address(request, *segments, **query)

    text = _environment().get_template(template).render(link=link, **values)
    more = "; ".join(filter(None, [f"script-src {theme_hash()}", more_policy]))
    csp = {"Content-Security-Policy": policy(styles=[style_hash()], more=more)}
    # With all headers, since the page of an unexpected error bypasses the guard.
    return HTMLResponse(text, status_code, headers=HEADERS | (headers or {}) | csp)


def address(request: Request, *segments: object, **query: object) -> str:
    """Return the path of a page below the prefix of the app. Values of the query that are None are dropped.

    Each segment is quoted, slashes included; a segment that is a path keeps them.
    """
    path = "/".join(quote(str(segment), safe="/" if isinstance(segment, PurePosixPath) else "") for segment in segments)
    asked = urlencode({name: value for name, value in query.items() if value is not None})
    root = quote(request.scope.get("root_path", ""))
    return f"{root}/{path}" + (f"?{asked}" if asked else "")


def human_bytes(size: int) -> str:
    """Format a size for people.

    >>> human_bytes(999), human_bytes(25_236_398)
    ('999 B', '25.2 MB')
    """
    power = min(4, max(0, len(str(size)) - 1) // 3)
    return f"{size} B" if not power else f"{size / 1000**power:.1f} {'kMGT'[power - 1]}B"


@lru_cache
def style_hash() -> str:
    """The hash of the style sheet for a content security policy, which allows no other style."""
    return _hash("style")


@lru_cache
def theme_hash() -> str:
    """The hash of the script that follows Airflow's theme; a content security policy allows no other script."""
    return _hash("theme")


def _hash(name: str) -> str:
    digest = hashlib.sha256(str(_environment().globals[name]).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@lru_cache
def _environment() -> Environment:
    made = environment(FOLDER / "templates")
    own = Markup((FOLDER / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    made.globals["as_path"] = PurePosixPath
    made.filters["bytes"] = human_bytes
    made.filters["moment"] = moment
    made.filters["shell"] = lambda path: shlex.quote(str(path))
    made.filters["faults"] = word_faults
    made.filters["setting"] = word_setting
    made.globals["mend"] = MEND
    made.globals["style"] = Markup("{}{}").format(made.globals["style"], own)
    made.globals["theme"] = Markup((FOLDER / "theme.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return made
