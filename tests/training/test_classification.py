import pickle

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.drawn_pairs import make_table, tables
from training.test_segments import slow_segments

from pipelines.errors import ConfigError
from pipelines.training.classification import GRANULARITIES, IDS, KEY, make_classification


def slow_rows(table, granularity):
    for row in table.to_pylist():
        parts = [(row["clean"], row["spun"])]
        for clean, spun in parts if granularity == "article" else slow_segments(row, granularity):
            if clean != spun:
                yield from ((text, label, *(row[name] for name in IDS)) for label, text in enumerate((clean, spun)))


@pytest.mark.parametrize("granularity", GRANULARITIES)
@given(table=tables)
def test_rows_are_the_texts_that_differ_with_their_labels(granularity, table):
    rows = make_classification(granularity)(table).to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == sorted(slow_rows(table, granularity))
    labels = [row["label"] for row in rows]
    assert labels.count(0) == labels.count(1)


@given(tables, st.integers(1, 4))
def test_the_order_depends_on_keys_alone_not_on_batches(table, size):
    batch = make_classification("sentence", with_keys=True)
    whole = batch(table)
    cut = [batch(table.slice(start, size)) for start in range(0, len(table), size)]
    assert whole.to_pylist() == [row for part in cut for row in part.to_pylist()]
    keys = whole[KEY].to_pylist()
    assert len(set(keys)) == len(keys)


def test_both_orders_of_clean_and_spun_occur():
    table = make_table([("A ", [(("new", "fresh"), f" bridge {i}")]) for i in range(200)])
    first = make_classification("article")(table)["label"].to_pylist()[::2]
    assert 70 < sum(first) < 130


def test_an_unchanged_sentence_is_in_no_class():
    table = make_table([("It rained all day. The ", [(("new", "fresh"), " bridge held. Nobody came.")])])
    texts = make_classification("sentence")(table)["text"].to_pylist()
    assert sorted(texts) == ["The fresh bridge held.", "The new bridge held."]


def test_the_function_can_be_pickled_and_its_bytes_are_stable():
    first, second = (pickle.dumps(make_classification("article")) for _ in range(2))
    assert first == second
    assert pickle.loads(first) == make_classification("article")  # noqa: S301 - our own


def test_an_unknown_granularity_is_an_error():
    with pytest.raises(ConfigError, match="article, paragraph, sentence, got 'word'"):
        make_classification("word")


def test_a_table_without_rows_has_the_columns():
    done = make_classification("sentence", with_keys=True)(make_table([]))
    assert (
        done.schema
        == pa.schema(
            {"text": pa.string(), "label": pa.int64()} | dict.fromkeys(IDS, pa.string()) | {KEY: pa.uint64()}
        ).remove_metadata()
    )
