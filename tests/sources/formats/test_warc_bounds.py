import gzip
import sys
import tracemalloc
import types
import zlib

import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.formats.warc_bounds import MAX_HEADER_BYTES, _decompress
from pipelines.sources.read import read_input

PAGE = (
    b"<html><body><article><p>"
    + b"Rain fell on the hills all day long, and the river rose. " * 9
    + b"</p></article></html>"
)


def record(content, headers="", *, more="", status="200 OK"):
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}\r\n".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/1\r\n{more}"
    head += f"WARC-Date: 2021-03-02T06:00:00Z\r\nContent-Length: {len(http) + len(content)}\r\n\r\n"
    return head.encode() + http + content + b"\r\n\r\n"


def chunked(content):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)


def read(folder, content):
    (folder / "a.warc").write_bytes(content)
    return [row for table in read_input(str(folder / "a.warc"), IngestArticles()) for row in table.to_pylist()]


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ("", PAGE),
        ("Content-Encoding: GZIP\r\n", gzip.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)[2:-4]),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzip.compress(PAGE))),
        ("Content-Encoding: gzip\r\n", PAGE),
        ("Content-Encoding: br\r\n", PAGE),
        ("Transfer-Encoding: chunked\r\n", PAGE),
    ],
)
def test_pages_are_read_in_every_encoding_that_they_are_in(tmp_path, headers, content):
    (row,) = read(tmp_path, record(content, headers))
    assert row["reason"] is None
    assert row["text"].startswith("Rain fell on the hills")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br"])
def test_an_encoding_that_is_not_read_is_named_whatever_is_installed(tmp_path, monkeypatch, encoding):
    class Decompressor:
        def decompress(self, data):  # noqa: ARG002 - as of the package
            return PAGE

    monkeypatch.setitem(sys.modules, "brotli", types.SimpleNamespace(Decompressor=Decompressor))
    (row,) = read(tmp_path, record(b"\x8b\x02\x80 packed", f"Content-Encoding: {encoding}\r\n"))
    assert (row["reason"], row["detail"]) == ("no_text", f"its Content-Encoding is not read: '{encoding}'")


def test_a_page_that_unfolds_takes_little_memory(tmp_path):
    packer = zlib.compressobj(1, wbits=31)
    packed = b"".join(packer.compress(bytes(1 << 22)) for _ in range(40)) + packer.flush()
    tracemalloc.start()
    (row,) = read(tmp_path, record(chunked(packed), "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row["detail"] == "the page is larger than 20,000,000 bytes"
    assert peak < 100e6


def test_content_that_breaks_off_is_read_as_far_as_it_goes():
    packed = gzip.compress(bytes(range(256)) * 999, compresslevel=0)
    broken = packed[:100_000] + b"\xff" * 40_000
    found = _decompress(broken, "gzip")
    assert found
    assert (bytes(range(256)) * 999).startswith(found[:60_000])


@pytest.mark.parametrize("line", ["X-Long: " + "a" * (MAX_HEADER_BYTES + 9), "X: a\r\n" * (MAX_HEADER_BYTES // 6 + 9)])
def test_headers_of_a_record_have_a_bound(tmp_path, line):
    message = r"a header cannot be read \(its headers have more than 1,048,576 bytes\)"
    with pytest.raises(InputError, match=message):
        read(tmp_path, record(PAGE) + record(PAGE, more=line + "\r\n"))
    with pytest.raises(InputError, match="a header cannot be read"):
        read(tmp_path, b"a" * (MAX_HEADER_BYTES + 9))


def test_long_headers_of_a_page_cost_the_page(tmp_path):
    rows = read(tmp_path, record(PAGE, f"X-Long: {'a' * 2 * MAX_HEADER_BYTES}\r\n") + record(PAGE))
    assert [row["reason"] for row in rows][1:] == [None]
    assert len(rows) == 2
