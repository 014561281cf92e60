import pyarrow as pa
import pytest

from pipelines.sources.raw.json_shapes import shape_rows
from pipelines.sources.raw.json_values import KEYS


def shape(*values):
    return shape_rows([{"a": value} for value in values], [("a",)]).field("a").type


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([None, None], pa.string()),
        (["Rain", None], pa.string()),
        ([1, 2], pa.int64()),
        ([1, 2.5], pa.float64()),
        ([True], pa.bool_()),
        ([True, 1], pa.string()),
        (["Rain", 1], pa.string()),
        ([["Rain"], []], pa.list_(pa.string())),
        ([[], [[1]]], pa.list_(pa.list_(pa.int64()))),
    ],
)
def test_the_type_is_that_of_all_values(values, kind):
    assert shape(*values) == kind


def test_an_object_has_all_keys_that_hold_values_and_the_steps_of_paths():
    schema = shape_rows([{"a": {"name": 5, "other": 1, "b": {"c": "x"}}}], [("a",), ("a", "b", "c"), ("d",)])
    kind = schema.field("a").type
    assert [kind.field(index).name for index in range(kind.num_fields)] == [*KEYS, "b"]
    assert kind.field("name").type == pa.int64()
    assert kind.field("b").type.field("c").type == pa.string()
    assert schema.field("d").type == pa.string()
