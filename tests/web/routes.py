"""The addresses of all pages, so that a new page is tested as soon as it is added."""

import re
from urllib.parse import unquote

VALUES = {
    "root": "corpora",
    "dataset": "tiny",
    "version": "20261124T083000Z-abcdef123456",
    "path": "quality/results.json",
    "key": "0123456789abcdef0123456789abcdef",
    "dag_id": "build_corpus",
    "run_id": "manual__1",
    "suite": "corpus",
    "check": "rate_error",
}


def all_routes():
    from pipelines.web.app import make_app

    return make_app().routes


def fill(route, **values):
    """Return the path of a route with a value for each parameter, from VALUES or "1"."""
    known = VALUES | values
    return re.sub(r"{(\w+)(?::\w+)?}", lambda match: known.get(match[1], "1"), route)


def parameters(path):
    """Return the names of the parameters of a route's path."""
    return re.findall(r"{(\w+)", path)


def ask_raw(app, target, token):
    """Return status and text of a GET for exactly this path; HTTP clients would normalise dots and slashes."""
    return ask_all(app, [(target, "")], token)[0]


def ask_all(app, addresses, token):
    """Return status and text of a GET for each (path, query), as they stand, one after another in one event loop."""
    import anyio

    async def ask_each():
        return [await _ask(app, path, query, token) for path, query in addresses]

    return anyio.run(ask_each)


async def _ask(app, target, query, token):
    answer = {"status": 0, "body": b""}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(target),
        "raw_path": target.encode(errors="replace"),
        "query_string": query.encode("latin-1", "replace"),
        "root_path": "",
        "headers": [(b"host", b"testserver"), (b"cookie", f"_token={token}".encode())],
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
    }

    requests = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        import anyio

        return next(requests, None) or await anyio.sleep_forever()  # nobody hangs up

    async def send(message):
        answer["status"] = message.get("status", answer["status"])
        answer["body"] += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - a server answers 500 first
        answer["body"] += repr(error).encode()
        answer["status"] = max(answer["status"], 500)
    return answer["status"], answer["body"].decode(errors="replace")
