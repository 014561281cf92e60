"""The word that a form was carried out, said once: on the page that follows it, and on no later or shared visit.

It travels in a cookie of that page alone, which the page deletes. A word in the address would be said again whenever
somebody opens that address.
"""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

COOKIE = "spindle_done"
# Seconds after which the word is not said any more, in case the page that follows is never opened.
SECONDS = 60


def lead_back(path: str, done: str, *, query: str = "") -> RedirectResponse:
    """Redirect to a page that says `done`, a word that read_done returns there.

    path   of the page
    query  appended to it, with a fragment if there is one
    """
    answer = RedirectResponse(path + query, status_code=303)
    answer.set_cookie(COOKIE, done, max_age=SECONDS, path=path, httponly=True, samesite="strict")
    return answer


def read_done(request: Request) -> str:
    """The word that a form before this page left; "" without any."""
    return request.cookies.get(COOKIE, "")


def say_once(request: Request, answer: Response, path: str) -> Response:
    """Let the answer of a page delete the word that it said; `path` is that which `lead_back` had."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE, path=path, httponly=True, samesite="strict")
    return answer
