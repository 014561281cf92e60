import gzip
import json
import math

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import InputError
from pipelines.probe.real import RealFile, name_files, read_real
from pipelines.storage.places import open_place


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return RealFile(path, path.name)


def rows_of(samples):
    return list(zip(samples.texts, samples.is_spun, samples.pair, samples.families, strict=True))


def test_every_shape_of_rows(tmp_path):
    file = write(
        tmp_path / "mine.jsonl",
        [
            {"text": " a ", "label": 0},
            {"text": "b", "label": 1, "family": "F1", "extra": [1]},
            {"text": "c", "label": "Clean"},
            {"text": "d", "label": True},
            {"text": "e"},
            {"original": "f", "spun": "g", "family": 7},
            {"text": "h\ud800", "label": None, "family": ""},
        ],
    )
    assert rows_of(read_real(file)) == [
        ("a", False, -1, None),
        ("b", True, -1, "F1"),
        ("c", False, -1, None),
        ("d", True, -1, None),
        ("e", True, -1, None),
        ("f", False, 5, "7"),
        ("g", True, 5, "7"),
        ("h\ufffd", True, -1, None),
    ]


@pytest.mark.parametrize("label", ["spun", "1", 1, 1.0, "1.0", True, "TRUE", "", math.nan])
def test_labels_of_spun_texts(tmp_path, label):
    assert read_real(write(tmp_path / "a.jsonl", [{"text": "a", "label": label}])).is_spun == [True]


@pytest.mark.parametrize("label", ["clean", "0", 0, 0.0, "0.0", False, "False"])
def test_labels_of_clean_texts(tmp_path, label):
    assert read_real(write(tmp_path / "a.jsonl", [{"text": "a", "label": label}])).is_spun == [False]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.tsv", "a.csv.xz", "a.json", "a.feather", "a.parquet", "a.jsonl.bz2"])
def test_other_formats_of_news(tmp_path, name):
    frame = pd.DataFrame({"text": ["a", "b\nc"], "label": [False, True], "family": ["", "F1"], "other": [1, 2]})
    path, ending = tmp_path / name, name.split(".")[1]
    if ending in ("feather", "parquet"):
        getattr(frame, f"to_{ending}")(path)
    elif ending.startswith("json"):
        frame.to_json(path, orient="records", lines=ending == "jsonl")
    else:
        frame.to_csv(path, index=False, sep="\t" if ending == "tsv" else ",")
    assert rows_of(read_real(RealFile(path, name))) == [("a", False, -1, None), ("b\nc", True, -1, "F1")]


def test_a_table_may_have_texts_and_pairs(tmp_path):
    frame = pd.DataFrame({"text": ["a", None], "label": [0, None], "original": [None, "b"], "spun": [None, "c"]})
    for name in ("a.csv", "a.parquet"):
        (frame.to_csv if name.endswith("csv") else frame.to_parquet)(tmp_path / name)
        assert [row[:3] for row in rows_of(read_real(RealFile(tmp_path / name, name)))] == [
            ("a", False, -1),
            ("b", False, 1),
            ("c", True, 1),
        ]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_labels_as_pandas_writes_them_where_one_is_missing(tmp_path, ending):
    frame = pd.DataFrame({"text": ["a", "b", "c"], "label": [1, None, 0]})
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        frame.to_csv(path, index=False)
    elif ending == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    else:
        frame.to_parquet(path)
    assert read_real(RealFile(path, path.name)).is_spun == [True, True, False]


def test_csv_parquet_and_compressed_lines(tmp_path):
    table = pa.table({"text": ["a", "b\nc"], "label": ["clean", "spun"], "other": [1, 2]})
    pq.write_table(table, tmp_path / "a.parquet")
    (tmp_path / "a.csv").write_text('text,label\na,clean\n"b\nc",spun\n', encoding="utf-8-sig")
    lines = "".join(json.dumps(row) + "\n\n" for row in table.select(["text", "label"]).to_pylist())
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    for name in ("a.parquet", "a.csv", "a.jsonl.gz"):
        (tmp_path / "copy").write_bytes((tmp_path / name).read_bytes())
        for path in (tmp_path / name, tmp_path / "copy"):
            assert rows_of(read_real(RealFile(path, name))) == [("a", False, -1, None), ("b\nc", True, -1, None)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "a", "label": 2}', "line 2 of a.jsonl, got 2"),
        ('{"text": "a", "label": 0.5}', "line 2 of a.jsonl, got 0.5"),
        ('{"text": "a", "label": "maybe"}', "line 2 of a.jsonl, got 'maybe'"),
        ('{"text": ""}', "a text as 'text' in line 2"),
        ('{"text": 5}', "a text as 'text' in line 2"),
        ('{"original": "a", "spun": " "}', "a text as 'spun' in line 2"),
        ('{"original": "a"}', "got the columns 'original'"),
        ("{}", "got the columns none"),
        ('{"original": null, "spun": "x"}', "a text as 'original' in line 2 of a.jsonl, got no value: fill it"),
        ('{"original": "x", "spun": null, "text": null}', "a text as 'spun' in line 2 of a.jsonl, got no value"),
        ('{"text": null, "label": 1}', "a text as 'text' in line 2 of a.jsonl, got no value: fill it"),
        ("[1]", "an object in line 2 of a.jsonl, got \\[1\\]"),
        ('{"text": "a"', "an object of JSON in line 2 of a.jsonl"),
        ("[" * 5000, "an object of JSON in line 2"),
    ],
)
def test_faulty_lines_are_named(tmp_path, line, said):
    (tmp_path / "a.jsonl").write_text(f'{{"text": "good"}}\n{line}\n')
    with pytest.raises(InputError, match=said) as error:
        read_real(RealFile(tmp_path / "a.jsonl", "a.jsonl"))
    assert len(str(error.value)) < 300


def test_files_that_are_no_samples(tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    (tmp_path / "bad.csv").write_bytes(b"text\n\xff\n")
    (tmp_path / "bad.jsonl.gz").write_bytes(b"no gzip")
    pq.write_table(pa.table({"body": ["a"]}), tmp_path / "other.parquet")
    damaged = ("empty.jsonl", "binary.jsonl", "bad.parquet", "bad.csv", "bad.jsonl.gz", "other.parquet", "none.jsonl")
    for name in damaged:
        with pytest.raises(InputError, match=name):
            read_real(RealFile(tmp_path / name, name))
    (tmp_path / "a.csv").write_text("text,label\na,1\nb,x\n")
    pq.write_table(pa.table({"text": ["a", None]}), tmp_path / "a.parquet")
    for name, place in (("a.csv", "row 2"), ("a.parquet", "row 2")):
        with pytest.raises(InputError, match=f"{place} of {name}"):
            read_real(RealFile(tmp_path / name, name))


def test_files_have_the_shortest_names_that_tell_them_apart():
    places = [open_place(path) for path in ("/a/x/mine.jsonl", "/b/x/mine.jsonl", "/b/other.csv", "s3://store/c.jsonl")]
    assert [file.name for file in name_files(places)] == ["a/x/mine.jsonl", "b/x/mine.jsonl", "other.csv", "c.jsonl"]
    assert [file.name for file in name_files(places[:1] * 2)] == ["/a/x/mine.jsonl"] * 2
    assert name_files([]) == []
