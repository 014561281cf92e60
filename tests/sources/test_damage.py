"""Damaged files: whatever their bytes, a SpindleError of one line or rows, and never a traceback.

The default run damages a few files of each kind; `-m slow` 10,000.
"""

import bz2
import gzip
import io
import json
import lzma
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError, SpindleError
from pipelines.sources.raw.files import reading
from pipelines.sources.read import read_input

ROWS = [article(number) for number in range(20)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def csv_of(separator):
    rows = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]
    return "".join(separator.join(f'"{value}"' for value in row) + "\n" for row in rows).encode()


def parquet_of(compression):
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), stream, compression=compression)
    return stream.getvalue()


PLAIN = {
    "a.jsonl": LINES,
    "a.json": json.dumps(ROWS, indent=1).encode(),
    "b.json": json.dumps(ROWS).encode(),
    "a.csv": csv_of(","),
    "a.tsv": csv_of("\t"),
    "a.txt": ROWS[0]["text"].encode(),
    "a.parquet": parquet_of("snappy"),
    "b.parquet": parquet_of("zstd"),
    "c.jsonl": LINES.decode().encode("utf-16"),
    "c.csv": csv_of(",").decode().encode("utf-16"),
}
PACK = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda content: pa.compress(content, codec="zstd", asbytes=True),
}
PACKED = {
    f"{kind}.{name}": pack(PLAIN[f"a.{name}"]) for kind, pack in PACK.items() for name in ("jsonl", "json", "csv")
}
FILES = PLAIN | PACKED


def damage(content, generator):
    """Return the content with a few bits, bytes or stretches changed, cut, repeated or inserted."""
    found = bytearray(content)
    for _ in range(generator.choice([1, 1, 1, 3, 20])):
        at = generator.randrange(len(found) + 1)
        stretch = slice(at, at + generator.randrange(60))
        way = generator.randrange(6)
        if way == 0 and at < len(found):
            found[at] ^= 1 << generator.randrange(8)
        elif way == 1:
            del found[at:]
        elif way == 2:
            found[stretch] = generator.randbytes(generator.randrange(30))
        elif way == 3:
            found[at:at] = found[: generator.randrange(200)]
        elif way == 4:
            found[at:at] = generator.choice([bytes(9), b'"', b"\n", b"{", b"]", b"\xff\xfe", b",", b"\\", b"\r"])
        else:
            found[stretch] = b""
    return bytes(found)


def check(folder, name, n_files):
    generator = random.Random(name)  # noqa: S311 - the same files each time
    for _ in range(n_files):
        content = damage(FILES[name], generator)
        (folder / name).write_bytes(content)
        try:
            list(read_input(str(folder / name), IngestArticles()))
        except SpindleError as error:
            assert str(error).startswith("expected ")  # noqa: PT017 - it need not be raised
        except BaseException:
            (folder / "traceback").write_bytes(content)
            raise


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_rows_or_an_error_of_our_own(tmp_path, name):
    check(tmp_path, name, 5)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_any_of_ten_thousand_damaged_files_is(tmp_path, name):
    check(tmp_path, name, 10_000 // len(FILES))


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("n_lost", [1, 40])
def test_a_compressed_file_that_is_cut_off_is_an_error(tmp_path, name, n_lost):
    (tmp_path / name).write_bytes(FILES[name][:-n_lost])
    with pytest.raises(InputError, match=rf"expected {name} to be .* and readable, but .*: repair the file") as caught:
        list(read_input(str(tmp_path / name), IngestArticles()))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", [name for name in PACKED if not name.startswith("zstd")])
def test_a_flipped_byte_in_compressed_content_is_an_error(tmp_path, name):
    content = bytearray(FILES[name])
    content[len(content) // 2] ^= 0x40
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        list(read_input(str(tmp_path / name), IngestArticles()))


def test_an_error_of_datasets_is_named_like_that_of_any_reader():
    """It is imported only by the inputs that need it, so its errors are not in the list of the others."""
    from datasets.exceptions import DatasetsError

    with (
        pytest.raises(InputError, match="expected news to be a dataset and readable, but lost: repair"),
        reading("news", "a dataset"),
    ):
        raise DatasetsError("lost")
