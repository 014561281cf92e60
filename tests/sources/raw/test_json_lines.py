import json
import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.raw import json_lines
from pipelines.sources.raw.json_lines import MAX_DEPTH, load_object, parse_json_lines

GOOD = '{"text": "Rain fell.", "id": "a", "tags": ["x", {"y": 1}]}'
NAMES = {"text": "text", "id": "id", "source": "source.name | source"}
DEEP = "[" * 1000 + "]" * 1000


def parse(lines, names=None):
    parsed = parse_json_lines(pa.array(lines, pa.string()), names or {"text": "text", "id": "id"})
    assert parsed.columns.num_rows == len(parsed.unread) == len(parsed.reason) == len(parsed.detail) == len(lines)
    return parsed


def rows_of(parsed):
    about = zip(parsed.unread.to_pylist(), parsed.reason.to_pylist(), parsed.detail.to_pylist(), strict=True)
    return [(row, *each) for row, each in zip(parsed.columns.to_pylist(), about, strict=True)]


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ('{"text": "Rain', "broken_json", "Unterminated string"),
        ('{"text": "Rain"', "broken_json", "Expecting"),
        ('{"text": "Rain",}', "broken_json", "Expecting property name"),
        ('{"text": "Ra\tin"}', "broken_json", "Invalid control character"),
        ('{"text": "a"} {"text": "b"}', "broken_json", "Extra data"),
        ('["Rain"]', "broken_json", "expected an object in braces, got a list"),
        ('"Rain"', "broken_json", "got a str"),
        ("Rain fell.", "broken_json", "Expecting value"),
        ('{"text": "Rain", "deep": ' + DEEP + "}", "broken_json", f"at most {MAX_DEPTH} deep"),
        ('{"a":' * 1000 + "1" + "}" * 1000, "broken_json", "deep"),
        ('{"a":' * 1000 + '"open', "broken_json", "deep"),
        ('{"text": 17}', "wrong_type", "expected 'text' to be a string, got 17"),
        ('{"text": {"body": "Rain"}}', "wrong_type", 'got {"body": "Rain"}'),
        ('{"text": ["Rain", 5]}', "wrong_type", 'got ["Rain", 5]'),
        ('{"text": true, "id": 9}', "wrong_type", "got true"),
        ("{}", "no_text", "no column 'text', or null in it"),
        ('{"text": null, "id": "b"}', "no_text", "no column 'text', or null in it"),
    ],
)
def test_only_the_bad_line_is_refused(line, reason, detail):
    parsed = parse([GOOD] * 200 + [line] + [GOOD] * 20)
    assert parsed.reason.to_pylist() == [None] * 200 + [reason] + [None] * 20
    assert detail in parsed.detail.to_pylist()[200]
    assert parsed.columns["text"].to_pylist() == ["Rain fell."] * 200 + [None] + ["Rain fell."] * 20


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (GOOD, ("Rain fell.", "a")),
        ('{"id": 17, "text": "Rain"}', ("Rain", "17")),
        ('{"id": 5.0, "text": "Rain"}', ("Rain", "5")),
        ('{"id": 9007199254740993, "text": "Rain"}', ("Rain", "9007199254740993")),
        ('{"id": 123456789012345678901234567890, "text": "Rain"}', ("Rain", "123456789012345678901234567890")),
        ('{"id": ' + "7" * 5000 + ', "text": "Rain"}', ("Rain", "7" * 5000)),
        ('{"id": NaN, "text": "Rain", "score": NaN}', ("Rain", None)),
        ('{"id": {"$oid": "5f"}, "text": "Rain"}', ("Rain", "5f")),
        ('{"id": ["only"], "text": ["Rain fell.", "", null, "Snow fell."]}', ("Rain fell.\n\nSnow fell.", "only")),
        ('{"text": "first", "text": "last"}', ("last", None)),
        ('  {"text": "R\\u00e9union\\r\\n\\ud83c\\udf27"} \r', ("Réunion\r\n🌧", None)),
        ('{"text": "half \\ud83c a pair"}', ("half \ufffd a pair", None)),
        ('\ufeff{"text": "behind a mark"}', ("behind a mark", None)),
        ('{"text": "brackets ' + "[" * 2000 + '"}', ("brackets " + "[" * 2000, None)),
        ('{"text": "\\"' + '{\\"' * 2000 + '"}', ('"' + '{"' * 2000, None)),
    ],
)
def test_line(line, row):
    for lines in ([line], [GOOD, line], [line, GOOD]):
        parsed = parse(lines)
        assert parsed.reason.to_pylist() == [None] * len(lines)
        assert parsed.unread.to_pylist() == [None] * len(lines)
        assert row in [tuple(each.values()) for each in parsed.columns.to_pylist()]


@pytest.mark.parametrize("value", [True, ["a", "b"], {}, {"team": 3}, math.inf, [[["a", "b"]]], {"name": [1, 2]}])
def test_a_value_without_a_reading_costs_only_itself(value):
    parsed = parse([GOOD, json.dumps({"text": "Rain", "id": value}), GOOD])
    assert parsed.columns["id"].to_pylist() == ["a", None, "a"]
    assert parsed.unread.to_pylist() == [None, "id", None]
    assert parsed.reason.null_count == 3


