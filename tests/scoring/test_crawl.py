"""A crawl scored on any number of cores."""

import json
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from planted_model import planted, real_model  # noqa: F401 - fixtures
from scoring.rows import TEXTS, make_rows, read_lines, write_lines, write_parquet

from pipelines.errors import InputError
from pipelines.scoring import crawl, inputs
from pipelines.scoring.crawl import score_rows
from pipelines.scoring.inputs import open_rows
from pipelines.scoring.job import ScoringJob
from pipelines.scoring.models import find_model
from pipelines.scoring.outputs import check_scored


def score(source, output, model, *, workers=1, keep_below=None, tell=lambda *_: None):
    found = open_rows(str(source), "text")
    place = check_scored(str(output), found, str(source))
    made = ScoringJob(find_model(model), found.kind, "text", keep_below)
    return score_rows(found, made, place, workers=workers, tell=tell)


def many_rows(n=300):
    return make_rows([text and f"{text} Row {number}." for number in range(n // 6) for text in TEXTS])


def test_parquet_to_parquet(tmp_path, planted):  # noqa: F811
    source = write_parquet(tmp_path / "in.parquet", row_group_size=4)
    summary = score(source, tmp_path / "out.parquet", planted)
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.schema.names == ["id", "text", "meta", "spun_score", "spun_share"]
    assert found.drop_columns(["spun_score", "spun_share"]).to_pylist() == make_rows()
    assert (summary.rows, summary.kept, summary.dropped, summary.broken, summary.no_text) == (6, 6, 0, 0, 1)
    assert summary.to_json().keys() >= {"rows", "kept", "dropped", "seconds", "words", "words_per_second"}


@pytest.mark.parametrize(
    ("before", "after"), [(".jsonl", ".jsonl.gz"), (".jsonl.gz", ".jsonl"), (".jsonl.zst", ".jsonl.zst")]
)
def test_lines_to_lines(tmp_path, planted, before, after):  # noqa: F811
    source = write_lines(tmp_path / f"in{before}")
    score(source, tmp_path / f"out{after}", planted)
    rows = read_lines(tmp_path / f"out{after}")
    assert [{name: row[name] for name in ("id", "text", "meta")} for row in rows] == make_rows()


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_workers_change_no_byte(tmp_path, real_model, monkeypatch, kind):  # noqa: F811
    monkeypatch.setattr(inputs, "BATCH_ROWS", 20)
    monkeypatch.setattr("pipelines.sources.formats.lines.BLOCK_SIZE", 1000)
    source = tmp_path / f"in.{kind}"
    write_parquet(source, many_rows()) if kind == "parquet" else write_lines(source, map(json.dumps, many_rows()))
    summaries = [
        score(source, tmp_path / f"{workers}.{kind}", real_model, workers=workers, keep_below=0.9) for workers in (1, 2)
    ]
    assert (tmp_path / f"1.{kind}").read_bytes() == (tmp_path / f"2.{kind}").read_bytes()
    assert summaries[0].words == summaries[1].words > 0
    assert summaries[0].rows == 300


def test_batches_change_no_byte(tmp_path, planted, monkeypatch):  # noqa: F811
    source = write_parquet(tmp_path / "in.parquet", many_rows())
    score(source, tmp_path / "a.parquet", planted)
    monkeypatch.setattr(inputs, "BATCH_ROWS", 1)
    score(source, tmp_path / "b.parquet", planted)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_few_batches_wait(tmp_path, planted, monkeypatch):  # noqa: F811
    """However slow the workers are, the reader is at most AHEAD batches for each of them ahead."""
    monkeypatch.setattr(inputs, "BATCH_ROWS", 1)
    source = open_rows(str(write_parquet(tmp_path / "in.parquet", many_rows())), "text")
    read = []

    def batches():
        for batch in source.read_batches():
            read.append(batch)
            yield batch

    class Pool:
        def submit(self, _call, function, *arguments):
            from concurrent.futures import Future

            future = Future()
            threading.Thread(target=lambda: future.set_result(function(*arguments))).start()
            return future

    from contextlib import nullcontext

    monkeypatch.setattr(crawl, "start_pool", lambda _workers: nullcontext(Pool()))
    job = ScoringJob(find_model(planted), "parquet", "text")
    for done, (batch, rows, _) in enumerate(crawl._map_in_order(batches(), job, 2), start=1):
        assert len(read) <= done + 2 * crawl.AHEAD
        assert (len(batch.rows), len(rows)) == (0, 1)
    assert len(read) == 300


def test_progress_ends_with_all(tmp_path, planted):  # noqa: F811
    told = []
    source = write_parquet(tmp_path / "in.parquet", row_group_size=2)
    score(source, tmp_path / "out.parquet", planted, tell=lambda share, summary: told.append((share, summary.rows)))
    assert [rows for _, rows in told] == [2, 4, 6]
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1][0] == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_leaves_the_former_output(tmp_path, real_model, workers):  # noqa: F811
    for name in ("a", "b"):
        write_parquet(tmp_path / f"in-{name}.parquet")
    broken = tmp_path / "in-b.parquet"
    broken.write_bytes(broken.read_bytes()[:-40] + b"\0" * 36 + b"PAR1")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "out.parquet").write_bytes(b"former")
    with pytest.raises(InputError, match=r"in-b\.parquet"):
        score(tmp_path / "in-*.parquet", tmp_path / "out" / "out.parquet", real_model, workers=workers)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["out.parquet"]
    assert (tmp_path / "out" / "out.parquet").read_bytes() == b"former"


def test_broken_lines_are_counted_and_the_first_named(tmp_path, planted):  # noqa: F811
    lines = ['{"text": "Rain fell."}', "{", *["[1]"] * 5]
    summary = score(write_lines(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl", planted)
    assert (summary.rows, summary.kept, summary.broken) == (7, 1, 6)
    assert summary.places == ["in.jsonl line 2", "in.jsonl line 3", "in.jsonl line 4"]


def test_all_rows_may_be_dropped(tmp_path, planted):  # noqa: F811
    rows = make_rows(["zz."] * 3)
    assert score(write_parquet(tmp_path / "a.parquet", rows), tmp_path / "b.parquet", planted, keep_below=0).kept == 0
    assert pq.read_table(tmp_path / "b.parquet").num_rows == 0
    score(write_lines(tmp_path / "a.jsonl", map(json.dumps, rows)), tmp_path / "b.jsonl.gz", planted, keep_below=0)
    assert read_lines(tmp_path / "b.jsonl.gz") == []


def test_from_a_store_to_a_store(s3, tmp_path, planted):  # noqa: F811
    from pipelines.storage.cache import fetch
    from pipelines.storage.places import open_place

    source = open_place(f"{s3}/crawl/in.parquet")
    source.objects.put(source.key, write_parquet(tmp_path / "in.parquet"))
    summary = score(f"{s3}/crawl", f"{s3}/out.parquet", planted)
    assert summary.rows == 6
    assert isinstance(pq.read_table(fetch(open_place(f"{s3}/out.parquet"))), pa.Table)
