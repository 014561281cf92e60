import gzip
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.read import read_input

DATE = "2021-03-02T06:00:00Z"


def write(path, *records, gzipped=False):
    """Records are (type, address, content, content type, headers of HTTP or of the record)."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=gzipped)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        for kind, address, content, media, more in records:
            is_http = isinstance(more, str)
            http = StatusAndHeaders(more, [("Content-Type", media)], protocol="HTTP/1.1") if is_http else None
            headers = {"WARC-Date": DATE, **({} if is_http else more)}
            writer.write_record(
                writer.create_warc_record(
                    address,
                    kind,
                    payload=io.BytesIO(content),
                    http_headers=http,
                    warc_content_type="" if is_http else media,
                    warc_headers_dict=headers,
                )
            )
    return path


def wet(address, text):
    return ("conversion", address, text.encode(), "text/plain", {})


def read(path):
    return pa.concat_tables(read_input(str(path), IngestArticles())).to_pylist()


@pytest.mark.parametrize("length", ["99999999999999999999", "9" * 5_000])
def test_a_length_beyond_all_files_is_a_damaged_file(tmp_path, length):
    page = ("response", "https://www.post.example/1", b"<p>Rain fell.</p>", "text/html", "200 OK")
    path = write(tmp_path / "a.warc", page)
    head, found, rest = path.read_bytes().rpartition(b"Content-Length: ")
    path.write_bytes(head + found + length.encode() + rest[rest.index(b"\r\n") :])
    with pytest.raises(InputError, match=r"expected a\.warc .*"):
        read(path)


@pytest.mark.parametrize("name", ["a.wet", "a.warc.wet", "a.warc.wet.gz", "a.wet.gz"])
def test_texts_are_read_as_they_are(tmp_path, name):
    records = [wet("https://www.post.example/1", "Rain\nIt fell.\n"), wet("https://post.example/2", "")]
    rows = read(write(tmp_path / name, *records, gzipped=name.endswith(".gz")))
    assert [(row["text"], row["url"], row["source"], row["published_at"], row["place"]) for row in rows] == [
        (
            "Rain\nIt fell.\n",
            "https://www.post.example/1",
            "post.example",
            DATE,
            f"{name} record 2 https://www.post.example/1",
        ),
        ("", "https://post.example/2", "post.example", DATE, f"{name} record 3 https://post.example/2"),
    ]


def response(content, media="text/html", status="200 OK"):
    return ("response", "https://post.example/1", content, media, status)


@pytest.mark.parametrize(
    ("record", "reason", "detail"),
    [
        (response(b"%PDF", "application/pdf"), "not_html", "expected text/html, got 'application/pdf'"),
        (response(b"<p>Rain", status="404 Not Found"), "http_status", "expected 200, got '404'"),
        (response(b"", status="301 Moved"), "http_status", "expected 200, got '301'"),
        (response(b"{}", ""), "not_html", "expected text/html, got ''"),
        (("resource", "file:///a.png", b"x", "image/png", {}), "not_html", "got 'image/png'"),
        (
            ("conversion", "https://post.example/1", b"{}", "application/json", {}),
            "not_html",
            "expected text/plain, got",
        ),
        (
            ("conversion", "https://post.example/1", b"Rain", "text/plain", {"WARC-Truncated": "length"}),
            "no_text",
            "the crawler cut it: length",
        ),
    ],
)
def test_a_document_that_is_no_article_has_a_reason(tmp_path, record, reason, detail):
    rows = read(write(tmp_path / "a.warc.gz", record, wet("https://post.example/2", "Rain"), gzipped=True))
    assert [(row["reason"], row["text"]) for row in rows] == [(reason, None), (None, "Rain")]
    assert detail in rows[0]["detail"]


def test_pages_are_read_in_all_codings(tmp_path):
    page = (
        "<html><body><article><h1>Rain</h1>"
        + "<p>Rain fell on the café and the hills all day long.</p>" * 5
        + "</article></body></html>"
    )
    path = write(
        tmp_path / "a.warc",
        response(page.encode()),
        response(page.encode("cp1252"), "text/html; charset=latin-1"),
        response(b"<html>"),
    )
    rows = read(path)
    assert [row["reason"] for row in rows] == [None, None, "no_text"]
    assert rows[0]["text"] == rows[1]["text"]
    assert rows[0]["published_at"] is None


def test_requests_and_metadata_are_no_rows(tmp_path):
    records = [
        ("metadata", "https://post.example/1", b"a: b", "application/warc-fields", {}),
        wet("https://post.example/2", "Rain"),
        ("request", "https://post.example/1", b"", "text/html", "GET / HTTP/1.1"),
    ]
    assert [row["text"] for row in read(write(tmp_path / "a.warc", *records))] == ["Rain"]


RECORDS = [wet(f"https://post.example/{n}", f"Rain fell {n} times.\r\n\r\nWARC/1.0\r\n") for n in range(3)]


def test_a_file_that_is_cut_off_is_named(tmp_path):
    content = write(tmp_path / "a.warc", *RECORDS).read_bytes()
    whole = len(content.rstrip(b"\r\n"))
    starts = [
        place
        for place in range(len(content))
        if content.startswith((b"WARC/1.0\r\nWARC-", b"WARC/1.1\r\nWARC-"), place)
    ]
    for end in range(1, whole, 3):
        if any(0 <= start - end <= 4 for start in starts):
            continue  # between two records
        (tmp_path / "a.warc").write_bytes(content[:end])
        with pytest.raises(InputError, match=r"a\.warc"):
            read(tmp_path / "a.warc")


def test_a_compressed_file_that_is_cut_off_is_named(tmp_path):
    content = write(tmp_path / "a.warc.gz", *RECORDS, gzipped=True).read_bytes()
    (tmp_path / "a.warc.gz").write_bytes(content[:-30])
    with pytest.raises(InputError, match=r"a\.warc\.gz"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Content-Length: 32", b"Content-Length: 12"),
        (b"Content-Length: 32", b"Content-Length: xx"),
        (b"Content-Length: 32", b"Content-Nothing: 3"),
        (b"\r\n\r\nWARC/1.0\r\nWARC-", b"\r\n\r\nRAIN/1.0\r\nWARC-"),
    ],
)
def test_a_damaged_header_is_named(tmp_path, capsys, old, new):
    content = write(tmp_path / "a.warc", *RECORDS).read_bytes()
    assert old in content
    (tmp_path / "a.warc").write_bytes(content.replace(old, new, 1))
    with pytest.raises(InputError, match=r"a\.warc"):
        read(tmp_path)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("content", [b"Rain fell.", b"<html>", b"\n\n\n", gzip.compress(b"Rain", mtime=0)])
def test_something_else_is_named(tmp_path, content):
    (tmp_path / "a.warc").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.warc"):
        read(tmp_path)


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    def fail(name):
        raise ModuleNotFoundError(f"No module named {name!r}")

    write(tmp_path / "a.warc", *RECORDS)
    monkeypatch.setattr("importlib.import_module", fail)
    with pytest.raises(ConfigError, match=r"spindle\[web\]"):
        read(tmp_path)


texts = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=30)
@given(st.lists(texts, min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read(tmp_path_factory, found, gzipped):
    path = tmp_path_factory.mktemp("warc") / f"a.wet{'.gz' if gzipped else ''}"
    write(path, *(wet("https://post.example/", text) for text in found), gzipped=gzipped)
    assert [row["text"] for row in read(path)] == found
