import gzip
import re

import pyarrow as pa
import pytest
import yaml
from delimited_writers import WRITERS, write_table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.config.stages import Csv, IngestArticles
from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats import delimited
from pipelines.sources.read import read_input

NEWS = [
    ("a1", "Rain on the hills", 'Rain fell on the hills, and "nobody" came.\n\nThe road stayed shut; it\'s wet.'),
    ("a2", "Vote", '"We won the vote," the mayor said.\nThen she left.\tSo did they.'),
    ("a3", "Disks, and paths", "The file is in C:\\data\\old, or so it's said.\nIt was not."),
    ("a4", "Snow", "Snow fell. | It melted; the end.\n\nMore came."),
]


def read(path, *, columns=(), **known):
    settings = IngestArticles(csv=Csv(**known), columns=dict(columns))
    return pa.concat_tables(read_input(str(path), settings)).to_pylist()


def read_text(tmp_path, content, name="news.csv", **known):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, **known)


def fields(rows):
    return [(row["id"], row["title"], row["text"]) for row in rows]


def filled(rows):
    return [tuple(field or None for field in row) for row in rows]


@pytest.mark.parametrize("name", WRITERS)
def test_every_dialect_is_detected_and_read_to_the_letter(tmp_path, name):
    content, written = write_table(NEWS, name)
    rows = read_text(tmp_path, content, f"news{WRITERS[name][1]}")
    assert fields(rows) == written
    assert {row["reason"] for row in rows} == {None}


