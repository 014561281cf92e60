import datasets
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
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


LABELS = datasets.Features({"text": datasets.Value("string"), "source": datasets.ClassLabel(names=["Herald", "Post"])})
LABELLED = {"text": [article(0)["text"], article(1)["text"]], "source": [1, -1]}


def read(path):
    return [row for table in read_input(str(path), IngestArticles()) for row in table.to_pylist()]


def test_a_class_label_is_its_name_in_saved_and_streamed_datasets(tmp_path, monkeypatch):
    labelled = datasets.Dataset.from_dict(LABELLED, features=LABELS)
    labelled.save_to_disk(tmp_path / "saved")
    labelled.to_parquet(tmp_path / "news.parquet")
    monkeypatch.setattr(datasets, "load_dataset", lambda **_: labelled.to_iterable_dataset())
    for uri in (tmp_path / "saved", tmp_path / "news.parquet", "hf://owner/news"):
        assert [row["source"] for row in read(uri)] == ["Post", None]


def test_an_empty_split_is_left_out(tmp_path, caplog):
    full = datasets.Dataset.from_list([article(0), article(1)])
    datasets.DatasetDict({"train": full, "none": full.select([])}).save_to_disk(tmp_path / "news")
    assert [row["place"] for row in read(tmp_path / "news")] == ["news train row 1", "news train row 2"]
    assert "left out news none" in caplog.text


def test_a_split_without_text_costs_its_rows(tmp_path):
    full, other = datasets.Dataset.from_list([article(0)]), datasets.Dataset.from_list([{"title": "Rain"}])
    datasets.DatasetDict({"train": full, "titles": other}).save_to_disk(tmp_path / "news")
    assert [(row["reason"], row["detail"]) for row in read(tmp_path / "news")] == [
        (None, None),
        ("no_text", "no column 'text'"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dataset_dict.json", "["),
        ("dataset_dict.json", "[]"),
        ("dataset_dict.json", '{"splits": [{"a": 1}]}'),
        ("dataset_dict.json", '{"splits": ["train", "gone"]}'),
        ("train/state.json", '{"_data_files": 5}'),
        ("train/state.json", '{"_data_files": [{"filename": "gone.arrow"}]}'),
        ("train/state.json", "{}"),
        ("train/state.json", None),
        ("train/dataset_info.json", None),
        ("train/dataset_info.json", '{"features": {"text": {"_type": "Unknown"}}}'),
        ("train/data-00000-of-00001.arrow", None),
        ("train/data-00000-of-00001.arrow", "Rain"),
    ],
)
def test_a_damaged_saved_dataset_is_an_error_of_one_line(tmp_path, name, content):
    datasets.DatasetDict({"train": datasets.Dataset.from_list([article(0)])}).save_to_disk(tmp_path / "news")
    (tmp_path / "news" / name).unlink()
    if content is not None:
        (tmp_path / "news" / name).write_text(content)
    with pytest.raises(InputError, match=r"written by save_to_disk in .*news', but .*: save it again") as caught:
        read(tmp_path / "news")
    assert "\n" not in str(caught.value)
