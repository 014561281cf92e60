"""Files that are not what their names say, or look so: read as what they are."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sources.formats.disguised import CSV, LINES, PACK, ROWS, TEXTS, raw, texts, write

from pipelines.sources.formats.look import HEAD, LONGER_HEADS, differs, look_at
from pipelines.sources.formats.registry import FORMATS
from pipelines.sources.raw.files import InputFile


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.jsonl.gz"])
def test_an_encoding_with_a_mark_is_read(tmp_path, name, encoding):
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    content = {".csv": CSV, ".json": json.dumps(ROWS, indent=1)}.get("." + name.split(".")[1], LINES)
    stored = (mark + content).encode(encoding)
    assert texts(write(tmp_path, name, gzip.compress(stored, mtime=0) if name.endswith("gz") else stored)) == TEXTS


def test_a_text_in_utf16_is_read(tmp_path):
    assert texts(write(tmp_path, "a.txt", "Café closed.\r\nRain.".encode("utf-16"))) == ["Café closed.\r\nRain."]


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "b.jsonl.gz", "c.jsonl.zst"])
def test_a_compression_without_its_ending_is_read(tmp_path, kind, name, caplog):
    assert texts(write(tmp_path, name, PACK[kind](LINES.encode()))) == TEXTS
    right = {"gzip": ".gz", "zstd": ".zst"}.get(kind, "?")
    assert (f"{name} ({kind})" in caplog.text) is not name.endswith(right)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.zst"])
def test_an_ending_without_its_compression_is_read(tmp_path, name, caplog):
    assert texts(write(tmp_path, name, CSV if "csv" in name else LINES)) == TEXTS
    assert f"{name} (not compressed)" in caplog.text


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.jsonl.gz"])
def test_parquet_of_another_name_is_read(tmp_path, name):
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / name)
    assert texts(tmp_path / name) == TEXTS
    assert [row["place"] for row in raw(tmp_path / name)] == [f"{name} row {number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a.parquet"])
@pytest.mark.parametrize("content", [LINES, json.dumps(ROWS, indent=2), json.dumps(ROWS)])
def test_json_of_another_name_is_read(tmp_path, name, content, caplog):
    assert texts(write(tmp_path, name, content)) == TEXTS
    assert f"{name} (JSON" in caplog.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", "\t,;|")
@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_a_table_under_the_name_of_a_text_is_read(tmp_path, name, delimiter, encoding, caplog):
    """Excel saves a table as "Unicode text", with tabs."""
    rows = [["id", "Title", "text"], ["1", "Rain", '"It fell; and fell, | and\tfell."'], ["2", "Sun", "It shone."]]
    content = "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)
    found = texts(write(tmp_path, name, gzip.compress(content) if name.endswith(".gz") else content))
    assert found == ["It fell; and fell, | and\tfell.", "It shone."]
    assert f"read by their content, not by their names: {name} (" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "Title, text and source\n\nThe mayor, who saw them, was content.",
        "Date, Source\nRain, and more of it.",
        "News | Sport | Weather\nHome | Rain fell.",
        "Date\tHome\tAway\n3 May\tReds\tBlues",
        "id,text",
    ],
)
def test_a_text_with_delimiters_is_one(tmp_path, text):
    (row,) = raw(write(tmp_path, "a.txt", text))
    assert (row["title"] or "") + row["text"] == text


@pytest.mark.parametrize(
    "text", ["{Editor's note} It rains.", "[Rain] fell.", "{{Infobox}} Rain", '{"Rain", he said}', "{}"]
)
def test_an_article_that_begins_with_a_bracket_is_one(tmp_path, text):
    assert texts(write(tmp_path, "a.txt", text)) == [text]


@pytest.mark.parametrize(
    "text",
    ["ORCA whales were seen.", "RIFF raff", "BZh is a name", "GIF89 won", "PK won 3:1", "PAR1S is no city", "%P"],
)
def test_an_article_that_begins_like_a_signature_is_one(tmp_path, text):
    assert texts(write(tmp_path, "a.txt", text)) == [text]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1251", "shift_jis", "gb18030", "euc_kr"])
def test_text_in_other_encodings_is_not_binary(tmp_path, encoding):
    text = {"cp1251": "Дождь идёт.", "shift_jis": "雨が降る。", "gb18030": "下雨了。", "euc_kr": "비가 온다."}
    content = (text.get(encoding, "Café fermé à Orléans. ") * 90).encode(encoding)
    assert len(raw(write(tmp_path, "a.txt", content))) == 1


@pytest.mark.parametrize(
    "first",
    ['{"text": "cut off\n', "# made by hand\n", "oops\n" * 19, "x" * 2 * LONGER_HEADS[-1] + "\n", '{"a": {]\n', "{\n"],
)
def test_broken_first_lines_cost_rows_and_not_the_file(tmp_path, first):
    rows = raw(write(tmp_path, "a.jsonl", first + LINES))
    assert [row["line"] for row in rows][-3:] == LINES.splitlines()
    assert len(rows) == 3 + first.count("\n")


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "id,text\n1,Ra\x00in\n"), ("a.txt", "Ra\x00in"), ("a.tsv", "text\n\x00\n")]
)
def test_a_few_nul_bytes_are_left_to_the_reader(tmp_path, name, content):
    file = InputFile(str(write(tmp_path, name, content)), name, FORMATS[name[1:]])
    assert look_at(file) == file


@pytest.mark.parametrize("tail", [bytes(4_096), b"\x00", b"oops\n" * 90])
def test_a_broken_end_costs_rows_and_not_the_file(tmp_path, tail):
    rows = raw(write(tmp_path, "a.jsonl", LINES.encode() + tail))
    assert [row["line"] for row in rows][:3] == LINES.splitlines()


@pytest.mark.parametrize("n_characters", [HEAD - 20, HEAD, HEAD + 1, *LONGER_HEADS, 2 * LONGER_HEADS[-1]])
def test_a_long_first_line_is_still_a_line(tmp_path, n_characters):
    long = json.dumps({"text": "x" * n_characters}) + "\n"
    rows = raw(write(tmp_path, "a.jsonl", long + LINES))
    assert [row["place"] for row in rows] == [f"a.jsonl line {number}" for number in (1, 2, 3, 4)]


def test_the_look_changes_nothing_of_a_right_name(tmp_path):
    for name, content in (("a.jsonl", LINES), ("a.csv", CSV), ("a.txt", "Rain."), ("a.json", json.dumps(ROWS))):
        file = InputFile(str(write(tmp_path, name, content)), name, FORMATS[name[1:]])
        assert look_at(file) == file
        assert differs(file, look_at(file)) == ""


def test_an_encoding_that_is_set_is_believed(tmp_path):
    path = write(tmp_path, "a.csv", CSV.encode("utf-16-le"))
    file = InputFile(str(path), "a.csv", "csv", encoding="utf-16-le")
    assert look_at(file) == file
