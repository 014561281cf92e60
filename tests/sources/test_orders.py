import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.sources.read import read_input


def orders(path, **settings):
    table = pa.concat_tables(read_input(str(path), IngestArticles(**settings)))
    return table["date_order"].to_pylist()


def rows_of(dates):
    return [article(number) | {"published_at": date} for number, date in enumerate(dates)]


def write_lines(path, dates):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows_of(dates)))


def write_csv(path, dates):
    rows = rows_of(dates)
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n")


def write_parquet(path, dates):
    pq.write_table(pa.Table.from_pylist(rows_of(dates)), path, row_group_size=2)


WRITERS = {"jsonl": write_lines, "csv": write_csv, "parquet": write_parquet}
PROVEN = [
    (["04/05/2019", "04/25/2019", "2019-04-05"], ["month_first", None, None]),
    (["04/05/2019", "25/04/2019", "1/2/2019"], ["day_first", None, "day_first"]),
    (["04/05/2019", "25/04/2019", "04/25/2019"], [None] * 3),
    (["04/05/2019", "05/05/2019"], [None] * 2),
    (["2019-04-05", "Fri, 5 Apr 2019"], [None] * 2),
    (["4-5-2019 10:30", "31-12-2019 09:00"], ["day_first", None]),
]


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize(("dates", "expected"), PROVEN)
def test_other_dates_of_a_file_decide_the_order(tmp_path, ending, dates, expected):
    path = tmp_path / f"news.{ending}"
    WRITERS[ending](path, dates)
    assert orders(path) == expected


def test_files_are_decided_apart_and_their_tables_alike(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.sources.formats.lines.BLOCK_SIZE", 1)
    write_lines(tmp_path / "a.jsonl", ["04/05/2019", "x", "04/06/2019", "04/25/2019"])
    write_lines(tmp_path / "b.jsonl", ["04/05/2019", "25/04/2019"])
    assert orders(tmp_path) == ["month_first", None, "month_first", None, "day_first", None]


def test_a_file_without_such_dates_is_read_once(tmp_path, monkeypatch):
    write_lines(tmp_path / "news.jsonl", ["2019-04-05"] * 3)
    monkeypatch.setattr("pipelines.sources.orders.decide_order", None)
    assert orders(tmp_path / "news.jsonl") == [None] * 3


def test_the_column_may_have_another_name_or_be_off(tmp_path):
    rows = [article(0) | {"meta": {"when": "04/05/2019"}}, article(1) | {"meta": {"when": "04/25/2019"}}]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert orders(path, columns={"published_at": "meta.when"}) == ["month_first", None]
    assert orders(path, columns={"published_at": None}) == [None, None]
    assert orders(path, columns={"published_at": "meta.when"}, date_order="day_first") == [None, None]
