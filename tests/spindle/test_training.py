"""The public functions for training, on a small release: datasets, streams and splits, with any number of processes."""

import warnings

import pyarrow as pa
import pytest
from datasets import Dataset, IterableDataset
from published import publish
from training.tokenizers_of_tests import train

import spindle
from pipelines.errors import ConfigError

GRANULARITIES = ("article", "paragraph", "sentence")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    publish(folder)
    return folder / "tiny"


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path_factory):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def views(tokenizer):
    for granularity in GRANULARITIES:
        yield lambda rows, granularity=granularity, **options: spindle.to_classification(rows, granularity, **options)
    yield spindle.to_restoration
    if tokenizer:
        yield lambda rows, **options: spindle.to_token_labels(
            rows, tokenizer, "bio", "spun", max_length=16, stride=4, **options
        )


def test_nothing_warns_of_what_libraries_do(place):
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        rows = spindle.to_classification(spindle.load(place, "train"))
    assert len(rows)


@pytest.fixture(scope="module", params=[False, True], ids=["base", "tokens"])
def all_views(request):
    return list(views(train("wordpiece") if request.param else None))


def test_no_rows_give_no_rows_of_the_same_columns(place, all_views):
    pairs = spindle.load(place)
    for view in all_views:
        wanted = view(pairs["train"])
        for none in (pairs["train"].select([]), pairs["train"].filter(lambda _: False)):
            assert view(none).features == wanted.features
            assert len(view(none)) == 0
        pairs_and_none = pairs | {"test": pairs["test"].select([])}
        assert view(type(pairs)(pairs_and_none)).num_rows["test"] == 0


def test_a_dataset_and_a_stream_have_the_same_rows(place, all_views):
    whole, stream = spindle.load(place, "train"), spindle.load(place, "train", streaming=True)
    for view in all_views:
        rows = view(whole)
        assert sorted(map(repr, rows)) == sorted(map(repr, view(stream)))
        assert rows.features == view(stream).features
        splits = view(spindle.load(place))
        assert list(splits["train"]) == list(rows)
        assert splits.keys() == {"train", "validation", "test"}


@pytest.mark.slow
def test_processes_and_repetitions_give_the_same_rows_and_fingerprints(place, all_views):
    whole = spindle.load(place, "train")
    for view in all_views:
        one, two = view(whole), view(whole, num_proc=2)
        assert list(one) == list(two)
        assert one._fingerprint == view(spindle.load(place, "train"))._fingerprint


def test_batches_do_not_change_rows_or_order(place, all_views, monkeypatch):
    whole, stream = spindle.load(place, "train"), spindle.load(place, "train", streaming=True)
    for view in all_views:
        monkeypatch.setattr("datasets.fingerprint._CACHING_ENABLED", False)
        rows, streamed = list(view(whole)), list(view(stream))
        with monkeypatch.context() as patch:
            patch.setattr("pipelines.training.views.BATCH_ROWS", 1)
            assert list(view(whole)) == rows
            assert list(view(stream)) == streamed


def test_columns_of_large_strings_and_lists_give_the_same_rows(place, all_views):
    """As datasets made from pandas or polars have them."""
    whole = spindle.load(place, "train")
    table = whole.with_format("arrow")[:]
    fields = [(field.name, pa.large_string() if field.type == pa.string() else field.type) for field in table.schema]
    kind = pa.large_list(table.schema.field("edits").type.value_type)
    large = pa.schema([(name, kind if name == "edits" else each) for name, each in fields])
    for view in all_views:
        assert list(view(Dataset(table.cast(large)))) == list(view(whole))


def test_classes_are_balanced_and_mixed(place):
    rows = spindle.to_classification(spindle.load(place, "train"))
    assert rows.features["label"].names == ["clean", "spun"]
    assert sorted(rows["label"]) == [0] * 4 + [1] * 4
    assert rows["label"] not in ([0, 1] * 4, [1, 0] * 4, [0] * 4 + [1] * 4)


def test_a_row_is_undone_and_done_again(place):
    for row in spindle.load(place, "train"):
        assert spindle.undo(row) == row["clean"]
        assert spindle.redo(row) == row["spun"]


def test_a_version_or_a_tag_is_loaded(place):
    release = spindle.find_release(place)
    from pipelines.storage.files import write_text

    write_text(place / "tags" / "paper", release.version)
    latest = spindle.load(str(place), "test")
    for version in (release.version, "paper", "latest"):
        assert list(spindle.load(f"{place}/", "test", version)) == list(latest)
    assert list(spindle.load(release.path, "test")) == list(latest)
    assert isinstance(spindle.load(place, "test", "paper", True), IterableDataset)
    for version in ("draft", "", "../tiny", None, 5):
        with pytest.raises(ConfigError, match="expected a version or a tag"):
            spindle.load(place, version=version)
