import contextlib
import gzip
import io
import json
import logging
import random
import stat
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.read import read_input

LINE = json.dumps(article(0)) + "\n"


def parquet():
    stored = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([article(1)]), stored)
    return stored.getvalue()


MEMBERS = {
    "b/news.jsonl": LINE.encode(),
    "a.txt": b"Rain\n\nIt rained.",
    "c.csv": b"id,text\n7,Sun\n",
    "d.parquet": parquet(),
    "source=the%20wire/e.jsonl.gz": gzip.compress(LINE.encode(), mtime=0),
    "f.story": b"Snow fell.\n\n@highlight\n\nSnow",
}


def write_zip(path, members=MEMBERS, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_tar(path, members=MEMBERS, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def read(path):
    return pa.concat_tables(read_input(str(path), IngestArticles())).to_pylist()


def describe(rows):
    return {(row["place"], row["title"], row["text"] or row["line"], row["source"]) for row in rows}


def expected(name):
    return {
        (f"{name}/b/news.jsonl line 1", None, LINE.strip(), None),
        (f"{name}/a.txt", "Rain", "\n\nIt rained.", None),
        (f"{name}/c.csv row 1", None, "Sun", None),
        (f"{name}/d.parquet row 1", article(1)["title"], article(1)["text"], None),
        (f"{name}/source=the%20wire/e.jsonl.gz line 1", None, LINE.strip(), "the wire"),
        (f"{name}/f.story", None, "Snow fell.\n\n", None),
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_of_a_zip_file_are_read_by_name(tmp_path, method):
    rows = read(write_zip(tmp_path / "news.zip", method=method))
    assert describe(rows) == expected("news.zip")
    assert [row["place"].split("/")[1][0] for row in rows] == ["a", "b", "c", "d", "f", "s"]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("n.tar", "w"), ("n.tar.gz", "w:gz"), ("n.tgz", "w:gz"), ("n.tar.bz2", "w:bz2"), ("n.TXZ", "w:xz")],
)
@pytest.mark.parametrize("in_memory", [True, False])
def test_members_of_a_tar_file_are_read_in_order(tmp_path, monkeypatch, name, mode, in_memory):
    if not in_memory:
        monkeypatch.setattr("pipelines.sources.archives.MAX_IN_MEMORY", 3)
    rows = read(write_tar(tmp_path / name, mode=mode))
    assert describe(rows) == expected(name)
    assert rows[0]["place"] == f"{name}/b/news.jsonl line 1"


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_hidden_members_and_others_are_left_out(tmp_path, caplog, write):
    others = {
        "__MACOSX/b/._news.jsonl": b"x",
        ".cache/a.jsonl": b"x",
        "b/_old/2.jsonl": b"x",
        "b/_old/1.jsonl": b"x",
        "_b.jsonl": b"x",
        "_void.jsonl": b"",
        "notes.docx": b"x",
        "void.csv": b"",
        "a.txt": b"Rain",
    }
    path = write(tmp_path / ("n.zip" if write is write_zip else "n.tar"), others)
    with caplog.at_level(logging.WARNING):
        assert [row["text"] for row in read(path)] == ["Rain"]
    assert "notes.docx" in caplog.text
    assert "void.csv" in caplog.text
    warned = [text for text in caplog.messages if "hidden" in text]
    assert warned == [
        f"skipped hidden files or folders (their names begin with . or _): {path.name}/_b.jsonl, {path.name}/b/_old"
    ]


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_a_name_that_leads_out_is_only_a_name(tmp_path, write):
    inside = tmp_path / "in"
    inside.mkdir()
    names = ["../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "./b/\x1b[31mred.txt"]
    path = write(inside / ("n.zip" if write is write_zip else "n.tar"), dict.fromkeys(names, b"Rain"))
    places = {row["place"].partition("/")[2] for row in read(path)}
    assert places == {"evil.txt", "etc/evil.txt", "b/\\x1b[31mred.txt"}
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [path.name]


def test_links_and_devices_of_a_tar_file_are_no_members(tmp_path):
    with tarfile.open(tmp_path / "n.tar", "w") as archive:
        for number, kind in enumerate(
            [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
        ):
            info = tarfile.TarInfo(f"{number}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("news.txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"Rain"))
    assert [row["place"] for row in read(tmp_path)] == ["n.tar/news.txt"]


def test_a_link_in_a_zip_file_is_no_member(tmp_path):
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("news.txt", "Rain")
    assert [row["text"] for row in read(tmp_path)] == ["Rain"]


@pytest.mark.parametrize("fault", [("Linux", 1 << 0), ("method", 93)])
def test_a_member_that_cannot_be_read_is_named(tmp_path, fault):
    """An encrypted member, and one of a compression that Python does not have."""
    kind, value = fault
    path = write_zip(tmp_path / "n.zip", {"a.txt": b"Rain"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(mark) + place + (2 if kind == "method" else 0)
        content[start : start + 2] = value.to_bytes(2, "little")
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"n\.zip/a\.txt to be readable, but .*unpack the archive first"):
        read(path)


def test_a_zip_file_of_an_unknown_version_is_named(tmp_path):
    path = write_zip(tmp_path / "n.zip", {"a.txt": b"Rain"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 169
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"n\.zip to be zip and readable, but zip file version 16\.9"):
        read(path)


def test_a_long_name_is_shortened(tmp_path):
    (row,) = read(write_zip(tmp_path / "n.zip", {f"{'a' * 9_000}.txt": b"Rain"}))
    assert len(row["place"]) < 300


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({}, ""),
        ({"notes.docx": b"x"}, r"found n\.\w+/notes\.docx"),
        ({"_a.jsonl": b"x", "notes.docx": b"x"}, r"found n\.\w+/notes\.docx and n\.\w+/_a.jsonl"),
    ],
)
@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_an_archive_without_news_is_refused(tmp_path, members, found, write):
    path = write(tmp_path / ("n.zip" if write is write_zip else "n.tar"), members)
    with pytest.raises(InputError, match=f"in {path.name}, .*{found}"):
        read(path)


def test_archives_in_archives_are_read_to_a_bound(tmp_path):
    path = write_zip(tmp_path / "1.zip", {"a.txt": b"Rain"})
    for number in (2, 3, 4):
        (row,) = read(path)
        assert row["text"] == "Rain"
        path = write_zip(tmp_path / f"{number}.zip", {path.name: path.read_bytes()})
    with pytest.raises(InputError, match="at most 3 archives in each other"):
        read(path)


def test_a_bomb_in_a_zip_file_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.sources.raw.files.MAX_ROW_BYTES", 1 << 20)
    with pytest.raises(InputError, match=r"bomb\.txt to hold at most"):
        read(write_zip(tmp_path / "n.zip", {"bomb.txt": b"Rain " * (6 << 20)}))


@pytest.mark.parametrize(("write", "name"), [(write_zip, "n.zip"), (write_tar, "n.tar")])
@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.9])
def test_an_archive_that_is_cut_off_is_named(tmp_path, write, name, share):
    content = write(tmp_path / name).read_bytes()
    end = content.rstrip(b"\0") if name == "n.tar" else content
    (tmp_path / name).write_bytes(content[: int(len(end) * share)])
    with pytest.raises(InputError, match=name):
        read(tmp_path)


def test_a_broken_header_is_not_the_end_of_a_tar_file(tmp_path):
    path = write_tar(tmp_path / "n.tar", {"a.txt": b"Rain", "b.txt": b"Snow"})
    content = bytearray(path.read_bytes())
    content[1024 + 150] ^= 0xFF  # the checksum of the second header
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"n\.tar"):
        read(path)


