"""Addresses in a form that can be compared: whatever could be read in two ways has none, and so is in no root."""

import re
from urllib.parse import unquote

REMOTE = re.compile(r"([A-Za-z][\w+.-]*)://(.*)")
LOCAL = ("file", "local")
# A host or bucket, with a login before it and a port behind it.
HOST = re.compile(r"(?:[^@/?#\\]*@)?([A-Za-z0-9](?:[\w.-]*\w)?(?::\d+)?)")
MAGIC = re.compile(r"[*?\[]")
NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
# The first step of addresses in other repositories of the Hub than datasets.
HUB_KINDS = ("models", "spaces", "kernels", "buckets")


def is_remote(place: str) -> bool:
    """Return True for an address that is not on a local disk.

    >>> is_remote("s3://bucket/news"), is_remote("file:///data"), is_remote("/data/news")
    (True, False, False)
    """
    return "://" in place and place.partition("://")[0] not in LOCAL


def read_address(address: str, *, pattern: bool = False) -> tuple[str, ...] | None:
    """Return scheme, host and the steps of the path; None for an address that cannot be compared safely.

    pattern  True if the path is a glob: its steps before the first sign of one are returned

    >>> read_address("s3://key:secret@bucket/news/part-*.gz", pattern=True)
    ('s3', 'bucket', 'news')
    >>> read_address("s3://bucket/news/../secret")
    """
    found = REMOTE.fullmatch(address)
    if not found or "::" in address or "\\" in address or not address.isprintable():
        return None
    scheme, rest = found[1].lower(), found[2]
    if scheme == "hf":
        return _read_hub(rest)
    is_web = scheme in ("http", "https")
    end = re.search(r"[/?#]" if is_web else "/", rest)
    authority, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    host = HOST.fullmatch(authority)
    if is_web:
        path = re.split(r"[?#]", path, maxsplit=1)[0]
    if pattern and (sign := re.search(r"[*\[]" if is_web else MAGIC, path)):
        if _has_dots(path):
            return None
        path = path[: sign.start()].rpartition("/")[0]
    if not host or _has_dots(path) or (is_web and re.search("%(?:2f|5c|25)", path, re.IGNORECASE)):
        return None
    name, path = (host[1].lower(), unquote(path)) if is_web else (host[1], path)
    # An empty step counts: `s3://bucket//news` is another key than `s3://bucket/news`.
    path = path.removeprefix("/").rstrip("/")
    return (scheme, name, *path.split("/")) if path else (scheme, name)


def _read_hub(rest: str) -> tuple[str, ...] | None:
    """Return "hf", owner and name of a dataset of the Hub, whatever its revision, options or file.

    A name without an owner may be one of the formats of `datasets`, which reads the files of the working folder.
    """
    place = rest.removeprefix("datasets/")
    owner, _, behind = place.partition("/")
    name = re.split("[@/?]", behind, maxsplit=1)[0]
    is_plain = NAME.fullmatch(owner) and NAME.fullmatch(name) and owner not in (*HUB_KINDS, "datasets")
    return ("hf", owner, name) if is_plain and not _has_dots(rest.replace("@", "/")) else None


def _has_dots(path: str) -> bool:
    decoded = unquote(unquote(path))
    return any(step in (".", "..") for text in (path, decoded) for step in re.split(r"[/\\]", text))
