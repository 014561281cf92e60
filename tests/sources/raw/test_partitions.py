import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.errors import SchemaError
from pipelines.sources.raw.partitions import read_partitions
from pipelines.sources.read import read_input


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.parquet", {}),
        ("source=bbc/a=b.parquet", {"source": "bbc"}),
        ("source=bbc/lang=en/a.parquet", {"source": "bbc", "lang": "en"}),
        ("source=a%2Fb%20c/a.txt", {"source": "a/b c"}),
        ("source=__HIVE_DEFAULT_PARTITION__/a.txt", {"source": None}),
        ("source=/=x/a=b=c/a.txt", {"source": None, "a": "b=c"}),
        ("source=bbc/2021/source=wire/a.txt", {"source": "wire"}),
        ("news.zip/source=bbc/a.txt", {"source": "bbc"}),
    ],
)
def test_folders_name_columns(name, expected):
    assert read_partitions(name) == expected


def write_parquet(path, row):
    pq.write_table(pa.Table.from_pylist([row]), path)


def write_csv(path, row):
    path.write_text(",".join(row) + "\n" + ",".join(map(json.dumps, row.values())) + "\n")


WRITERS = {
    "a.parquet": write_parquet,
    "a.csv": write_csv,
    "a.txt": lambda path, row: path.write_text(row["text"]),
    "a.jsonl": lambda path, row: path.write_text(json.dumps(row)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_columns_of_folders_are_filled_in_all_formats(tmp_path, name):
    folder = tmp_path / "site=the%20wire" / "license=free" / "day=7"
    folder.mkdir(parents=True)
    WRITERS[name](folder / name, article(0))
    settings = IngestArticles(columns={"source": "site"})
    (row,) = pa.concat_tables(read_input(str(tmp_path), settings)).to_pylist()
    assert (row["source"], row["license"], row["published_at"]) == ("the wire", "free", None)
    (row,) = pa.concat_tables(read_input(str(folder), settings.model_copy(update={"columns": {}}))).to_pylist()
    assert (row["source"], row["license"]) == (None, None)


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_a_column_of_the_file_goes_before_that_of_a_folder(tmp_path, name):
    folder = tmp_path / "source=bbc"
    folder.mkdir()
    WRITERS[name](folder / name, {**article(0), "source": "wire"})
    (row,) = pa.concat_tables(read_input(str(tmp_path), IngestArticles())).to_pylist()
    assert row["source"] == "wire"


def test_no_folder_names_the_text(tmp_path):
    (tmp_path / "text=rain").mkdir()
    write_parquet(tmp_path / "text=rain" / "a.parquet", {"id": "7"})
    with pytest.raises(SchemaError, match="'text'"):
        list(read_input(str(tmp_path), IngestArticles()))
