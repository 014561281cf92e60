from decimal import Decimal
from itertools import pairwise

import pytest

from pipelines.sources.raw.json_values import KEYS, read_text, read_value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Herald", "Herald"),
        ("", ""),
        (5, "5"),
        (-0.0, "0"),
        (5.0, "5"),
        (0.1, "0.1"),
        (1e22, "1e+22"),
        (2**53, str(2**53)),
        (10**30, str(10**30)),
        (Decimal(12), "12"),
        (float("nan"), None),
        (None, None),
        ([], None),
        ([None], None),
        (["Herald"], "Herald"),
        ([{"name": "Herald"}], "Herald"),
        ({"id": None, "name": "Herald"}, "Herald"),
        ({"name": None, "title": "Herald"}, "Herald"),
        ({"rendered": "Rain &amp; snow"}, "Rain &amp; snow"),
        ({"#text": "tag:a", "@isPermaLink": "false"}, "tag:a"),
        ({"$oid": "5f"}, "5f"),
        ({"$date": {"$numberLong": "1577836800000"}}, "1577836800000"),
    ],
)
def test_a_value_with_one_reading(value, text):
    assert read_value(value) == (text, False)


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        ["a", "b"],
        {},
        {"team": 5},
        {"name": None},
        {"name": ["a", "b"]},
        float("inf"),
        [[[[[[["deep"]]]]]]],
    ],
)
def test_a_value_without_a_reading(value):
    assert read_value(value) == (None, True)


def test_keys_are_tried_in_order():
    for first, second in pairwise(KEYS):
        assert read_value({second: "no", first: "yes"}) == ("yes", False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, (None, False)),
        ("Rain", ("Rain", False)),
        (["Rain", None, "", "Snow"], ("Rain\n\nSnow", False)),
        ([], ("", False)),
        (17, (None, True)),
        ({"name": "Rain"}, (None, True)),
        (["Rain", ["Snow"]], (None, True)),
    ],
)
def test_a_text_is_a_string_or_a_list_of_strings(value, expected):
    assert read_text(value) == expected