pieces = st.sampled_from(
    ['"', "'", ",", ";", "|", "\t", "\n", "\r\n", "\\", "\\n", " ", '""', '",', "\\N", "é", "\u2028", "a", "Rain. "]
)
nasty = st.lists(pieces, max_size=8).map("".join)
tables = st.lists(st.tuples(nasty, nasty), max_size=5).map(
    lambda rows: [*NEWS, *((f"n{number}", *row) for number, row in enumerate(rows))]
)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables)
def test_no_text_is_altered_whatever_it_holds(tmp_path, name, rows):
    """Every row that is kept is as it was written; the others are rejected, or the file is refused."""
    content, written = write_table(rows, name)
    try:
        found = read_text(tmp_path, content, f"news{WRITERS[name][1]}")
    except InputError:
        return
    kept = {row["id"]: (row["id"], row["title"], row["text"]) for row in found if row["reason"] is None}
    if name == "spark":  # there it is null, as MySQL writes it
        written = [tuple("" if field == "\\N" else field for field in row) for row in written]
    expected = {row[0]: row for row in filled(written)}
    assert kept == {key: expected[key] for key in kept}
    assert set(expected) - set(kept) == set() or any(row["reason"] == "broken_row" for row in found)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        # A quote is a character like others.
        ("news.tsv", 'id\ttext\n1\t"We won," he said.\n2\tRain\n', ['"We won," he said.', "Rain"]),
        (
            "news.tsv",
            'id\ttext\n1\t"Rain fell.\n2\tMore "rain" fell."\n3\t"Sun\n',
            ['"Rain fell.', 'More "rain" fell."', '"Sun'],
        ),
        ("news.tsv", 'id\ttext\n1\t"Rain fell.\n2\tIt stopped."\n3\tSun\n', ['"Rain fell.', 'It stopped."', "Sun"]),
        ("news.tsv", 'text\n"We won," he said.\nSun, wind\n', ['"We won," he said.', "Sun, wind"]),
        ("news.csv", 'id|text\n1|"We won," he said.\n2|Rain\n', ['"We won," he said.', "Rain"]),
        ("news.csv", 'id,text\n1,"We won" he said.\n2,Rain\n', ['"We won" he said.', "Rain"]),
        ("news.csv", 'id,title,text\n1,5" nails,"Rain, snow"\n2,6" x 7",Sun\n', ["Rain, snow", "Sun"]),
        # A quote is around a field.
        ("news.tsv", 'id\ttext\n1\t"He said ""no""."\n2\tSun\n', ['He said "no".', "Sun"]),
        ("news.tsv", 'id\ttext\n1\t"Rain, snow."\n2\tSun\n', ["Rain, snow.", "Sun"]),
        ("news.tsv", '"id"\t"text"\n1\t"Rain."\n', ["Rain."]),
        ("news.csv", 'id,text\n1,"Rain."\n2,Sun\n', ["Rain.", "Sun"]),
        ("news.csv", 'id;text\n1;"Rain; snow, ""wind"""\n2;Sun, ice\n', ['Rain; snow, "wind"', "Sun, ice"]),
        ("news.csv", "id,text\n1,'Rain, and it''s wet'\n2,'Sun'\n", ["Rain, and it's wet", "Sun"]),
        ("news.csv", 'id, text\n1, "Rain, snow"\n2, Sun\n', ["Rain, snow", " Sun"]),
        ("news.csv", 'text\n"Rain, snow\nice"\n\n""\nSun\n', ["Rain, snow\nice", None, "Sun"]),
        # Backslashes.
        ("news.csv", 'id,text\n1,"He said \\"no\\"."\n2,Sun\n', ['He said "no".', "Sun"]),
        ("news.csv", 'id,text\n1,"C:\\data\\"\n2,"Rain, snow"\n', ["C:\\data\\", "Rain, snow"]),
        ("news.csv", 'id,text\n1,"Rain.\\nSnow, ice"\n', ["Rain.\\nSnow, ice"]),
        (
            "news.tsv",
            "id\ttext\n1\tRain.\\n\\nSnow\\tfell: C:\\\\temp\n2\t\\N\n",
            ["Rain.\n\nSnow\tfell: C:\\temp", None],
        ),
        ("news.tsv", "id\ttext\n1\tA shrug ¯\\_(ツ)_/¯ and \\n\n", ["A shrug ¯\\_(ツ)_/¯ and \\n"]),
        # Ends of rows.
        ("news.csv", 'id,text\r1,"Rain, ""a""\rb"\r2,Sun', ['Rain, "a"\rb', "Sun"]),
        ("news.tsv", "id\ttext\r\n1\tRain\nsnow\r\n2\tSun\r\n", ["Rain\nsnow", "Sun"]),
        ("news.csv", "id,text\r\n1,Rain\n2,Sun\r\n", ["Rain", "Sun"]),
        ("news.csv", "id,text\n1,Ra\0in\n2,Sun", ["Ra\0in", "Sun"]),
    ],
)
def test_dialects_of_small_files(tmp_path, name, content, expected):
    rows = read_text(tmp_path, content, name)
    assert [row["text"] for row in rows] == expected
    assert {row["reason"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("name", "content", "keep", "drop"),
    [
        ("news.tsv", 'id\ttext\n1\t"Rain."\n2\tSun\n', {"quote": ""}, {"quote": '"'}),
        ("news.csv", 'id|text\n1|"Rain."\n2|Sun\n', {"quote": ""}, {"quote": '"'}),
        ("news.csv", 'id,text\n1,"Rain.\n2,Snow."\n3,Sun\n', {"quote": ""}, {"quote": '"'}),
        ("news.tsv", "id\ttext\n1\tSee C:\\new\\temp\n", {"escape": ""}, {"quote": "", "escape": "\\"}),
    ],
)
def test_a_file_that_two_dialects_fit_is_refused_with_both(tmp_path, name, content, keep, drop):
    with pytest.raises(InputError, match=r"both readings fit, as in row 1: .*ingest_articles\.csv=") as refused:
        read_text(tmp_path, content, name)
    hints = re.findall(r"ingest_articles\.csv=(\{.*?\})", str(refused.value))
    assert [yaml.safe_load(hint) for hint in hints] == [keep, drop]
    kept, dropped = (read_text(tmp_path, content, name, **known) for known in (keep, drop))
    assert [row["text"] for row in kept] != [row["text"] for row in dropped]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ('id,text\n1,"Rain, snow"\n2,"Sun" came, "so" did I\n3,"Wind, ice"\n', ["Rain, snow", "Wind, ice"]),
        ('id,text\n1,"Rain, snow"\n2,"Sun\n3,Wind\n4,"Wind, ice"\n', ["Rain, snow", "Wind, ice"]),
        (
            'id,text\n1,"Rain, snow"\n2,"He said "no", and left,\n so did I"\n3,"Wind, ice"\n',
            ["Rain, snow", "Wind, ice"],
        ),
        ('id,text\n1,"Rain, snow"\n2,Sun, ice, wind\n3\n4,Wind\n', ["Rain, snow", "Wind"]),
        ('id,text,url\n1,"Rain, snow",a\n2,Hail,b\n3\n4,Wind,d\n', ["Rain, snow", "Hail", "Wind"]),
    ],
)
def test_a_row_that_contradicts_the_dialect_costs_itself_alone(tmp_path, content, texts):
    rows = read_text(tmp_path, content)
    assert [row["text"] for row in rows if row["reason"] is None] == texts
    bad = [row for row in rows if row["reason"]]
    assert {row["reason"] for row in bad} == {"broken_row"}
    assert all(row["text"] in content and row["detail"].startswith("expected") for row in bad)


