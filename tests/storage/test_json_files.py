import pyarrow as pa
import pytest

from pipelines.errors import StorageError
from pipelines.storage.json_files import hash_json, parse_json, read_json, write_json

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def test_json_is_the_same_bytes_for_equal_values(tmp_path):
    write_json(tmp_path / "a", {"b": 1, "a": "é"})
    write_json(tmp_path / "b", {"a": "é", "b": 1})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert read_json(tmp_path / "a") == {"a": "é", "b": 1}


def test_damaged_and_missing_json_are_told_apart(tmp_path):
    with pytest.raises(StorageError, match="found none"):
        read_json(tmp_path / "a")
    (tmp_path / "a").write_text("{")
    with pytest.raises(StorageError, match="damaged"):
        read_json(tmp_path / "a")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_have_are_refused(tmp_path, number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a", {"b": [number]})
    with pytest.raises(ValueError, match="not JSON compliant"):
        hash_json(number)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e999", r'"\ud800"', r'{"a": ["\uDFFF b"]}', r'{"\ud83d": 1}'])
def test_what_json_can_write_and_nobody_can_use_is_damage(tmp_path, text):
    with pytest.raises(ValueError, match=r"no number of JSON|surrogates not allowed"):
        parse_json(text)
    (tmp_path / "a").write_text(text)
    with pytest.raises(StorageError, match="damaged"):
        read_json(tmp_path / "a")


def test_escaped_characters_and_large_numbers_are_read():
    assert parse_json(r'["\ud83d\ude42", "\\ud800", "\u00e9", 1e300, 0.1, -7]') == [
        "🙂",
        "\\ud800",
        "é",
        1e300,
        0.1,
        -7,
    ]
