import csv
import io
import json
from datetime import UTC, datetime
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from training.drawn_pairs import make_table, tables

from pipelines.errors import ConfigError
from pipelines.training.classification import make_classification
from pipelines.training.formats import FORMATS, LABELS, find_format
from pipelines.training.restoration import FIELDS
from pipelines.training.word_labels import label_words

WITH_TEXT = make_table([("The ", [(("new", "brand-new"), " "), (("bridge", "link"), ' "held",\n\nagain.')])])


def rows_of(name, table, **options):
    form = find_format(name, **options)
    return [json.loads(line) for line in form.render(table).splitlines()] if len(table) else form.render(table)


@given(tables)
def test_json_lines_hold_the_pairs_with_all_columns(table):
    for row, before in zip(rows_of("jsonl", table), table.to_pylist(), strict=False):
        assert row == before | {"swap_rate": 0.1, "asked_rate": 0.2}
    assert find_format("jsonl").render(table).count("\n") == len(table)


@given(tables)
def test_csv_holds_the_pairs_with_edits_as_json(table):
    form = find_format("csv")
    rows = list(csv.DictReader(io.StringIO(form.header(table) + form.render(table), newline="")))
    assert len(rows) == len(table)
    for row, before in zip(rows, table.to_pylist(), strict=True):
        assert (row["clean"], row["spun"], row["swap_rate"], row["url"]) == (before["clean"], before["spun"], "0.1", "")
        assert json.loads(row["edits"]) == before["edits"]


def test_a_carriage_return_ends_no_row_of_a_csv():
    table = WITH_TEXT.set_column(WITH_TEXT.column_names.index("source"), "source", pa.array(["B\rBC"]))
    form = find_format("csv")
    text = form.header(table) + form.render(table)
    assert text.endswith("\n")
    assert "\r\n" not in text
    assert [row["source"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["B\rBC"]


def test_dates_keep_their_microseconds():
    moment = datetime(2021, 5, 10, 7, 30, 0, 123456, UTC)
    dates = pa.array([moment], WITH_TEXT.schema.field("published_at").type)
    table = WITH_TEXT.set_column(WITH_TEXT.column_names.index("published_at"), "published_at", dates)
    (row,) = rows_of("jsonl", table)
    assert datetime.fromisoformat(row["published_at"]) == moment
    (row,) = csv.DictReader(io.StringIO(find_format("csv").header(table) + find_format("csv").render(table)))
    assert datetime.fromisoformat(row["published_at"]) == moment


@pytest.mark.parametrize("granularity", ["article", "paragraph", "sentence"])
def test_classification_has_the_rows_of_the_view(granularity):
    rows = rows_of("classification", WITH_TEXT, granularity=granularity)
    assert rows == make_classification(granularity)(WITH_TEXT).to_pylist()
    assert {row["label"] for row in rows} == {0, 1}


def test_restoration_has_both_texts_and_the_edits():
    (row,), (before,) = rows_of("restoration", WITH_TEXT), WITH_TEXT.to_pylist()
    assert (row["spun"], row["clean"]) == (before["spun"], before["clean"])
    assert [list(edit) for edit in row["edits"]] == [FIELDS] * 2


@given(tables)
def test_tokens_are_words_with_spans_and_labels(table):
    form = find_format("tokens")
    for line, row in zip(form.render(table).splitlines(), table.to_pylist(), strict=True):
        found = json.loads(line)
        spans = zip(found["starts"], found["ends"], strict=True)
        assert found["tokens"] == [row["spun"][start:end] for start, end in spans]
        assert len(found["labels"]) == len(found["tokens"])


def test_conll_has_a_word_and_its_tag_a_line_and_a_blank_line_behind_each_text():
    table = make_table([("The ", [(("a", "new link"), ".")]), (" ", []), ("It", [])])
    assert find_format("conll").render(table) == "The\tO\nnew\tB-SWAP\nlink\tI-SWAP\n.\tO\n\nIt\tO\n\n"


@given(tables)
def test_conll_is_read_back_as_the_words_of_each_text(table):
    blocks = find_format("conll").render(table).split("\n\n")
    read = [[line.split("\t") for line in block.split("\n")] for block in blocks if block]
    words = label_words(table, split_marks=True)
    rows = list(zip(words.words.to_pylist(), words.tags, strict=True))
    borders = words.borders.tolist()
    slow = [rows[start:end] for start, end in pairwise(borders) if start < end]
    assert read == [[list(row) for row in text] for text in slow]


def test_dagpap_has_the_columns_of_the_shared_task():
    (row,) = rows_of("dagpap", WITH_TEXT)
    assert row["tokens"] == ["The", "brand-new", "link", '"held",', "again."]
    assert row["token_label_ids"] == [0, 1, 1, 0, 0]
    assert row["annotations"] == [[0, 3, "human"], [4, 18, "spun"], [19, 34, "human"]]


@given(tables)
def test_annotations_cover_the_words_with_their_labels(table):
    for line in find_format("dagpap").render(table).splitlines():
        row = json.loads(line)
        assert row["tokens"] == row["text"].split()
        labels = [LABELS.index(name) for start, end, name in row["annotations"] for _ in row["text"][start:end].split()]
        assert labels == row["token_label_ids"]
        names = [name for *_, name in row["annotations"]]
        assert all(one != two for one, two in pairwise(names))


def test_wrong_formats_and_granularities_are_errors():
    with pytest.raises(ConfigError, match=r"expected a format of jsonl, csv, .*, got 'xml'"):
        find_format("xml")
    with pytest.raises(ConfigError, match="expected a granularity of article"):
        find_format("jsonl", "word")
    with pytest.raises(ConfigError, match="with the format classification only, got it with conll"):
        find_format("conll", "sentence")


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_without_rows_gives_no_lines(name):
    assert find_format(name).render(make_table([])) == ""
