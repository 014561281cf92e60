"""Files that no reader takes, whatever their names: each is named, with what to do."""

import gzip
import io
import os
import pickle
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import name_case
from sources.formats.disguised import CSV, LINES, PACK, ROWS, TEXTS, raw, texts, write

from pipelines.errors import InputError

LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{64 * 'b'}\nsize 2400731\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("content", [LINES, CSV, '{"text": "' + 400 * "新聞記事" + '"}'])
def test_utf16_without_a_mark_is_named(tmp_path, content, encoding):
    name = encoding.upper().replace("-LE", "LE").replace("-BE", "BE")
    with pytest.raises(InputError, match=f"found {name} without a byte order mark: convert it with iconv -f {name}"):
        raw(write(tmp_path, "a.jsonl", content.encode(encoding)))


def test_parquet_that_is_compressed_as_a_whole_is_named(tmp_path):
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), stream)
    with pytest.raises(InputError, match="found Parquet compressed with gzip: decompress it"):
        raw(write(tmp_path, "a.jsonl.gz", gzip.compress(stream.getvalue(), mtime=0)))


PAGES = [
    "<!DOCTYPE html>\n<html><head><title>404</title></head>",
    "\ufeff\r\n\n  <HTML lang='en'>\n",
    "<!-- saved from\nhttps://news.example -->\n<!doctype HTML PUBLIC>",
    '<?xml version="1.0"?>\n<!DOCTYPE html>\n',
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.txt", "a.parquet", "a.jsonl.gz"])
def test_a_saved_page_is_named(tmp_path, name, page):
    with pytest.raises(InputError, match=rf"in {name}, found an HTML page: fetch"):
        raw(write(tmp_path, name, page))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (LFS, "a Git LFS pointer: fetch the file itself with `git lfs pull`"),
        ("\ufeff" + LFS.replace("\n", "\r\n"), "a Git LFS pointer"),
        ("/annex/objects/MD5E-s31390--f00.jsonl\n", "a git-annex pointer"),
        ("../../.git/annex/objects/X9/6J/MD5E-s31390--f00.jsonl", "a git-annex pointer"),
        ("../stories/2019.jsonl", "a link that Git checked out as a text file"),
        ("<Error><Code>AccessDenied</Code>", r"an error message of a store \(AccessDenied\)"),
        ('<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code>', r"an error message of a store \(NoSuchKey\)"),
        ('<?xml version="1.0"?>\n<rss><channel>', "an XML document"),
        ("HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n<html>", "a server's response with its headers"),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF document"),
        (r"{\rtf1\ansi Rain fell.}", "a rich text document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "a Word, Excel or other Office file: save it as CSV"),
        (b"SQLite format 3\x00" + bytes(99), "an SQLite database"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "an AppleDouble file"),
        (bytes(5_000), "NUL bytes: copy the file again"),
        (bytes(1), "NUL bytes"),
        (bytes(4_096) + LINES.encode(), "NUL bytes"),
        (pickle.dumps(ROWS), "a Python pickle"),
        (pickle.dumps(ROWS, protocol=2), "a Python pickle"),
        (bytes(range(256)) * 20, "binary data"),
    ],
    ids=name_case,
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_what_no_reader_takes_is_named(tmp_path, name, content, found):
    with pytest.raises(InputError, match=rf"^expected .* in {name}, found {found}") as caught:
        raw(write(tmp_path, name, content))
    assert "\n" not in str(caught.value)


def archive_of(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, LINES)
    return stream.getvalue()


def tar_of(name):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(LINES.encode())
        archive.addfile(member, io.BytesIO(LINES.encode()))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.jsonl", archive_of("a.jsonl"), "a zip archive"),
        ("a.csv", archive_of("[Content_Types].xml", "xl/workbook.xml"), "a Word, Excel or other Office file"),
        ("a.txt", archive_of("word/document.xml"), "a Word, Excel or other Office file"),
        ("a.jsonl", tar_of("a.jsonl"), "a tar archive"),
        ("a.jsonl.gz", gzip.compress(tar_of("a.jsonl"), mtime=0), "a tar archive"),
        (
            "a.jsonl.gz",
            gzip.compress(gzip.compress(LINES.encode(), mtime=0), mtime=0),
            "a file that was compressed twice",
        ),
    ],
    ids=name_case,
)
def test_archives_are_named(tmp_path, name, content, found):
    with pytest.raises(InputError, match=f"found {found}"):
        raw(write(tmp_path, name, content))


def test_binary_content_of_a_text_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"expected plain text in a\.txt, found binary data"):
        raw(write(tmp_path, "a.txt", os.urandom(4_000)))


@pytest.mark.parametrize(
    "content",
    [
        "id,text\n1,Rain\n",
        "oops\n" * 25 + LINES,
        '"a string"\n' * 3,
        '["1", "Rain"]\n' * 3,
        "{'text': 'Rain'}\n",
        "7\n",
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_file_without_objects_in_its_first_lines_is_named(tmp_path, name, content):
    with pytest.raises(InputError, match=r"found text that begins with '.*': give one JSON object") as caught:
        raw(write(tmp_path, name, content))
    assert len(str(caught.value)) < 300


def test_the_excerpt_of_a_long_first_line_is_short_and_plain(tmp_path):
    with pytest.raises(InputError) as caught:
        raw(write(tmp_path, "a.jsonl", "\x1b[31m" + 5_000 * "rain "))
    assert len(str(caught.value)) < 300
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.txt.gz", "a.json.zst"])
def test_a_compressed_file_of_nothing_is_skipped_or_named(tmp_path, name, caplog):
    write(tmp_path, name, PACK["gzip"](b"") if name.endswith("gz") else PACK["zstd"](b""))
    with pytest.raises(InputError, match=rf"expected news in {name}, found nothing when decompressed"):
        raw(tmp_path / name)
    write(tmp_path, "b.jsonl", LINES)
    caplog.clear()
    assert texts(tmp_path) == TEXTS
    assert f"skipped files that are empty when decompressed: {name}" in caplog.text
