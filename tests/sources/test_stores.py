"""Inputs in a real store: every kind of file is read as from a disk, changes are noticed, errors are short."""

import bz2
import gzip
import io
import json
import os
import tarfile
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article
from s3_server import SECRET

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.find import find_input_files
from pipelines.sources.read import name_inputs, read_input
from pipelines.storage.files import write_bytes
from pipelines.storage.places import open_place
from pipelines.storage.roots import parse_roots

ROWS = [article(number) for number in range(4)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
CSV = ("id,text\n" + "".join(f'{row["id"]},"{row["text"]}"\n' for row in ROWS)).encode()


def as_parquet():
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), file, row_group_size=2)
    return file.getvalue()


def as_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("in/a.jsonl", LINES)
    return file.getvalue()


def as_tar():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.jsonl")
        member.size = len(LINES)
        archive.addfile(member, io.BytesIO(LINES))
    return file.getvalue()


FILES = {
    "a.jsonl": LINES.strip,
    "b c.jsonl.gz": lambda: gzip.compress(LINES),
    "d.jsonl.bz2": lambda: bz2.compress(LINES),
    "e.json": lambda: json.dumps(ROWS).encode(),
    "f.csv": lambda: CSV,
    "g.tsv": lambda: CSV.replace(b',"', b'\t"').replace(b"id,text", b"id\ttext"),
    "h+1.parquet": as_parquet,
    "i%20.zip": as_zip,
    "j.tar.gz": as_tar,
    "k.txt": ROWS[0]["text"].encode,
}


def read(uri, **more):
    return [row for table in read_input(str(uri), IngestArticles(), **more) for row in table.to_pylist()]


@pytest.fixture
def news(s3):
    return f"{s3}/news"


def put(folder, *names):
    for name in names:
        write_bytes(open_place(folder) / name, FILES[name]())


@pytest.mark.parametrize("name", FILES, ids=str)
def test_a_file_of_each_format_is_read_as_from_a_disk(news, tmp_path, name):
    put(news, name)
    (tmp_path / name).write_bytes(FILES[name]())
    expected = read(tmp_path / name)
    assert expected
    assert read(f"{news}/{name}") == expected
    assert len(read(news)) == len(expected)


def test_folders_and_globs_are_listed_in_order(news, caplog):
    def names(uri):
        return name_inputs(uri, IngestArticles())

    put(news, "f.csv", "a.jsonl", "h+1.parquet")
    put(f"{news}/sub/2020", "a.jsonl")
    put(f"{news}/.hidden", "a.jsonl")
    put(f"{news}/_old/2020", "a.jsonl", "f.csv")
    put(f"{news}/.git", "a.jsonl")
    put(f"{news}paper", "a.jsonl")
    assert names(news) == ["a.jsonl", "f.csv", "h+1.parquet", "sub/2020/a.jsonl"]
    assert names(f"{news}/") == names(news)
    assert caplog.text == ""
    assert len(find_input_files(news)) == 4
    assert "skipped hidden files or folders (their names begin with . or _): .hidden, _old\n" in caplog.text
    assert names(f"{news}/*.csv") == ["f.csv"]
    assert names(f"{news}/**/a.jsonl") == ["a.jsonl", "sub/2020/a.jsonl"]
    assert names(f"{news}/*/*/a.jsonl") == ["sub/2020/a.jsonl"]


def test_a_file_that_changes_while_it_is_read_is_an_error(news, monkeypatch):
    monkeypatch.setattr("pipelines.sources.read.BATCH_ROWS", 1)
    for name in ("a.jsonl", "b.jsonl"):
        write_bytes(open_place(news) / name, LINES)
    tables = read_input(news, IngestArticles())
    next(tables)
    time.sleep(1.1)  # times of a store are whole seconds
    write_bytes(open_place(news) / "b.jsonl", LINES.replace(b"council", b"COUNCIL"))
    with pytest.raises(InputError, match=r"expected b\.jsonl to stay as it is"):
        list(tables)


def test_a_name_that_is_not_there_is_named(news):
    put(news, "a.jsonl")
    with pytest.raises(
        InputError, match=r"expected news at '.*/b\.jsonl', found no such file or folder; did you mean a"
    ):
        read(f"{news}/b.jsonl")


def test_the_work_of_a_run_is_no_input(news):
    put(f"{news}/work/ingest_articles/{'0' * 32}", "a.jsonl")
    with pytest.raises(ConfigError, match="expected the input outside the folder that the run writes to"):
        read(f"{news}/work", dataset_folder=open_place(news))


def fails(uri, kinds=(InputError, ConfigError), **more):
    began = time.monotonic()
    with pytest.raises(kinds) as caught:
        read(uri, **more)
    assert time.monotonic() - began < 30
    message = str(caught.value)
    assert "\n" not in message
    assert not any(secret in message for secret in (SECRET, "wrong-secret"))
    return message


def test_a_wrong_key_is_an_error(news, monkeypatch):
    put(news, "a.jsonl")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-secret")
    assert "check name, network and credentials" in fails(f"{news}/a.jsonl")


def test_a_server_that_is_not_there_is_an_error(news, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "check name, network and credentials" in fails(f"{news}/a.jsonl")


def test_a_bucket_that_is_not_there_is_an_error(news):
    fails("s3://missing-bucket/a.jsonl")


def test_keys_in_an_address_are_not_shown(news):
    put(news, "a.jsonl")
    message = fails(news.replace("s3://", "s3://key:wrong-secret@"))
    assert message.startswith(f"expected an address without credentials, got '{news}'")


def test_a_confined_input_stays_in_its_prefix(news):
    put(news, "a.jsonl")
    put(f"{news}paper", "a.jsonl")
    roots = parse_roots(news, "input_roots", remote=True)
    assert len(read(f"{news}/*.jsonl", roots=roots)) == len(read(news, roots=roots)) == 4
    for outside in (f"{news}paper", f"{news}/../newspaper", f"{news}*", f"{news}/../*/a.jsonl"):
        assert "expected the input below" in fails(outside, roots=roots)


def test_keys_of_a_profile_are_used(news, tmp_path, monkeypatch):
    put(news, "a.jsonl")
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL")
    key, secret, endpoint = (os.environ[name] for name in names)
    for name in names:
        monkeypatch.delenv(name)
    Path(tmp_path / "ini").write_text(
        f"[mine]\naws_access_key_id={key}\naws_secret_access_key={secret}\nendpoint_url={endpoint}\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "ini"))
    monkeypatch.setenv("AWS_PROFILE", "mine")
    assert len(read(news)) == 4
    assert (open_place(news) / "a.jsonl").is_file()
