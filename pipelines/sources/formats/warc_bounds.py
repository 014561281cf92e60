"""Bounds on what a record of a web archive takes: the lines of its headers, and its content once it is decompressed.

The library has none. It joins the blocks of a long line in quadratic time, and decompresses what it has read at once:
20 MB in one chunk may be 20 GB.
"""

import contextlib
import zlib
from collections.abc import Callable
from typing import Any

from pipelines.sources.formats.pages import MAX_PAGE_BYTES
from pipelines.sources.raw.needs import load_library

# All headers of a record; servers send some kilobytes.
MAX_HEADER_BYTES = 1 << 20
BLOCK_BYTES = 1 << 14
# Content-Encoding -> the formats that zlib tries, by their numbers. Browsers also know br and zstd, which Python does
# not: whether such pages are read must not depend on other packages.
WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
READABLE = {"", "identity", *WINDOWS}


class HeaderLines:
    """The lines of a reader of the library, MAX_HEADER_BYTES of them after each call of `begin`."""

    def __init__(self, read: Callable[[int], bytes], failure: type[Exception]) -> None:
        self._read, self._failure = read, failure
        self.begin()

    def begin(self) -> None:
        """Begin with the next record."""
        self._n_left = MAX_HEADER_BYTES

    def __call__(self, length: int | None = None) -> bytes:
        """Return a line, of a length at most; raises `failure` for headers of a record that are too long.

        Headers of a page end there, so that they cost the page. A short length is that of a line in its content.
        """
        if length is not None and length <= MAX_HEADER_BYTES:
            return self._read(length)
        if not self._n_left and length is None:
            raise self._failure(f"its headers have more than {MAX_HEADER_BYTES:,} bytes")
        line = self._read(self._n_left) if self._n_left else b""
        self._n_left -= len(line)
        return line


def read_encoding(record: Any) -> str:
    """Return the Content-Encoding of a page in lower case; "" without one."""
    stated = record.http_headers.get_header("Content-Encoding") if record.http_headers else None
    return (stated or "").strip().lower()


def read_payload(record: Any, name: str) -> bytes:
    """Return the content of a record, decompressed where READABLE has its encoding, cut behind the largest page.

    name  of the file, for messages
    """
    stream, headers = record.raw_stream, record.http_headers
    if headers and (headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = load_library("warcio.bufferedreaders", name).ChunkedDataReader(stream)
    blocks, n_left = [], MAX_PAGE_BYTES + 1
    while n_left > 0 and (block := stream.read(min(n_left, 1 << 16))):
        blocks.append(block)
        n_left -= len(block)
    return _decompress(b"".join(blocks), read_encoding(record))


def _decompress(content: bytes, encoding: str) -> bytes:
    """Return the decompressed content; as it is if it is not compressed, as crawlers leave it that decompress it."""
    for window in WINDOWS.get(encoding, ()):
        with contextlib.suppress(zlib.error):
            return _inflate(content, window)
    return content


def _inflate(content: bytes, window: int) -> bytes:
    """Return what can be decompressed, cut behind the largest page; raises zlib.error if nothing can."""
    decompressor = zlib.decompressobj(window)
    blocks, n_left = [], MAX_PAGE_BYTES + 1
    for start in range(0, len(content), BLOCK_BYTES):
        try:
            blocks.append(decompressor.decompress(content[start : start + BLOCK_BYTES], n_left))
        except zlib.error:
            if not start:
                raise
            break
        n_left -= len(blocks[-1])
        if n_left <= 0:
            break
    return b"".join(blocks)
