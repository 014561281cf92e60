import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pairs import make_pairs

from pipelines.browse import dropped
from pipelines.browse.dropped import QUARANTINE, REJECTS, find_dropped, list_dropped
from pipelines.stages.validate_pairs import QUARANTINE as SCHEMA
from schemas import REJECTS as REJECTS_SCHEMA

REASONS = [["originals_match"], ["language", "kinds_known"], ["kinds_known"], ["language"]]


def write_quarantine(folder, key, n_rows, age=0):
    path = folder / "quarantine" / "validate_pairs" / f"{key * 32}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = make_pairs(["The new bridge."] * n_rows, variant=list(range(n_rows)))
    reasons = pa.array([REASONS[i % 4] for i in range(n_rows)])
    pq.write_table(rows.append_column(SCHEMA.field("reasons"), reasons), path, row_group_size=5)
    os.utime(path, (10**9 - age, 10**9 - age))


def write_rejects(folder, stage, key, reasons, row="text"):
    path = folder / "rejects" / stage / f"{key * 32}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"stage": stage, "reason": reason, "place": f"line {i}", "row": row} for i, reason in enumerate(reasons)]
    pq.write_table(pa.Table.from_pylist(rows, schema=REJECTS_SCHEMA), path, row_group_size=3)


def join(folder, relative):
    return folder / relative


def test_files_are_listed_newest_first_with_the_rows_of_each_reason(tmp_path):
    write_quarantine(tmp_path, "a", 6, age=100)
    write_quarantine(tmp_path, "b", 3)
    (tmp_path / "quarantine" / "validate_pairs" / ".tmp-1-x.parquet").touch()
    newer, older = list_dropped(tmp_path, QUARANTINE, join)
    assert (newer.key[0], newer.rows, older.key[0], older.rows) == ("b", 3, "a", 6)
    assert newer.reasons == {"originals_match": 1, "language": 1, "kinds_known": 2}
    assert older.reasons == {"originals_match": 2, "language": 3, "kinds_known": 3}


def test_there_may_be_none(tmp_path):
    assert list_dropped(tmp_path, REJECTS, join) == []
    page = find_dropped([], REJECTS, reason=None, place=None)
    assert (page.table, page.places) == (None, [])


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("reason", [None, "language", "kinds_known", "nothing"])
def test_rows_of_a_reason_are_found_as_by_the_slow_search(tmp_path, monkeypatch, reason, back):
    monkeypatch.setitem(dropped.PAGE_ROWS, QUARANTINE, 4)
    monkeypatch.setattr(dropped, "SECONDS", 60.0)
    for key, n_rows in {"a": 13, "b": 1, "c": 22}.items():
        write_quarantine(tmp_path, key, n_rows)
    files = list_dropped(tmp_path, QUARANTINE, join)
    expected = [
        (number, row)
        for number, file in enumerate(files)
        for row, content in enumerate(pq.read_table(file.path).to_pylist())
        if reason is None or reason in content["reasons"]
    ]
    place, found = None, []
    while place is None or place != (dropped.Position(0, 0) if back else dropped.Position(3, 0)):
        page = find_dropped(files, QUARANTINE, reason=reason, place=place, back=back)
        found = [*page.places, *found] if back else [*found, *page.places]
        place = page.start if back else page.end
    assert [(place.file, place.row) for place in found] == expected


def test_rejects_have_one_reason_each(tmp_path):
    write_rejects(tmp_path, "ingest_articles", "a", ["too_short", "not_english", "too_short", "too_short"])
    (file,) = list_dropped(tmp_path, REJECTS, join)
    assert (file.stage, file.reasons) == ("ingest_articles", {"too_short": 3, "not_english": 1})
    page = find_dropped([file], REJECTS, reason="too_short", place=None)
    assert page.table["place"].to_pylist() == ["line 0", "line 2", "line 3"]
