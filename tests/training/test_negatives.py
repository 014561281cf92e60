"""Negatives among the rows of a classification: on tables, datasets, streams, and in exports."""

import json
import pickle
from collections import Counter

import datasets
import numpy as np
import pyarrow as pa
import pytest
from cli.commands import spindle as command
from hypothesis import given
from hypothesis import strategies as st
from negatives import build, write_inputs
from training.test_segments import slow_segments

import spindle
from pipelines.errors import ConfigError
from pipelines.release.find import data_files
from pipelines.training.classification import GRANULARITIES, KEY
from pipelines.training.export import export_release
from pipelines.training.formats import find_format
from pipelines.training.negatives import choose_rows, make_negative_rows
from schemas import NEGATIVES

datasets.disable_progress_bars()
keys = st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=12)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("negatives")
    return build(folder, negatives=write_inputs(folder)).release


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path_factory):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def make_table(texts):
    rows = [
        {"negative_id": f"n{i}", "text": text, "kind": "edited", "article_id": None, "group_id": f"g{i}"}
        for i, text in enumerate(texts)
    ]
    return pa.Table.from_pylist([row | {"language": "en"} for row in rows], schema=NEGATIVES)


@pytest.mark.parametrize("granularity", GRANULARITIES)
@given(texts=st.lists(st.text(alphabet='ab .!?\n"\u2019é📈-', min_size=1, max_size=30), max_size=5))
def test_rows_are_all_texts_of_the_class_clean(granularity, texts):
    rows = make_negative_rows(granularity)(make_table(texts)).to_pylist()
    expected = []
    for i, text in enumerate(texts):
        row = {"clean": text, "spun": text, "edits": []}
        parts = [text] if granularity == "article" else [clean for clean, _ in slow_segments(row, granularity) if clean]
        expected += [(part, 0, f"n{i}", None, f"g{i}") for part in parts]
    assert [tuple(row.values()) for row in rows] == expected


