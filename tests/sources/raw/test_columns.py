import shlex

import pyarrow as pa
import pytest

from pipelines.config.run import check_config, read_tree
from pipelines.errors import SchemaError
from pipelines.sources.raw.columns import (
    RAW,
    MissingColumnError,
    find_columns,
    hint_column,
    name_columns,
    number_rows,
    to_raw,
)

STRINGS = pa.schema([("text", pa.string()), ("id", pa.string())])


def number(table, columns=()):
    found = find_columns(table.schema, "news", dict(columns))
    (rows,) = number_rows([table], "news", found)
    assert rows.schema == RAW
    return rows.to_pylist()


def test_columns_are_found_under_their_names_and_paths():
    schema = pa.schema([("content", pa.struct([("body", pa.string())])), ("id", pa.int64()), ("date", pa.string())])
    columns = {"text": "article | content.body", "published_at": "date", "id": None}
    assert find_columns(schema, "news", columns) == {"text": "content.body", "published_at": "date"}


@pytest.mark.parametrize("name", ["text", "id"])
def test_a_column_that_is_there_twice_is_refused(name):
    schema = pa.schema([*STRINGS, (name, pa.string())])
    with pytest.raises(SchemaError, match=f"each column once in news, got '{name}' 2 times"):
        find_columns(schema, "news", {})


def test_a_column_that_is_not_ours_may_be_there_twice():
    schema = pa.schema([*STRINGS, ("tags", pa.string()), ("tags", pa.string())])
    assert find_columns(schema, "news", {}) == {"text": "text", "id": "id"}
    twice = pa.schema([*STRINGS, ("id", pa.string())])
    assert find_columns(twice, "news", {"id": None}) == {"text": "text"}


@pytest.mark.parametrize(
    ("columns", "missing"),
    [({"text": "body"}, {"text": "body"}), ({"id": "guid", "url": "link"}, {"id": "guid", "url": "link"})],
)
def test_missing_columns_are_named_with_what_is_there(columns, missing):
    with pytest.raises(MissingColumnError) as caught:
        find_columns(STRINGS, "news", columns)
    assert (caught.value.columns, caught.value.there) == (missing, ["text", "id"])
    assert (caught.value.reason, caught.value.detail) == ("no_text", f"no column {next(iter(missing.values()))!r}")


def test_a_message_about_many_columns_is_short():
    schema = pa.schema([("c" * 500 + str(number), pa.string()) for number in range(12_000)])
    with pytest.raises(SchemaError) as caught:
        find_columns(schema, "news", {})
    assert len(str(caught.value)) < 2_000
    assert "and 11,980 more" in str(caught.value)


def test_values_are_read_and_those_without_a_reading_are_named():
    table = pa.table({"text": ["Rain", "Snow"], "source": [["Herald"], ["a", "b"]], "license": [True, None]})
    first, second = number(table)
    assert (first["source"], first["license"], first["unread"]) == ("Herald", None, "license")
    assert (second["source"], second["license"], second["unread"]) == (None, None, "source")


def test_a_column_is_switched_off():
    table = pa.table({"text": ["Rain"], "source": [True], "id": ["7"]})
    (row,) = number(table, {"source": None, "id": None})
    assert (row["id"], row["source"], row["unread"]) == (None, None, None)
    assert "id" not in name_columns({"id": None})


def test_a_row_that_is_too_large_loses_its_content(monkeypatch):
    monkeypatch.setattr("pipelines.sources.raw.columns.MAX_ROW_BYTES", 100)
    table = to_raw({"text": pa.array(["Rain", "R" * 99]), "title": pa.array(["Title"] * 2)}, pa.array(["a", "b"]))
    kept, dropped = table.to_pylist()
    assert (kept["text"], kept["reason"]) == ("Rain", None)
    assert (dropped["text"], dropped["title"], dropped["reason"]) == (None, None, "too_large")


@pytest.mark.parametrize(
    "name", ["body", "main text", "it's", "no", 'a"b', "a: b", "{x}", "00", "naïve", "tab\there", "#text"]
)
def test_a_hint_can_be_pasted(name):
    (setting,) = shlex.split(shlex.quote(hint_column("text", name)))
    assert check_config(read_tree("news", [setting], input="x")).ingest_articles.columns == {"text": name}


def test_a_hint_keeps_the_other_columns():
    columns = {"id": None, "published_at": "date", "text": "texts"}
    with pytest.raises(SchemaError) as caught:
        find_columns(pa.schema([("text body", pa.string()), ("date", pa.string())]), "news", columns)
    option, setting = shlex.split(str(caught.value).partition("name it with ")[2])
    expected = {"id": None, "published_at": "date", "text": "NAME"}
    assert (option, check_config(read_tree("news", [setting], input="x")).ingest_articles.columns) == (
        "--set",
        expected,
    )


def test_of_alternatives_the_first_that_holds_strings_is_the_text():
    schema = pa.schema([("body", pa.int64()), ("text", pa.string()), ("source", pa.int64()), ("paper", pa.string())])
    found = find_columns(schema, "news", {"text": "body | text", "source": "source | paper"})
    assert found == {"text": "text", "source": "source"}
