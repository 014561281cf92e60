"""The columns of an article beside its text, from the row, the folder or the configuration; dates are in UTC."""

import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article
from corpus import seal
from stages.ingested import BODY, config_of, ingest, ingest_file, kept

from pipelines.errors import ConfigError
from pipelines.sources.split import split_input
from pipelines.stages.ingest_articles import ingest_articles


def test_source_and_licence_come_from_the_row_or_the_configuration(tmp_path):
    rows = [article(0) | {"source": "Herald", "license": "CC0"}, article(1) | {"source": ""}]
    own, default = kept(ingest(tmp_path, rows, source="Gazette", license="CC BY 4.0"))
    assert (own["source"], own["license"]) == ("Herald", "CC0")
    assert (default["source"], default["license"]) == ("Gazette", "CC BY 4.0")


def test_dates_become_utc_and_unknown_ones_are_counted(tmp_path):
    dates = ["2004-11-05T10:30:00+01:00", "soon", None]
    part = ingest(tmp_path, [article(n) | {"published_at": date} for n, date in enumerate(dates)])
    assert [row["published_at"] for row in kept(part)] == [datetime(2004, 11, 5, 9, 30, tzinfo=UTC), None, None]
    assert (part.statistics["n_dates"], part.statistics["n_unknown_dates"]) == (2, 1)
    (example,) = part.statistics["unknown_dates"]
    assert example["value"] == "soon"
    assert "line 2" in example["place"]


def test_a_date_of_a_rejected_row_is_not_counted(tmp_path):
    part = ingest(tmp_path, [article(0), {"text": "short", "published_at": "soon"}])
    assert (part.statistics["n_dates"], part.statistics["n_unknown_dates"]) == (0, 0)


def test_examples_of_unknown_dates_are_few_and_short(tmp_path):
    part = ingest(tmp_path, [article(n) | {"published_at": 100 * "soon "} for n in range(5)])
    assert part.statistics["n_unknown_dates"] == 5
    assert [len(example["value"]) for example in part.statistics["unknown_dates"]] == [60, 60, 60]


@pytest.mark.parametrize(("order", "month"), [("auto", None), ("month_first", 4), ("day_first", 5)])
def test_the_order_of_dates_in_digits_can_be_set(tmp_path, order, month):
    (row,) = kept(ingest(tmp_path, [article(0) | {"published_at": "04/05/2019"}], date_order=order))
    assert (row["published_at"] and row["published_at"].month) == month


def test_each_row_of_the_reader_may_have_an_order(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(article(n) | {"published_at": "04/05/2019"}) + "\n" for n in range(3)))
    config = config_of(path, tmp_path / "out")
    (part,) = split_input(config)
    raw = pq.read_table(part.path("raw"))
    orders = pa.array(["month_first", "day_first", None], pa.string())
    raw = raw.drop_columns([name for name in raw.column_names if name == "date_order"])
    pq.write_table(raw.append_column("date_order", orders), part.path("raw"))
    seal(part)
    dates = [row["published_at"] and row["published_at"].month for row in kept(ingest_articles([part], config))]
    assert dates == [4, 5, None]


def test_a_value_without_a_reading_is_null_and_counted_and_the_article_stays(tmp_path):
    rows = [
        article(0) | {"source": {"id": "h", "name": "Herald"}, "title": 1984, "id": ["story-0"]},
        article(1) | {"source": ["a", "b"], "license": True, "url": {"page": 5}},
        article(2) | {"source": {"team": 5}, "published_at": {"$date": "2020-01-02T03:04:05Z"}},
    ]
    part = ingest(tmp_path, [*rows, {"text": "short", "source": True}])
    first, second, third = kept(part)
    assert (first["source"], first["text"].split("\n")[0], first["article_id"]) == ("Herald", "1984", "story-0")
    assert (second["source"], second["license"], second["url"]) == (None, None, None)
    assert third["published_at"] == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert part.statistics["n_unread"] == {"source": 2, "url": 1, "license": 1}, "of kept articles"


def test_a_column_can_be_switched_off(tmp_path):
    (row,) = kept(ingest(tmp_path, [article(0) | {"source": "Herald"}], columns={"id": None, "source": None}))
    assert (len(row["article_id"]), row["source"]) == (32, None)


def test_columns_of_folders_reach_json_lines_that_have_none(tmp_path):
    folder = tmp_path / "news" / "source=the%20wire" / "lang=en"
    folder.mkdir(parents=True)
    rows = [article(0), {**article(1), "source": "bbc"}, {**article(2), "source": None}]
    (folder / "a.jsonl").write_text("\n".join([*map(json.dumps, rows), "no object"]))
    part = ingest_file(tmp_path / "news")
    assert [row["source"] for row in kept(part)] == ["the wire", "bbc", "the wire"]
    assert part.rejected == {"broken_json": 1}


def test_columns_of_other_names(tmp_path):
    part = ingest(tmp_path, [{"guid": 5, "body": BODY, "text": "other"}], columns={"id": "guid", "text": "body"})
    assert [(row["article_id"], row["text"]) for row in kept(part)] == [("5", BODY)]


def test_an_unknown_column_is_rejected():
    with pytest.raises(ConfigError, match="'titel' is not ours: did you mean 'title'"):
        config_of("news.jsonl", "out", columns={"titel": "headline"})