def slow_choice(labels, keys, negative_keys):
    """The same, a row at a time."""
    clean = sorted((key, row) for row, (label, key) in enumerate(zip(labels, keys, strict=True)) if label == 0)
    n_replaced = min(len(negative_keys), len(clean) // 2)
    gone = {row for _, row in clean[:n_replaced]}
    chosen = sorted((key, row) for row, key in enumerate(negative_keys))[:n_replaced]
    return [row for row in range(len(labels)) if row not in gone], sorted(row for _, row in chosen)


@given(keys.map(lambda found: found[: len(found) // 2 * 2]), keys)
def test_negatives_replace_half_of_the_clean_rows_at_most(found, negative_keys):
    labels = np.arange(len(found)) % 2
    stays, chosen = choose_rows(labels, np.array(found, np.uint64), np.array(negative_keys, np.uint64))
    assert (stays.tolist(), chosen.tolist()) == slow_choice(labels.tolist(), found, negative_keys)
    assert int((labels[stays] == 0).sum()) + len(chosen) == int(labels.sum())


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_a_dataset_with_negatives_is_balanced_and_sorted_by_key(release, granularity):
    pairs, negatives = spindle.load(release.path), spindle.load(release.path, negatives=True)
    rows = spindle.to_classification(pairs, granularity, negatives=negatives)
    without = spindle.to_classification(pairs, granularity)
    names = {split: set(each["negative_id"]) for split, each in negatives.items()}
    for split, each in rows.items():
        assert Counter(each["label"]) == Counter(without[split]["label"])
        assert each.features == without[split].features
        labels = {row["label"] for row in each if row["pair_id"] in names[split]}
        assert labels == {0}
        spun = [row["text"] for row in each if row["label"] == 1]
        assert sorted(spun) == sorted(row["text"] for row in without[split] if row["label"] == 1)
    one = spindle.to_classification(pairs["train"], granularity, negatives=negatives["train"], num_proc=2)
    assert list(one) == list(rows["train"])


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_either_side_may_have_no_rows(release, granularity):
    pairs, negatives = (spindle.load(release.path, "train", negatives=each) for each in (False, True))
    without = spindle.to_classification(pairs, granularity)
    assert spindle.to_classification(pairs, granularity, negatives=negatives.select([])).to_list() == without.to_list()
    none = spindle.to_classification(pairs.select([]), granularity, negatives=negatives)
    assert (none.to_list(), none.features) == ([], without.features)


def test_the_negatives_of_a_stream_follow_its_pairs(release):
    load = lambda **options: spindle.load(release.path, "train", streaming=True, **options)  # noqa: E731
    rows = list(spindle.to_classification(load(), negatives=load(negatives=True)))
    without = list(spindle.to_classification(load()))
    assert rows[: len(without)] == without
    assert {row["pair_id"] for row in rows[len(without) :]} == {row["negative_id"] for row in load(negatives=True)}


def test_splits_on_one_side_only_are_refused(release):
    pairs, negatives = spindle.load(release.path), spindle.load(release.path, negatives=True)
    with pytest.raises(ConfigError, match="load both with the same split"):
        spindle.to_classification(pairs, negatives=negatives["train"])
    with pytest.raises(ConfigError, match="load both with the same split"):
        spindle.to_classification(pairs["train"], negatives=negatives)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_dataset_and_a_stream_are_not_mixed(release, streamed):
    pairs, negatives = (
        spindle.load(release.path, "train", streaming=each == streamed, negatives=each) for each in (False, True)
    )
    with pytest.raises(ConfigError, match="got one of each: load both with the same `streaming`"):
        spindle.to_classification(pairs, negatives=negatives)


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_an_export_mixes_them_in_unless_they_are_left_out(release, tmp_path, granularity):
    form = find_format("classification", granularity)
    files = export_release(release, form, tmp_path / "with")
    export_release(release, form, tmp_path / "without", with_negatives=False)
    for each in files:
        rows, without = (read_lines(tmp_path / folder / each.name) for folder in ("with", "without"))
        names = set(spindle.read_negatives(release.path, each.split)["negative_id"].to_pylist())
        assert each.negatives == len(names)
        assert names.isdisjoint(row["pair_id"] for row in without)
        assert 0 < sum(row["pair_id"] in names for row in rows) <= len(without) // 4
        assert Counter(row["label"] for row in rows) == Counter(row["label"] for row in without)
        assert len(rows) == len(without)


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_other_formats_have_pairs_only(release, tmp_path):
    files = export_release(release, find_format("restoration"), tmp_path / "out")
    assert {each.split: (each.pairs, each.negatives) for each in files} == {
        split: (rows, 0) for split, rows in release.splits.items()
    }
    assert list(data_files(release.folder)) == [each.split for each in files]


def test_the_command_counts_them(release, tmp_path):
    shown = command("export", release.path, "--as", "classification", "-o", tmp_path / "a")
    n_train = len(spindle.read_negatives(release.path, "train"))
    assert f"{release.splits['train']:,} pairs and {n_train} negatives in" in shown.stdout
    found = json.loads(command("export", release.path, "--as", "classification", "-o", tmp_path / "b", "--json").stdout)
    assert sum(each["negatives"] for each in found["files"]) == 27
    options = ("--as", "classification", "--no-negatives", "-o", tmp_path / "c")
    assert "negatives" not in command("export", release.path, *options).stdout


def test_the_function_can_be_pickled_and_its_bytes_are_stable():
    first, second = (pickle.dumps(make_negative_rows("sentence", with_keys=True)) for _ in range(2))
    assert first == second
    table = pickle.loads(first)(make_table(["Rain. Snow."]))  # noqa: S301 - our own
    assert (table["text"].to_pylist(), len(set(table[KEY].to_pylist()))) == (["Rain.", "Snow."], 2)
