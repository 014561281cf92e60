import csv
import io
import re

import pytest
import yaml
from delimited_files import NEWS, WRITERS, fields, filled, read_text, write_table
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.errors import InputError


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


texts = st.lists(
    pieces | st.sampled_from(["id", "text", "id,text\n", "text\t", "sep=;\n", "sep=\r\n", "\0"]), max_size=30
).map("".join)


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from(["", "id,text\n", "id\ttext\n", "text\n"]), content=texts)
@example(start="", content='"')
def test_any_content_gives_rows_or_an_error_of_one_line(tmp_path, ending, start, content):
    message, rows = "", []
    try:
        rows = read_text(tmp_path, start + content, f"news{ending}")
    except InputError as error:
        message = str(error)
    assert "\n" not in message
    assert len(message) < 700
    assert {row["reason"] for row in rows} <= {None, "broken_row"}


@pytest.mark.parametrize("end", ["", "\r"])
@pytest.mark.parametrize("order", [("id", "text", "source"), ("id", "source", "text"), ("text", "id", "source")])
@pytest.mark.parametrize(("name", "delimiter"), [("news.csv", ","), ("news.tsv", "\t"), ("news.csv", ";")])
def test_rows_that_end_in_carriage_returns_are_found_without_quotes(tmp_path, name, delimiter, order, end):
    written = [{"id": f"a{row}", "text": f"It rained on day {row}.", "source": "BBC"} for row in range(5)]
    lines = [order, *([row[column] for column in order] for row in written)]
    rows = read_text(tmp_path, "\r".join(map(delimiter.join, lines)) + end, name)
    assert [(row["id"], row["text"]) for row in rows] == [(row["id"], row["text"]) for row in written]


def test_a_broken_row_does_not_hide_that_rows_end_in_carriage_returns(tmp_path):
    rows = read_text(tmp_path, "id,text,source\ra0,Rain.,BBC\ra1,Sun, wind.,BBC\ra2,Snow.,BBC\r", "news.csv")
    assert [row["reason"] for row in rows] == [None, "broken_row", None]


def test_names_alone_have_no_rows(tmp_path):
    assert read_text(tmp_path, "id,text\r", "news.csv") == read_text(tmp_path, "id,text\n", "news.csv") == []


@pytest.mark.parametrize("has_quoted", [False, True])
@pytest.mark.parametrize(
    ("name", "delimiter"), [("news.csv", ","), ("news.csv", ";"), ("news.tsv", "\t"), ("news.csv", "|")]
)
def test_escaped_quotes_in_fields_without_quotes_lose_their_escapes(tmp_path, name, delimiter, has_quoted):
    written = [("1", '"Rain fell."'), ("2", 'The "storm" is near.'), ("3", "Sun")]
    rows = [*written, ("4", f"Wind{delimiter} ice")] if has_quoted else written
    stream = io.StringIO()
    how = {"doublequote": False, "escapechar": "\\", "lineterminator": "\n"}
    csv.writer(stream, delimiter=delimiter, **how).writerows([("id", "text"), *rows])
    found = read_text(tmp_path, stream.getvalue(), name)
    assert [(row["id"], row["text"], row["reason"]) for row in found] == [(*row, None) for row in rows]


@pytest.mark.parametrize("text", [r"C:\new \"disk\"", r'\"Rain\" and "snow"', r"Rain \\ snow", 'Rain "fell"'])
def test_backslashes_that_need_not_be_escapes_stay(tmp_path, text):
    rows = read_text(tmp_path, f"id;text\n1;{text}\n2;Sun\n", "news.csv")
    assert [row["text"] for row in rows] == [text, "Sun"]
