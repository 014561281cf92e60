import pyarrow as pa
import pytest

from pipelines.sources.raw.paths import find_in_object, find_in_schema, list_paths, take_column

TABLE = pa.table(
    {
        "content": [{"body": "Rain", "meta": {"by": "Ann"}}, None],
        "content.lead": ["Snow", "Hail"],
        "author": [["Ann"], []],
    }
)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("content.body", "content.body"),
        ("content.meta.by", "content.meta.by"),
        ("content.lead", "content.lead"),
        ("lead | content.body", "content.body"),
        ("author | content.body", "author"),
        ("content.missing", None),
        ("author.name", None),
        ("missing", None),
        (".", None),
        ("", None),
    ],
)
def test_an_expression_is_found_in_a_schema(expression, found):
    assert find_in_schema(TABLE.schema, expression) == found


@pytest.mark.parametrize(
    ("name", "values"),
    [("content.body", ["Rain", None]), ("content.meta.by", ["Ann", None]), ("content.lead", ["Snow", "Hail"])],
)
def test_a_nested_field_is_taken_from_a_table(name, values):
    assert take_column(TABLE, name).to_pylist() == values


def test_a_column_whose_own_name_has_signs_of_the_setting_wins():
    assert list_paths("a.b | c")[0] == ("a.b | c",)
    assert list_paths("a.b")[0] == ("a.b",)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"a": {"b": 5}}, (5, False)),
        ({"a": {}}, (None, False)),
        ({"a": None}, (None, False)),
        ({}, (None, False)),
        ({"a": "string"}, ("string", True)),
        ({"a": [{"b": 5}]}, ([{"b": 5}], True)),
    ],
)
def test_a_path_leads_through_objects_only(row, expected):
    assert find_in_object(row, ("a", "b")) == expected