def test_a_wrong_checksum_is_named(tmp_path):
    path = write_zip(tmp_path / "n.zip", {"a.txt": b"Rain fell."}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"Rain fell.", b"Rain full."))
    with pytest.raises(InputError, match=r"n\.zip/a\.txt"):
        read(path)
    path = write_tar(tmp_path / "m.tgz", {"a.txt": b"Rain fell."}, "w:gz")
    path.write_bytes(path.read_bytes()[:-8] + b"\0\0\0\0\0\0\0\0")
    with pytest.raises(InputError, match=r"m\.tgz"):
        read(path)


def test_flipped_bytes_are_named_or_harmless(tmp_path):
    drawn = random.Random(1)  # noqa: S311 - faults, no secrets
    for name, write in (("n.zip", write_zip), ("n.tar", write_tar)):
        good = write(tmp_path / name).read_bytes()
        for _ in range(60):
            bad = bytearray(good)
            bad[drawn.randrange(len(bad))] ^= 1 << drawn.randrange(8)
            (tmp_path / name).write_bytes(bad)
            with contextlib.suppress(InputError):
                read(tmp_path / name)


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=20)


@settings(max_examples=30)
@given(
    st.dictionaries(
        names.filter(lambda name: name.strip("/\\.") and name[0] not in "._"), texts, min_size=1, max_size=4
    )
)
def test_the_members_that_are_written_are_read(tmp_path_factory, members):
    stored = {f"x{name}.jsonl": json.dumps({"text": text}).encode() for name, text in members.items()}
    shown = {
        name: content
        for name, content in stored.items()
        if not any(step[0] in "._" for step in name.replace("\\", "/").split("/") if step.strip("."))
    }
    folder = tmp_path_factory.mktemp("archives")
    for path in (write_zip(folder / "n.zip", stored), write_tar(folder / "n.tar", stored)):
        if shown:
            assert sorted(row["line"] for row in read(path)) == sorted(content.decode() for content in shown.values())
