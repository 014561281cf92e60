"""Rows of Parquet and JSON lines, a batch at a time."""

import fsspec
import pyarrow as pa
import pytest
from scoring.rows import TEXTS, make_rows, write_lines, write_parquet

from pipelines.errors import ConfigError, InputError, SchemaError
from pipelines.scoring import inputs
from pipelines.scoring.inputs import LINE, open_rows


def read_all(uri, column="text"):
    return list(open_rows(str(uri), column).read_batches())


def test_parquet_keeps_all_columns_in_order(tmp_path):
    path = write_parquet(tmp_path / "a.parquet", row_group_size=2)
    batches = read_all(path)
    assert pa.concat_tables([batch.rows for batch in batches]).to_pylist() == make_rows()
    assert [batch.n_before for batch in batches] == [0, 2, 4]
    assert batches[-1].read == path.stat().st_size


def test_batches_of_parquet_are_small_whatever_the_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "BATCH_ROWS", 7)
    path = write_parquet(tmp_path / "a.parquet", make_rows(["word " * 9] * 100))
    assert {len(batch.rows) for batch in read_all(path)} <= {7, 2}
    monkeypatch.setattr(inputs, "BATCH_BYTES", 1)
    assert {len(batch.rows) for batch in read_all(path)} == {1}


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "a.jsonl.zst"])
def test_lines_stay_as_they_are(tmp_path, name):
    lines = ['{"text": "Rain.", "n": 1.0 }', "", '{"text":null}']
    path = write_lines(tmp_path / name, lines)
    (batch,) = read_all(path)
    assert batch.rows[LINE].to_pylist() == lines
    assert 0 < batch.read <= path.stat().st_size


def test_the_files_of_a_folder_follow_each_other(tmp_path):
    for name in ("b", "a"):
        write_lines(tmp_path / f"{name}.jsonl", [f'{{"text": "{name}"}}'])
    batches = read_all(tmp_path)
    assert [batch.name for batch in batches] == ["a.jsonl", "b.jsonl"]
    assert batches[-1].read == open_rows(str(tmp_path), "text").n_bytes


def test_files_of_other_kinds(tmp_path):
    (tmp_path / "a.csv").write_text("text\nRain\n")
    with pytest.raises(InputError, match=r"expected Parquet or JSON lines, got a.csv \(csv\)"):
        read_all(tmp_path / "a.csv")
    write_lines(tmp_path / "b.jsonl")
    write_parquet(tmp_path / "c.parquet")
    (tmp_path / "a.csv").unlink()
    with pytest.raises(InputError, match="expected files of one kind"):
        read_all(tmp_path)
    with pytest.raises(InputError):
        read_all(tmp_path / "none.parquet")


@pytest.mark.parametrize("n_before", [0, 500])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_lines_that_are_not_in_their_encoding_are_null_and_named(tmp_path, caplog, n_before, encoding):
    """The look at a file ends before 500 lines do; a U+FFFD that somebody wrote is as good as any character."""
    good = '{"text": "The caf\ufffd opens in spring."}'
    kinds = {
        "latin-1": (
            f"{good}\n".encode() * n_before,
            '{"text": "caf\xe9"}\n'.encode("latin-1"),
            f"{good}\n{{}}".encode(),
        ),
        "utf-16": (
            f"\ufeff{good}\n".encode("utf-16-le") + f"{good}\n".encode("utf-16-le") * n_before,
            *('{"text": "\udc00 a"}\n'.encode("utf-16-le", "surrogatepass"), f"{good}\n{{}}".encode("utf-16-le")),
        ),
    }
    (tmp_path / "a.jsonl").write_bytes(b"".join(kinds[encoding]))
    n_before += encoding == "utf-16"
    batches = read_all(tmp_path / "a.jsonl")
    assert [line for batch in batches for line in batch.rows[LINE].to_pylist()] == [good] * n_before + [
        None,
        good,
        "{}",
    ]
    assert f"a.jsonl line {n_before + 1} is not in UTF-8; such lines are left out" in caplog.text
    assert "rejected" not in caplog.text


def test_of_many_lines_that_are_not_utf8_the_first_is_named(tmp_path, caplog):
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_bytes(b'{"text": "Rain."}\n' + b'{"text": "caf\xe9"}\n' * 2)
    assert sum(batch.rows[LINE].null_count for batch in read_all(tmp_path)) == 4
    assert caplog.text.count("is not in UTF-8") == 1


def test_a_file_without_a_line_in_utf8_is_refused(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"text": "caf\xe9"}\n'.encode("latin-1") * 3)
    with pytest.raises(InputError, match=r"expected a\.jsonl in UTF-8, found other bytes in each of the first 3 lines"):
        read_all(tmp_path / "a.jsonl")


def test_a_missing_column_is_named_with_what_there_is(tmp_path):
    path = write_parquet(tmp_path / "a.parquet")
    with pytest.raises(SchemaError, match=r"expected a column 'body' .* found 'id', 'text', 'meta': name .* --column"):
        read_all(path, "body")
    with pytest.raises(SchemaError, match=r"expected strings in the column 'id' of a\.parquet, found int64"):
        read_all(path, "id")
    with pytest.raises(ConfigError, match="the fields 'id', 'text', 'meta'"):
        read_all(write_lines(tmp_path / "a.jsonl"), "body")


def test_lines_that_are_no_objects(tmp_path):
    with pytest.raises(InputError, match=r"got a\.jsonl .JSON that spans lines, or with a broken first line.: convert"):
        read_all(write_lines(tmp_path / "a.jsonl", ["{rain", "{snow"]))
    with pytest.raises(InputError, match="got a JSON array"):
        read_all(write_lines(tmp_path / "a.jsonl", ["[1]", '{"text": "Rain."}', "[2]"]))


@pytest.mark.parametrize("content", [b"PAR1 broken", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_a_damaged_file(tmp_path, content):
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"expected a\.parquet to be"):
        read_all(path)
    with pytest.raises(InputError, match=r"expected a\.parquet to be"):
        open_rows(str(path), "text").read_schema()


def test_columns_of_the_same_name(tmp_path):
    table = pa.table([["a"], ["b"], ["c"]], names=["text", "x", "x"])
    with pytest.raises(SchemaError, match="found 'x' twice"):
        read_all(write_parquet(tmp_path / "a.parquet", table))


def test_rows_in_a_store(s3, tmp_path):
    from pipelines.storage.arrow_s3 import ready_stores
    from pipelines.storage.places import open_place

    ready_stores()
    for path in (write_parquet(tmp_path / "a.parquet"), write_lines(tmp_path / "a.jsonl.gz")):
        place = open_place(f"{s3}/{path.name}")
        place.objects.put(place.key, path)
        assert fsspec.open(str(place)).fs.exists(str(place))
        assert sum(len(batch.rows) for batch in read_all(place)) in (len(TEXTS), len(TEXTS) + 1)
