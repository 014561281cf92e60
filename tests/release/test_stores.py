"""A release in a store: listed, shown, verified and loaded, by the printed line and by readers that know no Spindle."""

import json

import duckdb
import fsspec
import polars as pl
import pyarrow.dataset as ds
import pytest
from cli.commands import error_of
from cli.commands import spindle as command
from published import publish

import spindle
from pipelines.cli.numbers import release_lines
from pipelines.release.find import find_release
from pipelines.storage.arrow_s3 import ready_stores
from pipelines.storage.files import write_bytes
from pipelines.storage.places import open_place
from pipelines.web.load_code import loads


@pytest.fixture
def release(s3, tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "hf")
    publish(f"{s3}/corpora")
    return find_release(f"{s3}/corpora/tiny")


def evaluate(code):
    names = {}
    exec(code, names)  # noqa: S102 - the line that users paste
    return names["pairs"]


def sizes(pairs):
    return {split: len(rows) for split, rows in pairs.items()}


def test_the_printed_line_loads_the_release(release):
    line = dict(release_lines(release))["load it"]
    assert line == f'from spindle import load_release; pairs = load_release("{release.path}")'
    assert sizes(evaluate(line)) == release.splits


def test_the_lines_of_the_page_load_the_release(release):
    code = loads(release)
    assert sizes(evaluate(code["datasets"])) == release.splits
    assert len(list(evaluate(code["datasets, streaming"])["train"])) == release.splits["train"]
    assert len(evaluate(code["polars"]).collect()) == release.splits["train"]


def test_load_release_takes_the_address_of_a_dataset_or_a_release(release, s3):
    for address in (f"{s3}/corpora/tiny", f"{s3}/corpora/tiny/", release.path):
        assert sizes(spindle.load_release(address)) == release.splits
        assert len(spindle.load_release(address, split="test")) == release.splits["test"]
    streamed = spindle.load_release(release.path, split="train", streaming=True).shuffle(seed=1, buffer_size=10)
    row = next(iter(streamed))
    assert all(row["spun"][edit["spun_start"] : edit["spun_end"]] == edit["replacement"] for edit in row["edits"])
    assert spindle.list_releases(f"{s3}/corpora") == [release]


def test_readers_that_know_no_spindle_read_the_files(release):
    n_rows = release.splits["train"]
    folder = f"{release.path}/data/train"
    assert ds.dataset(folder).count_rows() == n_rows
    assert pl.scan_parquet(f"{folder}/*.parquet").select("pair_id").collect().height == n_rows
    ready_stores()
    connection = duckdb.connect()
    connection.register_filesystem(fsspec.filesystem("s3"))
    assert len(connection.read_parquet(f"{folder}/*.parquet").fetchall()) == n_rows


def test_the_commands_read_a_store(release, s3):
    listed = json.loads(command("list", f"{s3}/corpora", "--json").stdout)
    assert [(each["path"], each["is_latest"]) for each in listed] == [(release.path, True)]
    assert release.version in command("list", f"{s3}/corpora/").stdout
    shown = json.loads(command("show", f"{s3}/corpora/tiny", "--pairs", 1, "--json").stdout)
    assert (shown["path"], len(shown["pairs"])) == (release.path, 1)
    assert "is whole" in command("verify", release.path).stdout


def test_verify_finds_a_changed_and_a_missing_and_an_added_object(release):
    place = next(release.folder.glob("data/train/*.parquet"))
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    write_bytes(place, bytes(content))
    write_bytes(release.folder / "more.txt", b"")
    (release.folder / "croissant.json").unlink()
    report = error_of(command("verify", release.path), 1)
    for rule in ("files_are_there", "checksums_match", "no_other_files"):
        assert rule in report


def test_errors_of_addresses_are_short(release, s3):
    assert "nothing below that address" in error_of(command("list", f"{s3}/none"), 3)
    assert "expected a bucket at s3://missing-bucket" in error_of(command("show", "s3://missing-bucket/x"), 3)
    assert "expected an address such as" in error_of(command("verify", "s3://key:secret@bucket/x"), 2)
    (open_place(release.path) / "manifest.json").unlink()
    assert "expected the folder of a release or a dataset" in error_of(command("verify", release.path), 2)
