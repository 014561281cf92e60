"""An input at http:// or https://: one file, downloaded as a whole before it is read.

Through httpx2, which comes with the client of the Hugging Face Hub: fsspec's own file system for the web needs an extra
package, and follows redirects out of the roots of a run.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2

from pipelines.errors import InputAwayError, InputError, SpindleError
from pipelines.redact import redact_text
from pipelines.sources.find import compression_of, find_input_files, format_of
from pipelines.sources.raw.away import is_busy, unreachable
from pipelines.sources.raw.files import InputFile, copy_bounded
from pipelines.storage.roots import Roots
from pipelines.storage.temporary import temporary_folder

MAX_REDIRECTS = 10
# Seconds to connect, and between two blocks of a download.
TIMEOUT = httpx2.Timeout(60, connect=15)
# The ending of a file that the address does not name, by the type that the server states.
ENDINGS = {
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/plain": ".txt",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/zip": ".zip",
    "application/vnd.apache.parquet": ".parquet",
    "application/warc": ".warc",
}
FILE_NAME = re.compile(r"filename=\"?([^\";]+)", re.IGNORECASE)


def is_web(uri: str) -> bool:
    """Return True for an address of the web.

    >>> is_web("https://news.example/a.jsonl"), is_web("hf://datasets/owner/name")
    (True, False)
    """
    return uri.lower().startswith(("http://", "https://"))


def name_web_file(uri: str) -> str:
    """Return the name of the file at an address.

    >>> name_web_file("https://news.example/2021/a%20b.jsonl?page=2"), name_web_file("https://news.example")
    ('a b.jsonl', 'news.example')
    """
    found = urlsplit(uri)
    return _clean(unquote(found.path.rstrip("/").rpartition("/")[2])) or _clean(found.hostname or "")


@contextmanager
def download(uri: str, roots: Roots | None) -> Iterator[InputFile]:
    """Yield the file at an address, on the local disk.

    roots  raise ConfigError for a redirect that leads out of these, before it is followed
    Raises InputError for a server or a file that cannot be reached, or a download that is not complete; InputAwayError
    if another try may succeed.
    """
    with temporary_folder("download") as folder:
        try:
            with httpx2.Client(timeout=TIMEOUT, headers={"Accept-Encoding": "identity"}) as client:
                path = _fetch(client, uri, folder, roots)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError) as error:
            what = " ".join(str(error).split()) or type(error).__name__
            raise unreachable(error)(
                f"expected to read {redact_text(uri)!r}, but {what}: check the address, the network and the server"
            ) from error
        try:
            (file,) = find_input_files(str(path))
        except SpindleError as error:
            error.args = (str(error).replace(str(path), redact_text(uri)),)
            raise
        yield file


def _fetch(client: httpx2.Client, uri: str, folder: Path, roots: Roots | None) -> Path:
    request = client.build_request("GET", uri)
    for _ in range(MAX_REDIRECTS):
        response = client.send(request, stream=True)
        try:
            if response.next_request is None:
                _check_status(response, uri)
                return _save(response, folder / _name(response, uri))
        finally:
            response.close()
        request = response.next_request
        if roots is not None and not roots.hold(str(request.url)):
            roots.refuse("every redirect of the input", str(request.url))
    raise InputError(f"expected at most {MAX_REDIRECTS} redirects from {redact_text(uri)!r}, got more")


def _check_status(response: httpx2.Response, uri: str) -> None:
    if response.status_code != httpx2.codes.OK:
        kind, hint = InputError, "check the login" if response.status_code in (401, 403) else "check the address"
        if is_busy(response.status_code):
            kind, hint = InputAwayError, "try again later, or ask whoever runs the server"
        raise kind(
            f"expected a file at {redact_text(uri)!r}, but the server answered {response.status_code} "
            f"{response.reason_phrase[:60]}: {hint}"
        )


def _save(response: httpx2.Response, path: Path) -> Path:
    """Write the content as it is stored on the server: a file such as news.csv.gz stays compressed."""
    blocks = response.iter_raw() if compression_of(path.name) else response.iter_bytes()
    with path.open("wb") as copy:
        copy_bounded(_Blocks(blocks), copy, path.name)
    return path


def _name(response: httpx2.Response, uri: str) -> str:
    """Return a name with the ending of a readable format, if the address or the server tells one."""
    stated = FILE_NAME.search(response.headers.get("Content-Disposition", ""))
    names = [name_web_file(uri), _clean(stated[1]) if stated else "", name_web_file(str(response.url))]
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    readable = (name for name in names if format_of(name))
    return next(readable, names[0] + ENDINGS.get(kind, ""))


def _clean(name: str) -> str:
    """Return the last step of a name, fit for a file that is not hidden."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable()).lstrip("._ ")[-100:]


@dataclass(frozen=True)
class _Blocks:
    """The blocks of a download, as a stream."""

    blocks: Iterator[bytes]

    def read(self, _: int) -> bytes:
        return next(filter(None, self.blocks), b"")
