"""The security headers of every answer, errors included: a browser may show a page and nothing else."""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def policy(*, styles: Iterable[str], more: str = "") -> str:
    """Return a content security policy that allows these sources of styles and no script; `more` is appended.

    Airflow's UI shows the pages in a frame, so only the same origin may frame them.
    """
    rules = [
        "default-src 'none'",
        f"style-src {' '.join(styles)}",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    ]
    return "; ".join([*rules, more] if more else rules)


HEADERS = {
    "Content-Security-Policy": policy(styles=["'none'"]),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    # After a logout the back button of a shared machine shows nothing.
    "Cache-Control": "no-store",
}


class Guard:
    """Adds HEADERS to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_guarded)
