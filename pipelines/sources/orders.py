"""The order of day and month in dates such as 04/05/2019, decided for each file by dates that prove it: 04/25/2019.

Only a file with such a date is read a second time, for all of its dates. A row carries the order itself, so that it is
the same whatever part it comes into.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import IngestArticles
from pipelines.sources.raw.columns import RAW, name_columns
from pipelines.sources.raw.json_lines import parse_json_lines
from pipelines.text.dates.parse import DAY_FIRST, MONTH_FIRST, count_orders, needs_order

DATE, ORDER = "published_at", "date_order"
# A line of JSON without this has no date in digits with the year last. A weekday or a time may stand before it; the
# slash may be escaped, as PHP does; signs that are not seen, or are another minus, may be written or escaped.
UNSEEN = r"\\u[0-9a-fA-F]{4}|[^\x00-\x7f]"
BETWEEN = rf"(?:[-./]|\\/|{UNSEEN})+"
DIGITS = rf"(?:\b|\\[bfnrt]|{UNSEEN})\d{{1,2}}{BETWEEN}\d{{1,2}}{BETWEEN}(?:\d{{4}}|\d{{2}})(?:\D|$)"


def add_orders(
    tables: Iterable[pa.Table], reread: Callable[[], Iterator[pa.Table]], settings: IngestArticles
) -> Iterator[pa.Table]:
    """Yield the tables of RAW of one file with the order of the dates that need one.

    reread  yields the tables of the file from its first row on
    """
    if settings.date_order != "auto" or DATE not in name_columns(settings.columns):
        yield from tables
        return
    decided: list[str | None] = []
    for table in tables:
        is_open = needs_order(read_dates(table, settings))
        if is_open.any() and not decided:
            decided.append(decide_order(reread(), settings))
        if is_open.any() and decided[0]:
            orders = pc.if_else(pa.array(is_open), decided[0], pa.scalar(None, pa.string()))
            yield table.set_column(RAW.get_field_index(ORDER), RAW.field(ORDER), orders)
        else:
            yield table


def decide_order(tables: Iterable[pa.Table], settings: IngestArticles) -> str | None:
    """Return the order that dates of the tables prove; None if none does, or if they contradict each other."""
    counts = np.sum([(0, 0), *(count_orders(read_dates(table, settings)) for table in tables)], axis=0)
    if counts.all() or not counts.any():
        return None
    return MONTH_FIRST if counts[0] else DAY_FIRST


def read_dates(table: pa.Table, settings: IngestArticles) -> pa.StringArray:
    """Return the date of each row as it is written, null without one; of lines, only dates in digits."""
    dates, lines = table[DATE].combine_chunks(), table["line"].combine_chunks()
    if lines.null_count == len(lines):  # as of all formats but JSON, of which some have a file for each article
        return dates
    has_digits = pc.fill_null(pc.match_substring_regex(lines, DIGITS), False)
    if not pc.any(has_digits).as_py():
        return dates
    parsed = parse_json_lines(lines.filter(has_digits), {DATE: name_columns(settings.columns)[DATE]})
    return pc.replace_with_mask(dates, has_digits, parsed.columns[DATE].combine_chunks())
