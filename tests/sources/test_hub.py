import datasets
import pytest
from articles import article

from pipelines.config.stages import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.hub import hub_arguments, is_hub_dataset, is_saved_dataset
from pipelines.sources.read import read_input


@pytest.mark.parametrize(
    ("uri", "arguments"),
    [
        ("hf://datasets/owner/news", {"path": "owner/news"}),
        ("hf://owner/news", {"path": "owner/news"}),
        ("hf://news", {"path": "news"}),
        ("hf://datasets/owner/news@v1.2", {"path": "owner/news", "revision": "v1.2"}),
        ("hf://owner/news?name=3.0.0&split=test", {"path": "owner/news", "name": "3.0.0", "split": "test"}),
    ],
)
def test_a_uri_gives_the_arguments_of_load_dataset(uri, arguments):
    assert is_hub_dataset(uri)
    assert hub_arguments(uri) == arguments


@pytest.mark.parametrize("uri", ["hf://datasets/owner/news/train.jsonl", "news.jsonl", "s3://bucket/news"])
def test_other_uris_are_no_dataset_of_the_hub(uri):
    assert not is_hub_dataset(uri)
    assert not is_saved_dataset(uri)


def test_an_unknown_option_is_refused():
    with pytest.raises(ConfigError, match="got config"):
        hub_arguments("hf://owner/news?config=en")


def test_all_splits_are_read_streaming(monkeypatch):
    asked = {}

    def load_dataset(**arguments):
        asked.update(arguments)
        split = datasets.Dataset.from_list([article(0), article(1)]).to_iterable_dataset()
        return datasets.IterableDatasetDict({"train": split, "test": split})

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    rows = [row for table in read_input("hf://owner/news", IngestArticles()) for row in table.to_pylist()]
    assert asked == {"path": "owner/news", "streaming": True}
    assert [row["place"] for row in rows] == [
        f"owner/news {split} row {n}" for split in ("train", "test") for n in (1, 2)
    ]
    assert rows[3]["text"] == article(1)["text"]


def test_an_error_of_the_hub_lists_the_settings_to_check(monkeypatch):
    def load_dataset(**_):
        raise datasets.exceptions.DatasetNotFoundError("Dataset 'owner/news' doesn't exist on the Hub")

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    with pytest.raises(InputError, match=r"owner/news.*HF_TOKEN"):
        list(read_input("hf://owner/news", IngestArticles()))
