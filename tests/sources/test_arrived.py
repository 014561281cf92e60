"""Files that have not arrived yet, or are later than a run."""

import os
import time
from datetime import UTC, date, datetime

import fsspec
import pytest
from articles import write_news

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.arrived import changed_at, list_arrived
from pipelines.sources.read import name_inputs, read_input
from pipelines.storage.roots import parse_roots

SETTLING = IngestArticles(settle_seconds=60)


def age(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


@pytest.fixture
def folder(tmp_path):
    for name, seconds in {"a.jsonl": 300, "b.jsonl": 5, "c.jsonl": 61}.items():
        age(write_news(tmp_path / name, 3), seconds)
    return tmp_path


def names(files):
    return [file.name for file in files]


def test_a_file_that_has_just_changed_is_left_for_a_later_run(folder, caplog):
    assert names(list_arrived(str(folder), SETTLING)) == ["a.jsonl", "c.jsonl"]
    assert name_inputs(str(folder), SETTLING) == ["a.jsonl", "c.jsonl"]
    assert sum(table.num_rows for table in read_input(str(folder), SETTLING)) == 6
    assert "may still be arriving, for a later run: b.jsonl" in caplog.text
    age(folder / "b.jsonl", 61)
    assert names(list_arrived(str(folder), SETTLING)) == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_all_files_are_read_without_the_setting(folder):
    assert names(list_arrived(str(folder), IngestArticles())) == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_names_of_files_on_their_way_are_not_taken(folder):
    for name in (".d.jsonl", "_e.jsonl", "f.jsonl.part", "g.jsonl.tmp", "h.jsonl.filepart"):
        (folder / name).write_text('{"text": "half of an art')
        age(folder / name, 300)
    assert names(list_arrived(str(folder), SETTLING)) == ["a.jsonl", "c.jsonl"]


def test_a_time_far_in_the_future_is_a_wrong_clock(folder):
    age(folder / "b.jsonl", -86_400)
    assert "b.jsonl" in names(list_arrived(str(folder), SETTLING))


def test_no_complete_file_is_an_error_that_says_so(tmp_path):
    write_news(tmp_path / "a.jsonl", 3)
    with pytest.raises(InputError, match=r"files that are complete .*found 1 changed in the last 60 s: run again"):
        list_arrived(str(tmp_path), SETTLING)


def test_files_of_later_dates_are_left_out(tmp_path):
    for name in ("2026-02-28.jsonl", "news_20260301.jsonl", "2026-03-02.jsonl", "undated.jsonl", "1234-99-99.jsonl"):
        write_news(tmp_path / name, 1)
    kept = names(list_arrived(str(tmp_path), IngestArticles(files_until=date(2026, 3, 1))))
    assert sorted(kept) == ["1234-99-99.jsonl", "2026-02-28.jsonl", "news_20260301.jsonl", "undated.jsonl"]


def test_an_object_store_tells_the_time_of_a_change_in_its_own_way():
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    states = [{"LastModified": moment}, {"updated": "2026-03-01T12:00:00Z"}, {"mtime": moment.timestamp()}]
    assert {changed_at(state) for state in states} == {moment.timestamp()}
    assert changed_at({"ETag": "x"}) is None
    assert changed_at({"updated": "yesterday"}) is None


def test_the_objects_of_a_prefix_have_no_halves_but_may_be_new():
    with fsspec.open("memory://arrived/a.jsonl", "w") as file:
        file.write('{"text": "A line."}\n')
    state = {"size": 20, "created": datetime.now(UTC)}
    assert changed_at(state) is None
    assert names(list_arrived("memory://arrived", SETTLING)) == ["a.jsonl"]


def test_a_folder_outside_the_roots_is_refused(folder):
    with pytest.raises(ConfigError, match="input"):
        list_arrived(str(folder), SETTLING, parse_roots(str(folder / "elsewhere"), "input_roots", remote=True))
