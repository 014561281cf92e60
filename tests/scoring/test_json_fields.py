import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.scoring.json_fields import drop_fields

NAMES = ("a", "b")
KEYS = st.sampled_from(["a", "b", "c", '"a"', "{", "\\", "b,", "\u00e9"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([1.5, "a", '"a": 1', "{}[],", '\\"', "\ud83d", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.booleans(),
    st.sampled_from([None, (",", ":"), (" , ", " : ")]),
    st.sampled_from(["", " ", "\t "]),
)
def test_the_other_fields_are_those_of_the_parsed_object(row, is_ascii, separators, blank):
    line = blank + json.dumps(row, ensure_ascii=is_ascii, separators=separators) + blank
    kept = {name: value for name, value in row.items() if name not in NAMES}
    found = drop_fields(line, NAMES)
    assert json.loads(found) == kept
    assert list(json.loads(found)) == list(kept)
    assert found == line or len(kept) < len(row)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"a": 1, "c": 1.10, "b": 2, "d": 1e400}', '{"c": 1.10, "d": 1e400}'),
        ('{"c": "\\ud83d",  "a":null }  ', '{"c": "\\ud83d"}  '),
        ('{"a": 1}', "{}"),
        ('{"a": 1, "c": 2, "c": 3, "a": 4}', '{"c": 2, "c": 3}'),
        ('{"\\u0061": 1, "c": NaN}', '{"c": NaN}'),
        ("{ }", "{ }"),
    ],
)
def test_what_is_kept_is_as_it_was_written(line, expected):
    assert drop_fields(line, NAMES) == expected
