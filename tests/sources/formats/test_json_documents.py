import io
import json
import re
import time

import pytest
from articles import article
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats import json_documents
from pipelines.sources.formats.json_documents import read_documents
from pipelines.sources.raw.files import InputFile
from pipelines.sources.read import read_file, read_input


def unescape(text):
    """Tabs and ends of lines stand as they are within strings, as careless writers leave them."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\([nt])", lambda found: found[1] + {"n": "\n", "t": "\t"}[found[2]], text)


STYLES = {
    "array": json.dumps,
    "indented array": lambda rows: json.dumps(rows, indent=2),
    "array of lines": lambda rows: "[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n",
    "indented objects": lambda rows: "\n".join(json.dumps(row, indent="\t") for row in rows),
    "objects without ends of lines": lambda rows: "".join(map(json.dumps, rows)),
    "lines with commas": lambda rows: "".join(json.dumps(row) + ",\n" for row in rows),
    "sequence of records": lambda rows: "".join("\x1e" + json.dumps(row) + "\n" for row in rows),
    "an array a line": lambda rows: "".join(json.dumps([row]) + "\n" for row in rows),
    "array with raw controls": lambda rows: unescape(json.dumps(rows, indent=1)),
    "lines with raw controls": lambda rows: "".join(unescape(json.dumps(row)) + "\n" for row in rows),
    "lines": lambda rows: "".join(json.dumps(row) + "\n" for row in rows),
}


def read(folder, text, name="news.json", **settings):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    tables = read_file(InputFile(str(path), name, "json", is_known=True), IngestArticles(**settings))
    return [row for table in tables for row in table.to_pylist()]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3),
    max_leaves=3,
)
objects = st.lists(st.builds(lambda row, text: row | {"text": text}, st.dictionaries(texts, values), texts), max_size=5)


@given(objects, st.sampled_from(list(STYLES)), st.integers(1, 60))
def test_objects_do_not_depend_on_style_or_pieces(rows, style, n_characters):
    """The slow twin is json itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_documents, "PIECE", n_characters)
        found = list(read_documents(io.StringIO(STYLES[style](rows)), "news.json"))
    assert [json.loads(line) for line in found] == rows
    assert not any("\n" in line for line in found)


@pytest.mark.parametrize("style", STYLES)
def test_places_count_the_objects(tmp_path, monkeypatch, style):
    monkeypatch.setattr(json_documents, "BATCH_ROWS", 2)
    rows = [article(number) for number in range(5)]
    found = read(tmp_path, STYLES[style](rows))
    assert [json.loads(row["line"]) for row in found] == rows
    assert [row["place"] for row in found] == [f"news.json object {number}" for number in range(1, 6)]


def test_an_object_of_one_line_stays_as_it_is(tmp_path):
    line = '{"text":  "caf\\u00e9", "n": 1.0e5, "n": 2, "x": NaN}'
    assert [row["line"] for row in read(tmp_path, f"[{line}]")] == [line]


def test_ends_of_lines_and_tabs_within_a_string_are_kept(tmp_path):
    (row,) = read(tmp_path, '[\n{"text": "Rain\n\tand sun."}]')
    assert json.loads(row["line"]) == {"text": "Rain\n\tand sun."}


def test_an_object_is_read_alike_before_and_behind_one_with_raw_tabs(tmp_path):
    lines = ['{"text":  "caf\\u00e9", "n": 1.0e5, "n": 2, "x": NaN, "much": ' + "9" * 5_000 + "}", '{"text": "\t"}']
    found = [row["line"] for row in read(tmp_path, f"[{lines[0]},\n{lines[1]},\n{lines[0]},\n{{\n}}]")]
    assert found == [lines[0], r'{"text": "\t"}', lines[0], "{ }"]


def test_raw_tabs_cost_no_look_at_the_whole_piece():
    """2 MB took ten seconds."""
    text = "[" + '{"text": "Rain\tand sun."},\n' * 80_000 + "{}]"
    began = time.process_time()
    assert len(list(read_documents(io.StringIO(text), "news.json"))) == 80_001
    assert time.process_time() - began < 4


def test_values_that_are_no_objects_are_rows_for_the_stage_to_reject(tmp_path):
    rows = read(tmp_path, json.dumps([article(0), None, 17, "Rain", ["a"], article(1)]))
    assert [row["line"] for row in rows][1:5] == ["null", "17", '"Rain"', '["a"]']


def test_a_number_goes_on_behind_a_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(json_documents, "PIECE", 3)
    assert [row["line"] for row in read(tmp_path, '[{"text": ""}, 1234567]')][1] == "1234567"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            json.dumps([article(0), article(1)], indent=1)[:-40],
            "near line 7 found the end of the file within an object",
        ),
        (json.dumps([article(0)])[:-1], "found the end of the file before the end of the array"),
        ('[\n{"text": "a"},\n{"text": b}\n]', "near line 3 found"),
        ('[\n{"text": "a"}\n]\noops', "near line 4 found 'oops'"),
        ('{"text":\n"a"}\n}', "near line 3 found '}'"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(
        InputError, match=rf"expected JSON objects in news\.json, but {said}" if "near" in said else said
    ):
        read(tmp_path, text)


def test_an_object_without_end_is_not_read_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(json_documents, "PIECE", 1_000)
    monkeypatch.setattr(json_documents, "LONGEST", 20_000)
    with pytest.raises(InputError, match=r"an object of more than 0 MB: give one object for each article"):
        read(tmp_path, json.dumps({"articles": [article(number) for number in range(99)]}))


def test_deep_nesting_is_an_error_and_no_crash(tmp_path):
    with pytest.raises(InputError, match="recursion"):
        read(tmp_path, '[{"text": ' + 100_000 * "[")


def test_a_missing_column_is_named(tmp_path):
    (tmp_path / "news.json").write_text('[\n{"body": "Rain"}]')
    with pytest.raises(SchemaError, match="'body'"):
        list(read_input(str(tmp_path / "news.json"), IngestArticles()))
    assert len(read(tmp_path, '[\n{"body": "Rain"}]', columns={"text": "body"})) == 1
