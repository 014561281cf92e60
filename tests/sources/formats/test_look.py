"""Files that are not what their names say: read as what they are, or named."""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article, name_case

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.formats.look import HEAD, LONGER_HEADS, differs, look_at
from pipelines.sources.formats.registry import FORMATS
from pipelines.sources.raw.files import InputFile
from pipelines.sources.read import read_input

ROWS = [article(number) | {"title": "Café news"} for number in range(3)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
CSV = "id,title,text\n" + "".join(f'{row["id"]},{row["title"]},"{row["text"]}"\n' for row in ROWS)
LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{64 * 'b'}\nsize 2400731\n"
PACK = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda content: pa.compress(content, codec="zstd", asbytes=True),
}


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def raw(path):
    """Return the rows as they are, also those that the stage rejects."""
    return [row for table in read_input(str(path), IngestArticles()) for row in table.to_pylist()]


def texts(path):
    return [json.loads(row["line"])["text"] if row["line"] else row["text"] for row in raw(path)]


TEXTS = [row["text"] for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.jsonl.gz"])
def test_an_encoding_with_a_mark_is_read(tmp_path, name, encoding):
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    content = {".csv": CSV, ".json": json.dumps(ROWS, indent=1)}.get("." + name.split(".")[1], LINES)
    stored = (mark + content).encode(encoding)
    assert texts(write(tmp_path, name, gzip.compress(stored, mtime=0) if name.endswith("gz") else stored)) == TEXTS


def test_a_text_in_utf16_is_read(tmp_path):
    assert texts(write(tmp_path, "a.txt", "Café closed.\r\nRain.".encode("utf-16"))) == ["Café closed.\r\nRain."]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("content", [LINES, CSV, '{"text": "' + 400 * "新聞記事" + '"}'])
def test_utf16_without_a_mark_is_named(tmp_path, content, encoding):
    name = encoding.upper().replace("-LE", "LE").replace("-BE", "BE")
    with pytest.raises(InputError, match=f"found {name} without a byte order mark: convert it with iconv -f {name}"):
        raw(write(tmp_path, "a.jsonl", content.encode(encoding)))


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "b.jsonl.gz", "c.jsonl.zst"])
def test_a_compression_without_its_ending_is_read(tmp_path, kind, name, caplog):
    assert texts(write(tmp_path, name, PACK[kind](LINES.encode()))) == TEXTS
    right = {"gzip": ".gz", "zstd": ".zst"}.get(kind, "?")
    assert (f"{name} ({kind})" in caplog.text) is not name.endswith(right)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.zst"])
def test_an_ending_without_its_compression_is_read(tmp_path, name, caplog):
    assert texts(write(tmp_path, name, CSV if "csv" in name else LINES)) == TEXTS
    assert f"{name} (not compressed)" in caplog.text


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.jsonl.gz"])
def test_parquet_of_another_name_is_read(tmp_path, name):
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / name)
    assert texts(tmp_path / name) == TEXTS
    assert [row["place"] for row in raw(tmp_path / name)] == [f"{name} row {number}" for number in (1, 2, 3)]


def test_parquet_that_is_compressed_as_a_whole_is_named(tmp_path):
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), stream)
    with pytest.raises(InputError, match="found Parquet compressed with gzip: decompress it"):
        raw(write(tmp_path, "a.jsonl.gz", gzip.compress(stream.getvalue(), mtime=0)))


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a.parquet"])
@pytest.mark.parametrize("content", [LINES, json.dumps(ROWS, indent=2), json.dumps(ROWS)])
def test_json_of_another_name_is_read(tmp_path, name, content, caplog):
    assert texts(write(tmp_path, name, content)) == TEXTS
    assert f"{name} (JSON" in caplog.text


