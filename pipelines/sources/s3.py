"""s3:// for fsspec, and so for `datasets`, through pyarrow's S3 client: no extra package is needed.

Credentials, region and endpoint come from the usual places (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL, ~/.aws). If s3fs is installed, it is used instead.
"""

import importlib.util
import os
from typing import Any

import fsspec
from fsspec.implementations.arrow import ArrowFSWrapper
from pyarrow.fs import S3FileSystem


class ArrowS3(ArrowFSWrapper):  # type: ignore[misc]  # fsspec has no types
    """A bucket as fsspec sees it; made by `fsspec.open("s3://bucket/key")`."""

    def __init__(self, **_: Any) -> None:  # `datasets` also passes arguments meant for the file
        # Arrow reads the other AWS_ variables by itself, but not this one.
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        super().__init__(S3FileSystem(endpoint_override=endpoint))


def ready_s3() -> None:
    """Register s3:// with fsspec, unless s3fs does; may be called repeatedly."""
    if importlib.util.find_spec("s3fs") is None:
        fsspec.register_implementation("s3", ArrowS3, clobber=True)