@pytest.mark.parametrize("size", [20, 50, 1_000])
def test_an_article_is_not_cut_at_a_line_break(tmp_path, monkeypatch, size):
    """A row whose next line is too short is lost with it: it may be the first paragraph of its text alone."""
    monkeypatch.setattr(delimited, "BLOCK_BYTES", size)
    content = 'id\ttext\n1\tRain "fell".\n2\tSnow fell.\n\nIt melted.\nIt froze.\n3\tSun\n4\tWind\n5\n6\tIce\n'
    rows = read_text(tmp_path, content, "news.tsv", quote="")
    assert [row["text"] for row in rows if row["reason"] is None] == ['Rain "fell".', "Sun", "Ice"]
    assert "the next line has too few fields" in rows[1]["detail"]
    assert [row["text"] for row in rows if row["reason"]] == [
        "2\tSnow fell.",
        "It melted.",
        "It froze.",
        "4\tWind",
        "5",
    ]


@pytest.mark.parametrize("n_rows", [0, 1, 400])
def test_an_unclosed_quote_names_its_row(tmp_path, monkeypatch, n_rows):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1_000)
    content = "id,text\n" + '1,"Rain, snow"\n' * n_rows + '2,"Sun came\n' + "3,Wind\n" * 300
    with pytest.raises(InputError, match=rf'one in row {n_rows + 1} has no end.*csv=\{{quote: ""\}}'):
        read_text(tmp_path, content)


@pytest.mark.parametrize("size", [200, 1_000, 5_000])
@pytest.mark.parametrize("name", WRITERS)
def test_rows_do_not_depend_on_the_blocks_they_are_read_in(tmp_path, monkeypatch, name, size):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", size)
    rows = [(f"{row[0]}-{number}", *row[1:]) for number in range(10) for row in NEWS]
    content, written = write_table(rows, name)
    known = {"escape": "\\"} if "escaped" in name or name in ("spark", "linear_tsv", "mysql", "postgresql") else {}
    found = read_text(tmp_path, content, f"news{WRITERS[name][1]}", **known)
    assert fields(found) == written
    assert [row["place"].rpartition(" ")[2] for row in found] == [str(number + 1) for number in range(40)]


def test_what_the_start_does_not_decide_costs_later_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1_000)
    content = "id\ttext\n" + "1\tRain fell.\n" * 200 + '2\t"Sun"\n3\tSee C:\\new\n4\tA "b" c\n'
    *rain, quote, escape, plain = read_text(tmp_path, content, "news.tsv")
    assert {row["text"] for row in rain} == {"Rain fell."}
    assert [row["reason"] for row in (quote, escape, plain)] == ["broken_row", "broken_row", None]
    assert "set ingest_articles.csv.quote" in quote["detail"]
    assert "set ingest_articles.csv.escape" in escape["detail"]
    known = read_text(tmp_path, content, "news.tsv", quote="", escape="")
    assert [row["text"] for row in known[-3:]] == ['"Sun"', "See C:\\new", 'A "b" c']


