import gzip

import pytest
from delimited_files import NEWS, WRITERS, fields, read_table, read_text, write_table

from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats.delimited import reader as delimited


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("line", "sign"), [("sep=;", ";"), ('"sep=;"', ";"), ("sep=", ","), ('"sep="', ","), ("SEP=", ";")]
)
def test_the_line_of_excel_that_names_the_delimiter_or_none(tmp_path, line, sign, end):
    content = "".join(each + end for each in (line, f"id{sign}text", f'1{sign}"Rain, snow"', f"2{sign}Sun"))
    assert [(row["id"], row["text"]) for row in read_text(tmp_path, content)] == [("1", "Rain, snow"), ("2", "Sun")]


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
    assert read_table(tmp_path / "news.csv", columns={"text": " text"})[0]["text"] == "Rain"
    assert read_text(tmp_path, ",id,text,x,x\n0,1,Rain,,\n")[0]["id"] == "1"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,text,text\n1,Rain,Sun\n", "expected one column 'text' in news.csv, got 2: "),
        ("id,id,text\n1,2,Sun\n", "expected one column 'id' in news.csv, got 2: "),
        ("1,Rain fell,Rain fell on the hills\n", "in the first row of news.csv, got data: '1', 'Rain fell', 'Rain"),
        ("id,body\n1,Rain\n", "found 'id', 'body': name it with --set 'ingest_articles.columns={text: NAME}'"),
        ("id,te\0xts\n1,Rain\n", r"""name it with --set 'ingest_articles.columns={text: "te\u0000xts"}'"""),
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
    assert fields(read_text(tmp_path, gzip.compress(content.encode(), 1, mtime=0), "news.csv.gz")) == written


@pytest.mark.parametrize("n_rows", [0, 50])
def test_a_lone_quote_in_a_large_file_swallows_no_rows(tmp_path, monkeypatch, n_rows):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1_000)
    content = "id\ttext\n" + '1\tA "b" c\n' * n_rows + '2\t"Rain fell.\n' + '3\tSun, "wind" and ice\n' * 200
    rows = read_text(tmp_path, content, "news.tsv")
    assert [row["text"] for row in rows] == ['A "b" c'] * n_rows + ['"Rain fell.'] + ['Sun, "wind" and ice'] * 200
    assert {row["reason"] for row in rows} == {None}
