"""Rows of a small crawl, as files."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = [
    "The council met on Monday. It was late.",
    "A newzz bridge zurzz was builtzz. It helpzz everyone.",
    None,
    "",
    "Rain 📈 fell.\n\nThe towzz was quiet. Nobody spoke.",
    "   ",
]


def make_rows(texts=TEXTS):
    return [{"id": number, "text": text, "meta": {"tags": ["a", None], "n": 1.5}} for number, text in enumerate(texts)]


def write_parquet(path, rows=None, **options):
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(make_rows() if rows is None else rows)
    pq.write_table(table, path, **options)
    return path


def write_lines(path, lines=None):
    lines = [json.dumps(row, ensure_ascii=False) for row in make_rows()] if lines is None else lines
    content = "".join(f"{line}\n" for line in lines).encode()
    if path.suffix == ".gz":
        content = gzip.compress(content)
    elif path.suffix == ".zst":
        content = pa.Codec("zstd").compress(content, asbytes=True)
    path.write_bytes(content)
    return path


def read_lines(path):
    kind = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix)
    with pa.input_stream(str(path), compression=kind) as stream:
        return [json.loads(line) for line in stream.read().decode().splitlines()]
