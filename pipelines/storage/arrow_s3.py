"""s3:// for fsspec, and so for `datasets`, through pyarrow's S3 client: no extra package is needed.

Keys, region and endpoint are those of pipelines.storage.access. Without keys there, Arrow searches on, for instance for
roles in ~/.aws. If s3fs is installed, it is used instead. gs:// and az:// go through obstore, unless gcsfs or adlfs is
installed.
"""

import importlib.util
from functools import lru_cache
from typing import Any

import fsspec
from fsspec.implementations.arrow import ArrowFSWrapper
from obstore.fsspec import register
from pyarrow.fs import S3FileSystem

from pipelines.storage.access import S3Access, find_access

CONNECT_SECONDS, REQUEST_SECONDS = 10.0, 120.0


class ArrowS3(ArrowFSWrapper):  # type: ignore[misc]  # fsspec has no types
    """A bucket as fsspec sees it; made by `fsspec.open("s3://bucket/key")`."""

    cachable = False  # by fsspec, which does not know when the keys change

    def __init__(self, **_: Any) -> None:  # `datasets` also passes arguments meant for the file
        super().__init__(_connect(find_access()))


@lru_cache(maxsize=8)
def _connect(access: S3Access) -> S3FileSystem:
    keys = {"access_key": access.key, "secret_key": access.secret, "session_token": access.token}
    return S3FileSystem(
        **(keys if access.has_keys else {}),
        **({"region": access.region} if access.region else {}),
        endpoint_override=access.endpoint,
        connect_timeout=CONNECT_SECONDS,
        request_timeout=REQUEST_SECONDS,
    )


def ready_stores() -> None:
    """Register s3://, gs:// and az:// with fsspec, unless other packages do; may be called repeatedly."""
    if importlib.util.find_spec("s3fs") is None:
        fsspec.register_implementation("s3", ArrowS3, clobber=True)
    for scheme, package in {"gs": "gcsfs", "az": "adlfs"}.items():
        if importlib.util.find_spec(package) is None:
            register(scheme)
