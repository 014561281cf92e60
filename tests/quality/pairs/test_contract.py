import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import SchemaError
from pipelines.quality.pairs.contract import check_columns
from schemas import ARTICLES

EMPTY = ARTICLES.empty_table()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (EMPTY.drop_columns(["url"]), r"unexpected: url\."),
        (EMPTY.append_column("author", pa.array([], pa.string())), r"unexpected: author\."),
        (EMPTY.set_column(2, "headline_length", pa.array([], pa.int64())), r"unexpected: headline_length\."),
        (EMPTY.select(ARTICLES.names[::-1]), "only their order differs"),
    ],
)
def test_check_columns_names_the_columns_that_differ(tmp_path, table, message):
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(SchemaError, match=rf"a\.parquet to have the columns article_id, .*{message}"):
        check_columns(tmp_path / "a.parquet", ARTICLES)


def test_check_columns_accepts_the_schema(tmp_path):
    pq.write_table(EMPTY, tmp_path / "a.parquet")
    check_columns(tmp_path / "a.parquet", ARTICLES)
