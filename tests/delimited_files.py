"""Delimited files: written as the tools that people use write them, and read."""

import csv
import io

import pandas as pd
import pyarrow as pa

from pipelines.config.ingest import Csv, IngestArticles
from pipelines.sources.read import read_input

NAMES = ("id", "title", "text")
NEWS = [
    ("a1", "Rain on the hills", 'Rain fell on the hills, and "nobody" came.\n\nThe road stayed shut; it\'s wet.'),
    ("a2", "Vote", '"The boat is wet," the pilot said.\nThen she left.\tSo did they.'),
    ("a3", "Disks, and paths", "The file is in C:\\data\\old, or so it's said.\nIt was not."),
    ("a4", "Snow", "Snow fell. | It melted; the end.\n\nMore came."),
]


def _csv(rows, **how):
    stream = io.StringIO()
    csv.writer(stream, **how).writerows([NAMES, *rows])
    return stream.getvalue()


def _joined(rows, delimiter, end="\n"):
    return "".join(delimiter.join(row) + end for row in [NAMES, *rows])


def _in_one_line(rows, *others):
    """The rows without what a file without quoting cannot hold."""
    table = str.maketrans(dict.fromkeys(["\n", "\r", *others], " "))
    return [tuple(field.translate(table) for field in row) for row in rows]


def _escaped(rows, pairs, delimiter="\t"):
    table = str.maketrans({"\\": "\\\\", **pairs})
    return _joined([tuple(field.translate(table) for field in row) for row in rows], delimiter)


def _spark(rows):
    def write(field):
        if not any(each in field for each in '",\r\n'):
            return field
        return '"' + field.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return _joined([tuple(map(write, row)) for row in rows], ",")


def _excel_tsv(rows):
    def write(field):
        return '"' + field.replace('"', '""') + '"' if any(each in field for each in '",\t\r\n') else field

    return _joined([tuple(map(write, row)) for row in rows], "\t", "\r\n")


def _after_blanks(rows):
    quoted = [tuple('"' + field.replace('"', '""') + '"' for field in row) for row in rows]
    return ", ".join(NAMES) + "\n" + "".join(", ".join(row) + "\n" for row in quoted)


# Name -> the writer, and the ending of its files.
WRITERS = {
    "csv": (_csv, ".csv"),
    "csv_quoted": (lambda rows: _csv(rows, quoting=csv.QUOTE_ALL, lineterminator="\n"), ".csv"),
    "csv_returns": (lambda rows: _csv(rows, lineterminator="\r"), ".csv"),
    "csv_blanks": (_after_blanks, ".csv"),
    "csv_single": (lambda rows: _csv(rows, quotechar="'", quoting=csv.QUOTE_ALL), ".csv"),
    "csv_escaped": (
        lambda rows: _csv(rows, doublequote=False, escapechar="\\", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n"),
        ".csv",
    ),
    "semicolon": (lambda rows: "sep=;\r\n" + _csv(rows, delimiter=";"), ".csv"),
    "pipe": (lambda rows: _joined(_in_one_line(rows, "|"), "|"), ".csv"),
    "spark": (_spark, ".csv"),
    "pandas_tsv": (lambda rows: pd.DataFrame(rows, columns=NAMES).to_csv(sep="\t", index=False), ".tsv"),
    "excel_tsv": (_excel_tsv, ".tsv"),
    "plain_tsv": (lambda rows: _joined(_in_one_line(rows, "\t"), "\t"), ".tsv"),
    "linear_tsv": (lambda rows: _escaped(rows, {"\n": "\\n", "\t": "\\t", "\r": "\\r"}), ".tsv"),
    "mysql": (lambda rows: _escaped(rows, {"\n": "\\\n", "\t": "\\\t", "\0": "\\0"}), ".tsv"),
    "postgresql": (
        lambda rows: _escaped(rows, {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}),
        ".tsv",
    ),
}


def write_table(rows, name):
    """Return the file's content, and the rows as it holds them."""
    writer, _ = WRITERS[name]
    others = {"pipe": "|", "plain_tsv": "\t"}
    return writer(rows), _in_one_line(rows, others[name]) if name in others else rows


def read_table(path, *, columns=(), **known):
    settings = IngestArticles(csv=Csv(**known), columns=dict(columns))
    return pa.concat_tables(read_input(str(path), settings)).to_pylist()


def read_text(tmp_path, content, name="news.csv", **known):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, **known)


def fields(rows):
    return [(row["id"], row["title"], row["text"]) for row in rows]


def filled(rows):
    return [tuple(field or None for field in row) for row in rows]