@pytest.mark.parametrize(
    "text", ["{Editor's note} It rains.", "[Rain] fell.", "{{Infobox}} Rain", '{"Rain", he said}', "{}"]
)
def test_an_article_that_begins_with_a_bracket_is_one(tmp_path, text):
    assert texts(write(tmp_path, "a.txt", text)) == [text]


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
    "text",
    ["ORCA whales were seen.", "RIFF raff", "BZh is a name", "GIF89 won", "PK won 3:1", "PAR1S is no city", "%P"],
)
def test_an_article_that_begins_like_a_signature_is_one(tmp_path, text):
    assert texts(write(tmp_path, "a.txt", text)) == [text]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1251", "shift_jis", "gb18030", "euc_kr"])
def test_text_in_other_encodings_is_not_binary(tmp_path, encoding):
    text = {"cp1251": "Дождь идёт.", "shift_jis": "雨が降る。", "gb18030": "下雨了。", "euc_kr": "비가 온다."}
    content = (text.get(encoding, "Café fermé à Orléans. ") * 90).encode(encoding)
    assert len(raw(write(tmp_path, "a.txt", content))) == 1


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


@pytest.mark.parametrize(
    "first",
    ['{"text": "cut off\n', "# made by hand\n", "oops\n" * 19, "x" * 2 * LONGER_HEADS[-1] + "\n", '{"a": {]\n', "{\n"],
)
def test_broken_first_lines_cost_rows_and_not_the_file(tmp_path, first):
    rows = raw(write(tmp_path, "a.jsonl", first + LINES))
    assert [row["line"] for row in rows][-3:] == LINES.splitlines()
    assert len(rows) == 3 + first.count("\n")


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "id,text\n1,Ra\x00in\n"), ("a.txt", "Ra\x00in"), ("a.tsv", "text\n\x00\n")]
)
def test_a_few_nul_bytes_are_left_to_the_reader(tmp_path, name, content):
    file = InputFile(str(write(tmp_path, name, content)), name, FORMATS[name[1:]])
    assert look_at(file) == file


@pytest.mark.parametrize("tail", [bytes(4_096), b"\x00", b"oops\n" * 90])
def test_a_broken_end_costs_rows_and_not_the_file(tmp_path, tail):
    rows = raw(write(tmp_path, "a.jsonl", LINES.encode() + tail))
    assert [row["line"] for row in rows][:3] == LINES.splitlines()


@pytest.mark.parametrize("n_characters", [HEAD - 20, HEAD, HEAD + 1, *LONGER_HEADS, 2 * LONGER_HEADS[-1]])
def test_a_long_first_line_is_still_a_line(tmp_path, n_characters):
    long = json.dumps({"text": "x" * n_characters}) + "\n"
    rows = raw(write(tmp_path, "a.jsonl", long + LINES))
    assert [row["place"] for row in rows] == [f"a.jsonl line {number}" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.txt.gz", "a.json.zst"])
def test_a_compressed_file_of_nothing_is_skipped_or_named(tmp_path, name, caplog):
    write(tmp_path, name, PACK["gzip"](b"") if name.endswith("gz") else PACK["zstd"](b""))
    with pytest.raises(InputError, match=rf"expected news in {name}, found nothing when decompressed"):
        raw(tmp_path / name)
    write(tmp_path, "b.jsonl", LINES)
    caplog.clear()
    assert texts(tmp_path) == TEXTS
    assert f"skipped files that are empty when decompressed: {name}" in caplog.text


def test_the_look_changes_nothing_of_a_right_name(tmp_path):
    for name, content in (("a.jsonl", LINES), ("a.csv", CSV), ("a.txt", "Rain."), ("a.json", json.dumps(ROWS))):
        file = InputFile(str(write(tmp_path, name, content)), name, FORMATS[name[1:]])
        assert look_at(file) == file
        assert differs(file, look_at(file)) == ""


def test_an_encoding_that_is_set_is_believed(tmp_path):
    path = write(tmp_path, "a.csv", CSV.encode("utf-16-le"))
    file = InputFile(str(path), "a.csv", "csv", encoding="utf-16-le")
    assert look_at(file) == file
