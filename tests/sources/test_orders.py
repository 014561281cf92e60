import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.sources.orders import DIGITS
from pipelines.sources.read import read_input
from pipelines.text.dates.parse import count_orders, needs_order


def orders(path, **settings):
    table = pa.concat_tables(read_input(str(path), IngestArticles(**settings)))
    return table["date_order"].to_pylist()


def rows_of(dates):
    return [article(number) | {"published_at": date} for number, date in enumerate(dates)]


def write_lines(path, dates):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows_of(dates)))


def write_escaped(path, dates):
    """As PHP does."""
    write_lines(path, dates)
    path.write_text(path.read_text().replace("/", r"\/"))


def write_plainly(path, dates):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows_of(dates)))


def write_array(path, dates):
    path.write_text(json.dumps(rows_of(dates), indent=1).replace("/", r"\/"))


def write_csv(path, dates):
    rows = rows_of(dates)
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n")


def write_parquet(path, dates):
    pq.write_table(pa.Table.from_pylist(rows_of(dates)), path, row_group_size=2)


WRITERS = {
    "jsonl": write_lines,
    "csv": write_csv,
    "parquet": write_parquet,
    "ndjson": write_escaped,
    "jl": write_plainly,
    "json": write_array,
}
PROVEN = [
    (["04/05/2019", "04/25/2019", "2019-04-05"], ["month_first", None, None]),
    (["04/05/2019", "25/04/2019", "1/2/2019"], ["day_first", None, "day_first"]),
    (["04/05/2019", "25/04/2019", "04/25/2019"], [None] * 3),
    (["04/05/2019", "05/05/2019"], [None] * 2),
    (["2019-04-05", "Fri, 5 Apr 2019"], [None] * 2),
    (["4-5-2019 10:30", "31-12-2019 09:00"], ["day_first", None]),
    (["Friday, 04/05/2019", "Thursday, 04/25/2019"], ["month_first", None]),
    (["10:30 04/05/2019", "10:30 AM, 04/25/2019"], ["month_first", None]),
    (["\t04/05/19", "\u200e04/25/2019", "\u200f04.05.2019\u00a010:30"], ["month_first", None, "month_first"]),
    (["04\u200e/\u200f05/2019", "04\u221225\u22122019"], ["month_first", None]),
    (["04 / 05 / 2019", "04/25/2019"], [None, None]),
]


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize(("dates", "expected"), PROVEN)
def test_other_dates_of_a_file_decide_the_order(tmp_path, ending, dates, expected):
    path = tmp_path / f"news.{ending}"
    WRITERS[ending](path, dates)
    assert orders(path) == expected


MARKS = st.sampled_from(["", "\u200e", "\u2066", "\ufeff"])
BORDERS = st.sampled_from(
    ["", " ", "\t", "\n", "\u00a0", "\u200f", "Fri ", "Friday, ", "10:30 ", "10:30 am, on ", ", 10:30", " at 10"]
)
SEPARATORS = st.tuples(MARKS, st.sampled_from(["/", "-", ".", "\u2212", " "]), MARKS).map("".join)
NUMBERS = st.sampled_from(["4", "05", "25", "2019", "19"])


@given(st.tuples(BORDERS, NUMBERS, SEPARATORS, NUMBERS, SEPARATORS, NUMBERS, BORDERS).map("".join))
@example("Fri 04/05/2019 at 10:30")
def test_no_date_that_needs_or_proves_an_order_is_passed_over(date):
    dates = pa.array([date])
    if needs_order(dates).any() or any(count_orders(dates)):
        for plain in (True, False):
            line = json.dumps({"a": 1, "published_at": date}, ensure_ascii=not plain)
            assert re.search(DIGITS, line, re.ASCII), line
            assert re.search(DIGITS, line.replace("/", r"\/"), re.ASCII), line


def test_a_line_with_other_dates_is_not_looked_through():
    for date in ("2019-04-05", "2019-04-05T10:30:00+01:00", "2019-04-05 10:30", "/2019/04/05/1234567", "5 April 2019"):
        assert not re.search(DIGITS, json.dumps({"published_at": date}), re.ASCII)


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
