"""Whole inputs for the fuzzer: an example of each format, as a folder of files."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
from articles import article

Row = dict[str, Any]
# Values that people's files have where a string is expected.
ODD = (
    None, "", " ", 0, -1, 7, 1.5, 1e300, 2**70, True, [], ["a"], ["a", "b"], {}, {"id": None, "name": "BBC"},
    {"$date": 5}, "\x00", "a\x0bb", "\u200b", "\ud800", "\ufffd", "\ufeff", "now", "04/05/2019", "1512086400",
    "Fri, 5 Nov 2004 10:30 EST", "<b>bold", "&amp;amp;", "#39;", "x" * 5_000, "\n\n\n", "é" * 40, "null", "-", "'\"",
    "\\", [[[]]], [{"a": [1]}], float("nan"),
)  # fmt: skip
COLUMNS = ("id", "title", "text", "source", "url", "license", "published_at")


def make_rows(random: Random) -> list[Row]:
    """Articles, some of which have odd values, missing columns, or columns of others."""
    rows = []
    for number in range(random.randint(1, 12)):
        row: Row = article(number + random.randrange(50))
        row |= {"source": "Local News", "url": f"https://news.example/{number}", "published_at": "2019-04-05T10:30:00Z"}
        if random.random() < 0.3:
            row[random.choice(COLUMNS)] = random.choice(ODD)
        if random.random() < 0.1:
            del row[random.choice(list(row))]
        if random.random() < 0.1:
            row[random.choice(["body", "Text", "text ", "a.b", ""])] = random.choice(ODD)
        rows.append(row)
    return rows


def as_strings(rows: Sequence[Row]) -> list[dict[str, str | None]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [
        {name: None if row.get(name) is None else str(row[name]).encode("utf-8", "replace").decode() for name in names}
        for row in rows
    ]


def write_lines(folder: Path, rows: Sequence[Row], random: Random) -> None:
    end = random.choice(["\n", "\r\n", "\n\n"])
    text = "".join(json.dumps(row, ensure_ascii=True) + end for row in rows)
    (folder / f"news{random.choice(['.jsonl', '.json', '.ndjson', '.jl', '.jsonlines'])}").write_text(text, newline="")


def write_indented(folder: Path, rows: Sequence[Row], random: Random) -> None:
    content = (
        json.dumps(rows, indent=2) if random.random() < 0.5 else "\n".join(json.dumps(row, indent=1) for row in rows)
    )
    (folder / "news.json").write_text(content)


def write_delimited(folder: Path, rows: Sequence[Row], random: Random) -> None:
    table = as_strings(rows)
    sign = random.choice([",", "\t", ";", "|"])
    dialect = random.choice(
        [
            {"quoting": csv.QUOTE_MINIMAL},
            {"quoting": csv.QUOTE_ALL},
            {"quoting": csv.QUOTE_NONE, "escapechar": "\\", "quotechar": None},
            {"doublequote": False, "escapechar": "\\"},
        ]
    )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, list(table[0]), delimiter=sign, lineterminator=random.choice(["\n", "\r\n"]), **dialect
    )
    writer.writeheader()
    writer.writerows(table)
    ending = random.choice([".tsv", ".csv"]) if sign == "\t" else ".csv"
    (folder / f"news{ending}").write_text(out.getvalue(), newline="")


def make_table(rows: Sequence[Row]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        try:
            columns[name] = _storable(pa.array(values))
        except (pa.ArrowException, UnicodeError, OverflowError):
            columns[name] = pa.array([row[name] for row in as_strings([{name: value} for value in values])])
    return pa.table(columns)


def _storable(column: pa.Array) -> pa.Array:
    """Return the column; raise ArrowException if Parquet cannot hold it."""
    pq.write_table(pa.table({"column": column}), pa.BufferOutputStream())
    return column


def write_parquet(folder: Path, rows: Sequence[Row], random: Random) -> None:
    pq.write_table(make_table(rows), folder / f"news{random.choice(['.parquet', '.pq'])}", row_group_size=3)


def write_arrow(folder: Path, rows: Sequence[Row], random: Random) -> None:
    table = make_table(rows)
    if random.random() < 0.5:
        pyarrow.feather.write_feather(table, str(folder / "news.feather"))
    else:
        with pa.OSFile(str(folder / "news.arrow"), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
            writer.write_table(table)


def write_saved(folder: Path, rows: Sequence[Row], random: Random) -> None:
    datasets.disable_progress_bars()
    saved = datasets.Dataset.from_list([dict(row) for row in as_strings(rows)])
    if random.random() < 0.5:
        datasets.DatasetDict({"train": saved, "test": saved}).save_to_disk(str(folder))
    else:
        saved.save_to_disk(str(folder))


def write_texts(folder: Path, rows: Sequence[Row], random: Random) -> None:
    for number, row in enumerate(as_strings(rows)):
        ending = random.choice([".txt", ".txt", ".story"])
        body = f"{row.get('title')}\n\n{row.get('text')}\n" + ("\n@highlight\n\nShort\n" if ending == ".story" else "")
        (folder / f"{number}{ending}").write_text(body)


def write_feed(folder: Path, rows: Sequence[Row], random: Random) -> None:
    items = "".join(
        f"<item><title>{escape(str(row.get('title')))}</title><guid>{number}</guid>"
        f"<pubDate>Fri, 05 Apr 2019 10:30 EST</pubDate>"
        f"<description>{escape(escape(str(row.get('text'))))}</description></item>"
        for number, row in enumerate(as_strings(rows))
    )
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    (folder / f"news{random.choice(['.rss', '.xml'])}").write_text(rss)


def write_nitf(folder: Path, rows: Sequence[Row], random: Random) -> None:
    for number, row in enumerate(as_strings(rows)):
        body = f"<p>{escape(str(row.get('text')))}</p>"
        head = f"<hedline><hl1>{escape(str(row.get('title')))}</hl1></hedline>"
        (folder / f"{number}.xml").write_text(
            f"<nitf><head/><body><body.head>{head}</body.head><body.content>{body}</body.content></body></nitf>"
        )


def write_warc(folder: Path, rows: Sequence[Row], random: Random) -> None:
    out = io.BytesIO()
    is_wet = random.random() < 0.5
    for number, row in enumerate(as_strings(rows)):
        text = str(row.get("text"))
        page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>{escape(text)}</p></body></html>"
        block = (text if is_wet else page).encode()
        kind = "conversion" if is_wet else "response"
        content = "text/plain" if is_wet else "application/http; msgtype=response"
        out.write(
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/{number}\r\n"
            f"WARC-Date: 2019-04-05T10:30:00Z\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"Content-Type: {content}\r\nContent-Length: {len(block)}\r\n\r\n".encode()
            + block
            + b"\r\n\r\n"
        )
    content = gzip.compress(out.getvalue(), mtime=0) if random.random() < 0.5 else out.getvalue()
    (folder / f"news{'.wet' if is_wet else '.warc'}{'.gz' if content[:2] == bytes([31, 139]) else ''}").write_bytes(
        content
    )


WRITERS: dict[str, Callable[[Path, Sequence[Row], Random], None]] = {
    "lines": write_lines,
    "indented": write_indented,
    "delimited": write_delimited,
    "parquet": write_parquet,
    "arrow": write_arrow,
    "saved": write_saved,
    "texts": write_texts,
    "feed": write_feed,
    "nitf": write_nitf,
    "warc": write_warc,
}
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda content: pa.compress(content, "zstd", asbytes=True),
}


def pack(folder: Path, random: Random) -> None:
    """Now and then, compress a file of the folder or put all files into an archive."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    drawn = random.random()
    if drawn < 0.15:
        path = random.choice(files)
        ending = random.choice(list(COMPRESS))
        path.with_name(path.name + ending).write_bytes(COMPRESS[ending](path.read_bytes()))
        path.unlink()
    elif drawn < 0.25:
        with zipfile.ZipFile(folder / "news.zip", "w") as archive:
            for path in files:
                archive.write(path, path.name)
                path.unlink()
    elif drawn < 0.3:
        with tarfile.open(folder / "news.tar.gz", "w:gz") as archive:
            for path in files:
                archive.add(path, path.name)
                path.unlink()


def write_original(folder: Path, name: str, random: Random) -> None:
    """Write a whole input of a format into an empty folder."""
    WRITERS[name](folder, make_rows(random), random)
    if name != "saved":
        pack(folder, random)