def test_lines_that_form_one_object_together_are_refused():
    assert parse(['{"text": "a",', '"id": "b"}', GOOD]).reason.to_pylist() == ["broken_json", "broken_json", None]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (7.5, "7.5"),
        ({"id": None, "name": "Herald"}, "Herald"),
        ({"$date": {"$numberLong": "12"}}, "12"),
        (["Herald"], "Herald"),
        (True, None),
        (["a", "b"], None),
    ],
)
def test_a_column_of_other_values_in_all_rows_is_parsed_as_one_block(monkeypatch, value, text):
    monkeypatch.setattr(json_lines, "_parse_slowly", None)
    lines = [json.dumps({"text": ["Rain", str(n)], "id": value, "source": {"name": n}}) for n in range(500)]
    parsed = parse(lines, NAMES)
    assert parsed.columns["id"].to_pylist() == [text] * 500
    assert parsed.columns["source"].to_pylist()[-1] == "499"


def test_a_path_leads_into_objects_and_a_column_of_its_own_name_wins():
    names = {"text": "content.body", "source": "source.name | source"}
    lines = [
        '{"content": {"body": "Rain"}, "source": {"name": "Herald"}}',
        '{"content": {"body": "Rain"}, "content.body": "Snow", "source": "Gazette"}',
        '{"content": "Rain", "source": 5}',
        '{"content": [{"body": "Rain"}]}',
        '{"content": null, "source.name": "Post"}',
    ]
    for block in (lines, *([line] for line in lines)):
        parsed = parse(block, names)
        rows = parsed.columns.to_pylist()
        for line, row, reason in zip(block, rows, parsed.reason.to_pylist(), strict=True):
            number = lines.index(line)
            assert row["text"] == ["Rain", "Snow", None, None, None][number]
            assert reason == [None, None, "wrong_type", "wrong_type", "no_text"][number]
            assert row["source"] == ["Herald", "Gazette", None, None, "Post"][number]


def test_no_lines():
    parse([])


@pytest.mark.parametrize("line", ["[1]", "{", '{"a":' * 2000 + "1" + "}" * 2000, "", "7" * 5000])
def test_load_object_refuses_what_is_no_object(line):
    with pytest.raises(ValueError, match=r"."):
        load_object(line)


def read_slowly(value):
    """The text of an optional value, and True if it has no reading: the table of json_values, without its code."""
    if value is None or isinstance(value, str):
        return value and "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in value), False
    if isinstance(value, bool):
        return None, True
    if isinstance(value, float) and (math.isnan(value) or math.isinf(value)):
        return None, math.isinf(value)
    if isinstance(value, int | float):
        is_whole = isinstance(value, int) or (value.is_integer() and abs(value) < 2**53)
        return str(int(value)) if is_whole else repr(value), False
    if isinstance(value, list):
        return (None, bool(value)) if len(value) != 1 else read_slowly(value[0])
    found = [read_slowly(value[key])[0] for key in ("name", "value", "$date") if key in value]
    text = next((text for text in found if text is not None), None)
    return text, text is None


def parse_slowly(line):
    """One line, by the obvious way."""
    try:
        row = json.loads(line.lstrip("\ufeff"))
    except ValueError:
        return (None, None, None, "broken_json")
    if not isinstance(row, dict):
        return (None, None, None, "broken_json")
    text, (name, is_unread) = row.get("text"), read_slowly(row.get("id"))
    if isinstance(text, list) and all(item is None or isinstance(item, str) for item in text):
        text = "\n\n".join(item for item in text if item)
    if not isinstance(text, str | None):
        return (None, None, None, "wrong_type")
    return (read_slowly(text)[0], name, "id" if is_unread else None, None if text is not None else "no_text")


texts = st.text(st.characters(codec=None), max_size=6) | st.sampled_from(["Rain", 'a\\b"c', "\ud83c", "\x00", "\u2028"])
numbers = st.integers() | st.integers(2**52, 2**65) | st.floats() | st.integers(-3, 3).map(float)
plain = texts | numbers | st.none() | st.booleans()
objects = st.dictionaries(st.sampled_from(["name", "value", "$date", "other"]), plain, max_size=3)
values = plain | st.lists(plain, max_size=2) | objects | st.lists(objects, max_size=1)
rows = st.dictionaries(st.sampled_from(["text", "id", "other"]), values)
good_rows = st.builds(lambda text, value: {"text": text, "id": value}, texts, values)
# Rows of one shape, for Arrow; of many; with a key that is there twice; and whatever a change of one character makes.
written = st.builds(json.dumps, rows | good_rows, ensure_ascii=st.booleans())
twice = st.builds(lambda a, b: json.dumps(a)[:-1] + ', "id": ' + json.dumps(b) + "}", good_rows, values)
broken = st.builds(lambda line, at, sign: line[:at] + sign + line[at + 1 :], written, st.integers(0, 30), texts)
lines = (written | twice | broken | st.just(GOOD) | texts).map(
    lambda line: line.encode("utf-8", "replace").decode().replace("\n", " ").replace("\r", " ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=12), st.sampled_from([1, 4, 128]))
def test_every_line_is_parsed_as_if_alone(lines, few):
    before, json_lines.FEW = json_lines.FEW, few
    try:
        together, alone = rows_of(parse(lines)), [rows_of(parse([line]))[0] for line in lines]
    finally:
        json_lines.FEW = before
    assert together == alone
    expected = [parse_slowly(line) for line in lines]
    assert [(row["text"], row["id"], unread, reason) for row, unread, reason, _ in together] == expected