def test_names_of_columns(tmp_path):
    assert read_text(tmp_path, '"id" , title , text\n1,A,Rain\n')[0]["text"] == "Rain"
    (tmp_path / "news.csv").write_text("id, text\n1,Rain\n")
    assert read(tmp_path / "news.csv", columns={"text": " text"})[0]["text"] == "Rain"
    assert read_text(tmp_path, ",id,text,x,x\n0,1,Rain,,\n")[0]["id"] == "1"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,text,text\n1,Rain,Sun\n", "expected one column 'text' in news.csv, got 2: "),
        ("id,id,text\n1,2,Sun\n", "expected one column 'id' in news.csv, got 2: "),
        ("1,Rain fell,Rain fell on the hills\n", "in the first row of news.csv, got data: '1', 'Rain fell', 'Rain"),
        ("id,body\n1,Rain\n", "found 'id', 'body': name it with ingest_articles.columns={text: NAME}"),
        ("id,te\0xts\n1,Rain\n", r"""name it with ingest_articles.columns={text: "te\u0000xts"}"""),
    ],
)
def test_names_that_are_refused(tmp_path, content, message):
    with pytest.raises(SchemaError) as refused:
        read_text(tmp_path, content)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_first_row_of_articles_is_named_in_short(tmp_path):
    with pytest.raises(SchemaError) as refused:
        read_text(tmp_path, f'1,A title,"{"Rain fell on the hills. " * 500}"\n')
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (",".join(f"c{number}" for number in range(12_000)) + "\n1\n", "at most 10,000 columns in news.csv, got 12"),
        ("id\ttext\nr1\t1\tRain\nr2\t2\tSun\n", "expected rows of 2 fields in news.csv, as in its first row, but most"),
        ("\n\n", "got an empty file"),
    ],
)
def test_files_that_are_refused(tmp_path, content, message):
    with pytest.raises(InputError) as refused:
        read_text(tmp_path, content)
    assert message in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_row_that_is_too_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(delimited, "MAX_ROW_BYTES", 100_000)
    long = '"' + "Rain, and snow. " * 5_000 + '"'
    assert [row["id"] for row in read_text(tmp_path, f"id,text\n1,Rain\n2,{long}\n3,Sun\n")] == ["1", "2", "3"]
    with pytest.raises(InputError, match=r"rows of at most .* in news\.csv, got a longer one at row 2: .*quote"):
        read_text(tmp_path, f"id,text\n1,Rain\n2,{long * 2}\n3,Sun\n".replace('""', "  "))


def test_encodings(tmp_path):
    content = "\ufeffid;text\n1;caf\xe9 “no”\n"
    for encoding in ("utf-8", "utf-16", "utf-32", "utf-16-le"):
        assert read_text(tmp_path, content.encode(encoding), encoding=encoding)[0]["text"] == "caf\xe9 “no”"
    assert read_text(tmp_path, content[1:].encode("cp1252"), encoding="cp1252")[0]["text"] == "caf\xe9 “no”"
    assert read_text(tmp_path, "id,text\n1,雨|雪\\n\n".encode("gbk"), encoding="gbk")[0]["text"] == "雨|雪\\n"
    assert read_text(tmp_path, b"id,text\n1,caf\xe9\n2,Sun\n")[0]["text"] == "caf\ufffd"


def test_a_compressed_file_of_many_blocks(tmp_path):
    rows = [(f"{row[0]}-{number}", *row[1:]) for number in range(7_000) for row in NEWS]
    content, written = write_table(rows, "csv")
    assert len(content) > 2 * delimited.BLOCK_BYTES
    assert fields(read_text(tmp_path, gzip.compress(content.encode(), 1), "news.csv.gz")) == written
