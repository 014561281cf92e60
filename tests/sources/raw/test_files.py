import bz2
import contextlib
import gzip
import lzma

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.read import read_input

LINES = b'{"text": "Rain fell."}\n' * 2_000


def compress_by_arrow(name):
    def compress(content):
        buffer = pa.BufferOutputStream()
        with pa.CompressedOutputStream(buffer, name) as stream:
            stream.write(content)
            stream.flush()
            stream.close()
        return buffer.getvalue().to_pybytes()

    return compress


COMPRESS = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".lzma": lambda content: lzma.compress(content, format=lzma.FORMAT_ALONE),
    ".zst": compress_by_arrow("zstd"),
    ".lz4": compress_by_arrow("lz4"),
}


def read(path):
    return pa.concat_tables(read_input(str(path), IngestArticles())).to_pylist()


@pytest.mark.parametrize("ending", COMPRESS)
def test_every_compression_is_read(tmp_path, ending):
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(COMPRESS[ending](LINES))
    assert len(read(path)) == 2_000


@pytest.mark.parametrize("ending", COMPRESS)
def test_parts_compressed_one_by_one_are_read_as_one_file(tmp_path, ending):
    if ending == ".lzma":
        pytest.skip("the old format cannot be joined")
    (tmp_path / f"a.jsonl{ending}").write_bytes(COMPRESS[ending](LINES) + COMPRESS[ending](LINES))
    assert len(read(tmp_path)) == 4_000


@pytest.mark.parametrize("ending", COMPRESS)
@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_a_damaged_file_is_named(tmp_path, ending, damage):
    content = bytearray(COMPRESS[ending]("".join(f'{{"text": "{n * n}"}}\n' for n in range(9_000)).encode()))
    if damage == "flipped":
        content[len(content) // 2] ^= 0xFF
    (tmp_path / f"a.jsonl{ending}").write_bytes(
        {"cut": content[: len(content) // 2], "other": b"Rain fell."}.get(damage, content)
    )
    if damage == "flipped" and ending in (".lzma", ".zst", ".lz4"):  # these were written without a checksum
        with contextlib.suppress(InputError):
            read(tmp_path)
        return
    with pytest.raises(InputError, match=r"a\.jsonl"):
        read(tmp_path)


@pytest.mark.parametrize("ending", [".gz", ".zst", ".bz2"])
def test_parquet_that_is_compressed_once_more_is_read(tmp_path, ending):
    pq.write_table(pa.Table.from_pylist([article(number) for number in range(3)]), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").unlink()
    (tmp_path / f"a.parquet{ending}").write_bytes(COMPRESS[ending](content))
    rows = read(tmp_path)
    assert [row["place"] for row in rows] == [f"a.parquet{ending} row {number}" for number in (1, 2, 3)]


def test_a_file_that_would_fill_the_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 2 << 20}))
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress(b"PAR1" + b"\0" * (4 << 20), mtime=0))
    with pytest.raises(InputError, match=r"a\.parquet\.gz to fit into a temporary file"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jl", LINES), ("a.jsonlines", LINES), ("a.ndjson", LINES), ("a.tab", b"text\n" + b"Rain fell.\n" * 2_000)],
)
def test_other_endings_of_the_same_format(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert len(read(tmp_path)) == 2_000


@pytest.mark.parametrize("name", ["a.pq", "a.parq"])
def test_other_endings_of_parquet(tmp_path, name):
    pq.write_table(pa.table({"text": ["Rain fell."]}), tmp_path / name)
    assert [row["text"] for row in read(tmp_path)] == ["Rain fell."]
