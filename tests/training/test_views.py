import pyarrow as pa
import pytest
from datasets import Dataset, DatasetDict, Features, IterableDataset, IterableDatasetDict, Value
from training.drawn_pairs import make_table

from pipelines.errors import ConfigError
from pipelines.training import views

ROWS = [(f"{i} ", [(("new", "fresh"), " bridge")]) for i in range(7)]


def shout(table):
    return pa.table({"loud": pa.concat_arrays([chunk for chunk in table["clean"].chunks for _ in range(2)])})


def apply(dataset, **options):
    return views.apply(dataset, shout, ["clean"], Features({"loud": Value("string")}), **options)


@pytest.fixture
def dataset():
    return Dataset(make_table(ROWS))


def test_the_kind_of_the_dataset_stays(dataset):
    stream = dataset.to_iterable_dataset()
    for given in (dataset, stream, DatasetDict(a=dataset, b=dataset), IterableDatasetDict(a=stream)):
        done = apply(given)
        assert type(done) is type(given)
    for rows in (apply(dataset), apply(stream), apply(DatasetDict(a=dataset))["a"]):
        assert rows.column_names == ["loud"]
        assert len([row["loud"] for row in rows]) == 14
    assert isinstance(apply(stream), IterableDataset)


def test_a_dataset_without_rows_gets_the_columns_of_the_result(dataset):
    for empty in (dataset.select([]), dataset.filter(lambda _: False)):
        assert apply(empty).features == Features({"loud": Value("string")})
        assert apply(empty).to_list() == []
        assert apply(DatasetDict(a=empty, b=dataset)).num_rows == {"a": 0, "b": 14}


def test_a_dataset_without_the_columns_or_of_another_kind_is_an_error(dataset):
    with pytest.raises(ConfigError, match="but clean are not there"):
        apply(dataset.remove_columns("clean"))
    with pytest.raises(ConfigError, match=r"got list: load one with spindle\.load"):
        apply([])


def test_each_split_is_changed_alone(dataset):
    done = views.each_split(DatasetDict(a=dataset, b=dataset), lambda rows: rows.select([0]))
    assert {name: len(rows) for name, rows in done.items()} == {"a": 1, "b": 1}
    assert len(views.each_split(dataset, lambda rows: rows.select([0]))) == 1
