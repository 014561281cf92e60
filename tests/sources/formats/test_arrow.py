import gzip

import polars as pl
import pyarrow as pa
import pyarrow.feather as pf
import pytest
from articles import article
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats import arrow
from pipelines.sources.formats.arrow import read as read_arrow
from pipelines.sources.raw.files import InputFile
from pipelines.sources.read import read_input

TABLE = pa.Table.from_pylist([article(number) for number in range(3)])


def read(path):
    return pa.concat_tables(read_input(str(path), IngestArticles())).to_pylist()


def write(path, table, *, stream=False, compression=None, **more):
    options = pa.ipc.IpcWriteOptions(compression=compression)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(str(path), table.schema, options=options) as writer:
        writer.write_table(table, **more)
    return path


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_files_and_streams(tmp_path, stream, compression):
    path = write(tmp_path / "a.arrow", TABLE, stream=stream, compression=compression, max_chunksize=2)
    rows = read(path)
    assert [(row["id"], row["title"], row["text"]) for row in rows] == [
        tuple(row.values()) for row in TABLE.to_pylist()
    ]
    assert [row["place"] for row in rows] == [f"a.arrow row {number}" for number in (1, 2, 3)]


def test_feather_of_large_strings_and_a_compressed_file(tmp_path):
    pf.write_feather(
        TABLE.cast(pa.schema([(name, pa.large_string()) for name in TABLE.column_names])), tmp_path / "a.feather"
    )
    (tmp_path / "b.arrow.gz").write_bytes(gzip.compress((tmp_path / "a.feather").read_bytes(), mtime=0))
    assert [row["text"] for row in read(tmp_path)] == 2 * TABLE["text"].to_pylist()


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "kind", [pl.Categorical, pl.Enum(["Herald", "Post"]), pl.List(pl.String), pl.Array(pl.String, 1)]
)
def test_columns_that_polars_writes_as_views(tmp_path, stream, kind):
    sources = pl.Series(["Herald", "Post", "Herald"])
    is_nested = kind not in (pl.Categorical, pl.Enum(["Herald", "Post"]))
    frame = pl.from_arrow(TABLE).with_columns(source=(sources.reshape((3, 1)) if is_nested else sources).cast(kind))
    (frame.write_ipc_stream if stream else frame.write_ipc)(tmp_path / "a.arrow")
    assert [(row["text"], row["source"]) for row in read(tmp_path / "a.arrow")] == [
        *zip(TABLE["text"].to_pylist(), sources, strict=True)
    ]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_string_that_is_not_utf8_costs_its_row(tmp_path, kind):
    binary = pa.binary() if pa.types.is_string(kind) else pa.large_binary()
    column = pa.array([b"Rain", b"caf\xe9", None], binary).view(kind)
    rows = read(write(tmp_path / "a.arrow", pa.table({"text": column})))
    assert [row["text"] for row in rows] == ["Rain", "caf\ufffd", None]


@pytest.mark.parametrize("stream", [True, False])
def test_a_damaged_file_is_an_input_error_or_gives_rows(tmp_path, stream):
    """Flipped bytes in a text cannot be seen; flipped offsets must not be followed out of the file."""
    good = write(tmp_path / "good.arrow", TABLE, stream=stream).read_bytes()
    refused = 0
    for place in range(0, len(good), 7):
        bad = bytearray(good)
        bad[place] ^= 0xFF
        (tmp_path / "a.arrow").write_bytes(bad)
        try:
            assert len(read(tmp_path / "a.arrow")) in (0, 1, 2, 3)
        except InputError:
            refused += 1
    assert refused


@pytest.mark.parametrize("content", [b"Rain fell.", b"ARROW1\0\0", b"FEA1" + b"\0" * 50])
def test_something_else_is_named(tmp_path, content):
    (tmp_path / "a.feather").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.feather"):
        read(tmp_path / "a.feather")


def test_a_cut_off_file_is_named(tmp_path):
    path = write(tmp_path / "a.arrow", TABLE)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match=r"a\.arrow"):
        read(path)


def test_a_missing_column_is_explained(tmp_path):
    with pytest.raises(SchemaError, match="'text'"):
        read(write(tmp_path / "a.arrow", TABLE.drop_columns("text")))


strings = st.none() | st.text(st.characters(codec="utf-8"), max_size=5)


@given(st.lists(st.tuples(strings, strings), max_size=5), st.booleans(), st.integers(1, 3))
def test_what_is_written_is_read(tmp_path_factory, rows, stream, chunk):
    table = pa.table(
        {name: pa.array([row[number] for row in rows], pa.string()) for number, name in enumerate(("text", "id"))}
    )
    path = write(tmp_path_factory.mktemp("arrow") / "a.arrow", table, stream=stream, max_chunksize=chunk)
    found = [
        row for table in read_arrow(InputFile(str(path), "a", "arrow"), IngestArticles()) for row in table.to_pylist()
    ]
    assert [(row["text"], row["id"]) for row in found] == rows


@pytest.mark.parametrize("encode", [pa.Array.dictionary_encode, pa.compute.run_end_encode])
def test_rows_that_share_a_long_text_unfold_a_few_at_a_time(tmp_path, monkeypatch, encode):
    monkeypatch.setattr(arrow, "BATCH_BYTES", 10_000)
    table = pa.table({"text": encode(pa.array(["Rain. " * 600] * 50))})
    file = InputFile(str(write(tmp_path / "a.arrow", table)), "a.arrow", "arrow")
    tables = list(read_arrow(file, IngestArticles()))
    assert [len(each) for each in tables] == [2] * 25
    assert {text for each in tables for text in each["text"].to_pylist()} == {"Rain. " * 600}
