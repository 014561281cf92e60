import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.formats.json_lines import parse_json_lines

GOOD = '{"text": "Rain fell.", "id": "a", "tags": ["x", {"y": 1}]}'


def parse(lines):
    parsed = parse_json_lines(pa.array(lines, pa.string()), ["text", "id"], ["id"])
    assert parsed.columns.num_rows == len(parsed.reason) == len(parsed.detail) == len(lines)
    return parsed


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ('{"text": "Rain', "broken_json", "Unterminated string"),
        ('{"text": "Rain"', "broken_json", "Expecting"),
        ('{"text": "a"} {"text": "b"}', "broken_json", "Extra data"),
        ('["Rain"]', "broken_json", "expected an object in braces, got a list"),
        ('"Rain"', "broken_json", "got a str"),
        ("Rain fell.", "broken_json", "Expecting value"),
        ('{"text": 17}', "wrong_type", "expected 'text' to be a string, got 17"),
        ('{"text": ["Rain"]}', "wrong_type", 'got ["Rain"]'),
        ('{"text": "Rain", "id": true}', "wrong_type", "expected 'id' to be a string, got true"),
    ],
)
def test_only_the_bad_line_is_refused(line, reason, detail):
    parsed = parse([GOOD] * 20 + [line] + [GOOD] * 20)
    assert parsed.reason.to_pylist() == [None] * 20 + [reason] + [None] * 20
    assert detail in parsed.detail.to_pylist()[20]
    assert parsed.columns["text"].to_pylist() == ["Rain fell."] * 20 + [None] + ["Rain fell."] * 20


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (GOOD, ("Rain fell.", "a")),
        ("{}", (None, None)),
        ('{"text": null}', (None, None)),
        ('{"id": 17, "text": "Rain"}', ("Rain", "17")),
        ('{"text": "Rain", "score": NaN}', ("Rain", None)),
        ('  {"text": "R\\u00e9union\\r\\n\\ud83c\\udf27"} ', ("Réunion\r\n🌧", None)),
        ('{"text": "half \\ud83c a pair"}', ("half \ufffd a pair", None)),
    ],
)
def test_line(line, row):
    parsed = parse([line])
    assert parsed.reason.to_pylist() == [None]
    assert tuple(parsed.columns.to_pylist()[0].values()) == row


def test_lines_that_form_one_object_together_are_refused():
    assert parse(['{"text": "a",', '"id": "b"}', GOOD]).reason.to_pylist() == ["broken_json", "broken_json", None]


def test_numeric_ids_are_parsed_as_one_block(monkeypatch):
    monkeypatch.setattr("pipelines.sources.formats.json_lines._parse_slowly", None)
    assert parse([f'{{"text": "Rain", "id": {n}}}' for n in range(50)]).columns["id"].to_pylist()[-1] == "49"


def test_no_lines():
    parse([])


texts = st.text(max_size=8)
rows = st.dictionaries(st.sampled_from(["text", "id", "other"]), texts | st.integers() | st.none() | st.lists(texts))
lines = rows.map(json.dumps) | texts.map(lambda text: text.replace("\n", " ")) | st.just(GOOD)


@given(st.lists(lines, max_size=40))
def test_every_line_is_parsed_as_if_alone(lines):
    together, alone = parse(lines), [parse([line]) for line in lines]
    assert together.reason.to_pylist() == [one.reason.to_pylist()[0] for one in alone]
    assert together.columns.to_pylist() == [one.columns.to_pylist()[0] for one in alone]
