"""The pages on a socket, as Airflow's API server has them but for the login, and a client that keeps nothing."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import uvicorn

HOST = "127.0.0.1"
OK = 200


@dataclass(frozen=True)
class Answer:
    """The answer to a request.

    first, whole  milliseconds until its first and its last byte
    work          milliseconds of processor time of the process
    """

    body: bytes
    first: float
    whole: float
    work: float

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Client:
    """A client of the pages, with a new connection for each request."""

    port: int

    def get(self, address: str) -> Answer:
        """Request an address. Raise SystemExit unless it is shown."""
        began, began_work = time.perf_counter(), time.process_time()
        connection = HTTPConnection(HOST, self.port)
        connection.request("GET", address)
        answer = connection.getresponse()
        begin = answer.read(1)
        first = time.perf_counter() - began
        body = begin + answer.read()
        whole, work = time.perf_counter() - began, time.process_time() - began_work
        connection.close()
        if answer.status != OK:
            raise SystemExit(f"expected {address} to be shown, got status {answer.status}")
        return Answer(body, 1000 * first, 1000 * whole, 1000 * work)


@contextmanager
def serve(corpora: Path) -> Iterator[tuple[Client, list[Any]]]:
    """Serve the pages of the corpora in a folder; yield a client and the routes."""
    os.environ["AIRFLOW__SPINDLE__ROOTS"] = str(corpora)
    logging.disable(logging.INFO)
    from pipelines.web.changes import find_permission  # noqa: PLC0415 - Airflow reads its settings when it is imported
    from pipelines.web.plugin import SpindlePlugin  # noqa: PLC0415

    app = SpindlePlugin().fastapi_apps[0]["app"]
    (login,) = app.router.dependencies
    app.dependency_overrides |= {login.dependency: lambda: None, find_permission: lambda: True}
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Client(server.servers[0].sockets[0].getsockname()[1]), app.routes
    finally:
        server.should_exit = True
        thread.join()
