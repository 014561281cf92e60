import pyarrow as pa
import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.sources.input_table import InputTable, find_long_columns, list_columns, sort_long, without_columns
from pipelines.sources.raw.columns import find_columns, number_rows

LONG = "The council met in the harbour hall and agreed on the bridge. " * 8
ROWS = pa.table({"id": [1], "lead": [LONG[:300]], "body": [LONG], "tags": [["a"]], "n": [{"x": LONG}]})


def read(settings):
    yield from number_rows([ROWS], "news", find_columns(ROWS.schema, "news", settings.columns))


TABLE = InputTable("news", read)


def test_all_columns_are_listed():
    assert list_columns(TABLE, IngestArticles(columns={"id": "missing"})) == ["id", "lead", "body", "tags", "n"]


def test_an_input_without_columns_has_none():
    assert list_columns(InputTable("a.txt", lambda _: iter([])), IngestArticles()) == []


def test_columns_with_long_strings_are_found_longest_first():
    assert find_long_columns(TABLE, IngestArticles(), list_columns(TABLE, IngestArticles())) == ["body", "lead"]


@pytest.mark.parametrize(("lengths", "names"), [({}, []), ({"a": 199.0}, []), ({"b": 500.0, "a": 500.0}, ["a", "b"])])
def test_long_columns_are_sorted(lengths, names):
    assert sort_long(lengths) == names


def test_columns_are_switched_off_also_text():
    settings = without_columns(IngestArticles(columns={"text": "body", "id": "guid"}), ["text"])
    assert settings.columns == {"text": None, "id": "guid"}
