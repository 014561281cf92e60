"""s3:// for fsspec, and so for `datasets`, by the S3 client that pyarrow has in it: no further package is needed.

Credentials, region and endpoint come from the usual places (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL, ~/.aws). Where s3fs is installed, that is used instead.
"""

import importlib.util
import os
from typing import Any

import fsspec
from fsspec.implementations.arrow import ArrowFSWrapper
from pyarrow.fs import S3FileSystem


class ArrowS3(ArrowFSWrapper):  # type: ignore[misc]  # fsspec has no types
    """A bucket as fsspec sees it; made by `fsspec.open("s3://bucket/key")`."""

    def __init__(self, **_: Any) -> None:  # `datasets` also passes what is meant for the file
        # Arrow looks for the rest of the AWS_ variables by itself, but not for this one.
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        super().__init__(S3FileSystem(endpoint_override=endpoint))


def ready_s3() -> None:
    """Make s3:// known to fsspec, unless s3fs does that; may be called again."""
    if importlib.util.find_spec("s3fs") is None:
        fsspec.register_implementation("s3", ArrowS3, clobber=True)
