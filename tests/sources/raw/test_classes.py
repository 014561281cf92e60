import datasets
import pyarrow as pa
import pytest

from pipelines.sources.raw.classes import METADATA, name_classes

LABEL = datasets.ClassLabel(names=["Herald", "Post"])


def test_numbers_of_classes_become_names_also_in_objects_and_lists():
    features = datasets.Features(
        {"source": LABEL, "tags": datasets.List(LABEL), "meta": {"kind": LABEL, "id": datasets.Value("int64")}}
    )
    rows = {
        "source": [0, 1, None],
        "tags": [[1, 0], [], None],
        "meta": [{"kind": 1, "id": 7}, None, {"kind": None, "id": 8}],
    }
    named = name_classes(pa.table(rows, schema=features.arrow_schema))
    assert named.to_pydict() == {
        "source": ["Herald", "Post", None],
        "tags": [["Post", "Herald"], [], None],
        "meta": [{"kind": "Post", "id": 7}, None, {"kind": None, "id": 8}],
    }


def test_a_number_without_a_class_is_null():
    schema = datasets.Features({"source": LABEL}).arrow_schema
    assert name_classes(pa.table({"source": [-1, 2, 1]}, schema=schema))["source"].to_pylist() == [None, None, "Post"]


@pytest.mark.parametrize(
    "metadata",
    [
        b"",
        b"[]",
        b'{"info": 5}',
        b'{"info": {"features": [1]}}',
        b"\xff",
        b'{"info": {"features": {"source": {"_type": "ClassLabel"}}}}',
    ],
)
def test_damaged_features_change_nothing(metadata):
    table = pa.table({"source": [0, 1]}).replace_schema_metadata({METADATA: metadata})
    assert name_classes(table)["source"].to_pylist() == [0, 1]
