"""Object stores: the few operations that Spindle needs of them, and their client.

The client is obstore: its puts can be conditional, which s3fs and pyarrow cannot do for all stores. It repeats requests
that a store answers with 5xx or 429, or not at all. A repeated conditional put may find its own first try, so its
refusal says nothing: `pipelines.storage.swaps` compares the content.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)

from pipelines.errors import StorageError
from pipelines.storage.access import S3Access, find_access

SCHEMES = ("s3", "gs", "az")
# Objects that are put in one request: larger ones go in pieces, which cannot be conditional.
ONE_REQUEST = 8 << 20
RETRIES = {"max_retries": 6, "retry_timeout": timedelta(seconds=60)}
# In the text of errors that have no class of their own: access refused; no reply of the server.
REFUSALS = ("AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidToken", "ExpiredToken")
SILENCE = ("error sending request", "operation timed out", "connection error")
# Servers that clouds give their machines to ask for keys.
KEY_SERVERS = ("169.254.169.254", "metadata.google.internal")
CONNECT, REQUEST = timedelta(seconds=10), timedelta(seconds=120)
# Names of the credentials in the environment, for messages.
CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}


class Info(NamedTuple):
    """The state of one object.

    modified  time of the last put, in seconds since 1970
    version   what a store compares in a conditional put
    """

    key: str
    size: int
    modified: float
    version: Any


class ConflictError(StorageError):
    """A conditional put was refused: the object exists, or has changed."""


class Objects(Protocol):
    """The client of one bucket. Errors are StorageError; a missing object is FileNotFoundError."""

    def get(self, key: str) -> tuple[bytes, Info]:
        """Return the bytes and the state of an object."""

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield the bytes of an object in pieces."""

    def head(self, key: str) -> Info | None:
        """Return the state of an object; None if there is none."""

    def put(self, key: str, data: bytes | Path) -> None:
        """Write an object as a whole, whatever is there; a Path is a local file."""

    def create(self, key: str, data: bytes) -> None:
        """Write an object; raise ConflictError if there is one."""

    def swap(self, key: str, data: bytes, version: Any) -> None:
        """Replace an object; raise ConflictError unless it has this version."""

    def list_all(self, prefix: str) -> list[Info]:
        """Return all objects whose key begins with `prefix` and a slash, by key."""

    def list_below(self, prefix: str) -> tuple[list[str], list[Info]]:
        """Return the keys of the folders and the objects directly below `prefix`, by key."""

    def copy(self, source: str, target: str) -> None:
        """Copy an object within the bucket."""

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; a missing one is no error."""


class ObstoreClient:
    """`Objects` of a bucket in S3, Google Cloud Storage or Azure."""

    def __init__(self, bucket: str, access: S3Access | None = None) -> None:
        self._bucket = bucket
        with self._explaining("open", ""):
            # Typed by the scheme of a literal, which an address is not.
            from_url: Any = obstore.store.from_url
            self._store: Any = from_url(bucket, retry_config=RETRIES, **_options(access or S3Access()))

    def get(self, key: str) -> tuple[bytes, Info]:
        with self._explaining("read", key):
            found = obstore.get(self._store, key)
            return bytes(found.bytes()), _info(found.meta)

    def stream(self, key: str) -> Iterator[bytes]:
        with self._explaining("read", key):
            for piece in obstore.get(self._store, key).stream(min_chunk_size=1 << 20):
                yield bytes(piece)

    def head(self, key: str) -> Info | None:
        try:
            with self._explaining("read", key):
                return _info(obstore.head(self._store, key))
        except FileNotFoundError:
            return None

    def put(self, key: str, data: bytes | Path) -> None:
        with self._explaining("write", key):
            obstore.put(self._store, key, data, chunk_size=ONE_REQUEST)

    def create(self, key: str, data: bytes) -> None:
        with self._explaining("create", key):
            obstore.put(self._store, key, data, mode="create", use_multipart=False)

    def swap(self, key: str, data: bytes, version: Any) -> None:
        with self._explaining("replace", key):
            obstore.put(self._store, key, data, mode=version, use_multipart=False)

    def list_all(self, prefix: str) -> list[Info]:
        with self._explaining("list", prefix):
            found = [_info(entry) for batch in obstore.list(self._store, prefix or None) for entry in batch]
        return sorted(found)

    def list_below(self, prefix: str) -> tuple[list[str], list[Info]]:
        with self._explaining("list", prefix):
            found = obstore.list_with_delimiter(self._store, prefix or None)
        return sorted(found["common_prefixes"]), sorted(map(_info, found["objects"]))

    def copy(self, source: str, target: str) -> None:
        with self._explaining("copy", source):
            obstore.copy(self._store, source, target)

    def delete(self, keys: Sequence[str]) -> None:
        with self._explaining("delete", keys[0] if keys else ""):
            if keys:
                obstore.delete(self._store, list(keys))

    @contextmanager
    def _explaining(self, what: str, key: str) -> Iterator[None]:
        """Raise the errors of the client as ours."""
        place = f"{self._bucket}/{key}"
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            raise self._explain(error, what, place) from error

    def _explain(self, error: Exception, what: str, place: str) -> Exception:
        if "NoSuchBucket" in str(error):
            return StorageError(f"expected a bucket at {self._bucket}, found none: create it")
        if isinstance(error, FileNotFoundError | NotFoundError):
            return FileNotFoundError(place)
        if isinstance(error, AlreadyExistsError | PreconditionError):
            return ConflictError(f"expected to {what} {place}, but another process was quicker")
        scheme = self._bucket.partition(":")[0]
        return StorageError(
            f"expected to {what} {place}, but {_reason(error)}: check the address, the network and "
            f"{CREDENTIALS[scheme]} in the environment"
        )


def connect(bucket: str) -> Objects:
    """Return the client of a bucket, such as `s3://news`; for credentials see pipelines.storage.access."""
    return _connect(bucket, find_access() if bucket.startswith("s3:") else None)


@lru_cache(maxsize=64)
def _connect(bucket: str, access: S3Access | None) -> Objects:
    return ObstoreClient(bucket, access)


def _options(access: S3Access) -> dict[str, Any]:
    # A server with a plain http:// address was named on purpose.
    plain = (access.endpoint or "").startswith("http://")
    options: dict[str, Any] = {
        "client_options": {"connect_timeout": CONNECT, "timeout": REQUEST, "allow_http": plain},
        **{name: value for name in ("region", "endpoint") if (value := getattr(access, name))},
    }
    if access.has_keys:
        keys = {"access_key_id": access.key, "secret_access_key": access.secret, "token": access.token or None}
        # A function, so that no other key of the environment is mixed with these.
        options["credential_provider"] = lambda: {**keys, "expires_at": None}
    return options


def _info(meta: Any) -> Info:
    version = {name: meta[name] for name in ("e_tag", "version") if meta.get(name) is not None}
    return Info(meta["path"], meta["size"], meta["last_modified"].timestamp(), version)


def _reason(error: Exception) -> str:
    """The reason in a few words, else the first line of the error, without the debugging output after it."""
    text = str(error)
    if isinstance(error, PermissionDeniedError | UnauthenticatedError) or any(code in text for code in REFUSALS):
        return "access was refused"
    if any(server in text for server in KEY_SERVERS):
        return "no keys were found, and no server gives any to this machine"
    address = re.search(r"https?://[^/\s]+", text)
    if address and any(sign in text for sign in SILENCE):
        return f"there is no answer from {address[0]}"
    return text.partition("\n")[0].partition(" - Server returned")[0][:200].rstrip(": ") or type(error).__name__
