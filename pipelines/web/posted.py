"""Forms that a page sends by POST: their origin is checked, and their size is bounded.

A page of another site can make a browser send a form with the login's cookie, but it cannot read that cookie. So each
form has a token made from it, and a form without the right one is not read. Where everybody is an admin (Airflow's
`simple_auth_manager_all_admins`), there may be no cookie, and Airflow gives each request a login of its own.
"""

import hashlib
import hmac
from typing import Annotated
from urllib.parse import parse_qsl

from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from airflow.configuration import conf
from fastapi import Depends, HTTPException, Request

# Name of the field of the token.
TOKEN = "token"  # noqa: S105 - the name of a field
# Bytes of a form: 20,000 characters of four bytes, each written as %XX, and some room.
MOST_BYTES = 256_000
MOST_FIELDS = 8


def form_token(request: Request) -> str:
    """Return the token for the forms of this login, or of this server without any, which tells nothing about either."""
    login = request.cookies.get(COOKIE_NAME_JWT_TOKEN) or conf.get_mandatory_value("api", "secret_key")
    return hmac.new(login.encode(), b"a form of Spindle's pages", hashlib.sha256).hexdigest()


def is_own(request: Request, form: dict[str, str]) -> bool:
    """Return True if a form comes from a page of this login, or from a program that sends its login by itself."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    has_login = request.headers.get("authorization", "").lower().startswith("bearer ")
    if has_login and "origin" not in request.headers:  # which browsers send with each form
        return True
    return hmac.compare_digest(form.get(TOKEN, "").encode(), form_token(request).encode())


async def _read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; answer 415 for another kind of content, and 413 for one that is too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        fields = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(413) from error
    return dict(fields)


Form = Annotated[dict[str, str], Depends(_read_form)]
