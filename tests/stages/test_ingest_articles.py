"""Articles of all kinds of files: each row is kept or rejected with its reason, and parts are reused."""

import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article, write_news
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stages.ingested import BODY, GERMAN, config_of, ingest, ingest_file, kept, rejects

from pipelines.sources.split import group_raw_parts, split_input
from pipelines.stages.ingest_articles import ingest_articles


def test_the_id_of_a_row_without_one_comes_from_its_text(tmp_path):
    first, second = kept(ingest(tmp_path, [{"text": BODY}, {"id": " ", "text": BODY + " More."}]))
    (again,) = kept(ingest(tmp_path, [{"id": None, "text": BODY, "url": "elsewhere"}]))
    assert len(first["article_id"]) == len(second["article_id"]) == 32
    assert first["article_id"] == again["article_id"] != second["article_id"]


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        ('{"text": "cut off', "broken_json", "Unterminated string"),
        ("no JSON at all", "broken_json", "Expecting value"),
        ({"text": 17}, "wrong_type", "expected 'text' to be a string, got 17"),
        ({"text": {"body": BODY}}, "wrong_type", "'text'"),
        ({"title": "Only a headline"}, "no_text", "no column 'text', or null in it"),
        ({"text": " \n "}, "no_text", None),
        ({"text": None}, "no_text", "no column 'text', or null in it"),
        ({"text": "Advertisement\n\nRead more"}, "no_text", None),
        ({"text": "Five words are too few."}, "too_short", "5 words"),
        ({"text": 9 * (BODY + " ")}, "too_long", " words"),
        ({"text": GERMAN}, "wrong_language", "de, confidence 1"),
        ({"text": 30 * "1234 5678 "}, "wrong_language", "confidence"),
        ({"text": BODY + " caf\ufffd"}, "not_utf8", "U+FFFD"),
        ('{"text": "' + BODY + ' \\ud83c"}', "not_utf8", "U+FFFD"),
    ],
)
def test_a_dropped_row_is_recorded_with_its_reason(tmp_path, row, reason, detail):
    part = ingest(tmp_path, [article(0), row, article(1)], max_words=500)
    assert [row["article_id"] for row in kept(part)] == ["story-0", "story-1"]
    (reject,) = rejects(part)
    assert (reject["stage"], reject["reason"], reject["place"]) == ("ingest_articles", reason, "news.jsonl line 2")
    assert reject["row"] == (row if isinstance(row, str) else json.dumps(row))
    assert (detail or "") in (reject["detail"] or "")
    assert part.rejected == {reason: 1}


def test_only_rows_with_invalid_utf8_are_dropped(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(
        (json.dumps(article(0)) + "\n" + json.dumps({"text": BODY + " café"}, ensure_ascii=False)).encode("latin-1")
    )
    part = ingest_file(path)
    assert (part.n_rows, part.rejected) == (1, {"not_utf8": 1})


def test_a_table_is_ingested_like_lines(tmp_path):
    rows = [article(n) for n in range(3)] + [{"id": "short", "title": "", "text": "Too short."}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "news.parquet")
    part = ingest_file(tmp_path / "news.parquet")
    assert kept(part) == kept(ingest(tmp_path, rows))
    assert [(row["place"], row["row"], row["article_id"]) for row in rejects(part)] == [
        ("news.parquet row 4", "Too short.", "short")
    ]


@pytest.mark.parametrize("name", ["news.jsonl", "news.parquet", "news.json"])
def test_a_folder_fills_no_column_that_has_a_value_without_a_reading(tmp_path, name):
    """The row is of two other papers, and not of that of its folder."""
    sources = [["AP", "Reuters"], None, ["AP"]]
    rows = [article(n) | {"source": source, "license": None} for n, source in enumerate(sources)]
    path = tmp_path / "source=bbc" / "license=free" / name
    path.parent.mkdir(parents=True)
    if name.endswith("parquet"):
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_text(json.dumps(rows) if name.endswith("json") else "".join(json.dumps(row) + "\n" for row in rows))
    part = ingest_file(tmp_path)
    found = {row["article_id"]: (row["source"], row["license"]) for row in kept(part)}
    assert found == {"story-0": (None, "free"), "story-1": ("bbc", "free"), "story-2": ("AP", "free")}
    assert part.statistics["n_unread"] == {"source": 1}


def test_a_mixed_folder_makes_one_part(tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.txt").write_text(article(0)["text"])
    write_news(folder / "b.jsonl", 2, start=1)
    pq.write_table(pa.Table.from_pylist([article(3)]), folder / "c.parquet")
    part = ingest_file(folder)
    assert [row["article_id"] for row in kept(part)][1:] == ["story-1", "story-2", "story-3"]
    assert [row["text"].rpartition("\n\n")[2] for row in kept(part)] == [article(n)["text"] for n in range(4)]


def test_a_page_without_an_article_is_rejected_with_its_reason(tmp_path):
    (tmp_path / "a.wet").write_bytes(
        b"".join(
            b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://post.example/%d\r\nContent-Type: %s\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (number, kind, len(BODY), BODY.encode())
            for number, kind in enumerate([b"text/plain", b"image/png"])
        )
    )
    part = ingest_file(tmp_path / "a.wet")
    assert [row["url"] for row in kept(part)] == ["https://post.example/0"]
    assert [(row["reason"], row["place"]) for row in rejects(part)] == [
        ("not_html", "a.wet record 2 https://post.example/1")
    ]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_the_row_kept_of_several_with_one_id_does_not_depend_on_order(tmp_path, order):
    twins = [article(n) | {"id": "twin"} for n in range(3)]
    part = ingest(tmp_path, [article(9), *(twins[n] for n in order), article(8)])
    first, stays, last = kept(part)
    assert (first["article_id"], stays["article_id"], last["article_id"]) == ("story-9", "twin", "story-8")
    assert stays["text"].endswith(twins[1]["text"])
    assert part.rejected == {"duplicate_id": 2}
    assert {row["detail"] for row in rejects(part)} == {f"kept is news.jsonl line {2 + order.index(1)}"}


def test_rows_of_another_text_that_share_their_id_are_counted(tmp_path):
    twins = [article(n) | {"id": "twin"} for n in range(3)]
    copy = twins[1] | {name: twins[1][name].upper() for name in ("title", "text")}
    part = ingest(tmp_path, [article(9), *twins, copy])
    assert (part.rejected, part.statistics["n_other_texts"]) == ({"duplicate_id": 3}, 2)
    part = ingest(tmp_path, [article(9), *twins, copy], columns={"id": None})
    assert (part.rejected, part.statistics["n_other_texts"]) == ({}, 0)


def test_a_part_may_have_no_articles(tmp_path):
    part = ingest(tmp_path, [{"text": "short"}, "broken"])
    assert kept(part) == []
    assert part.statistics["n_words"] == 0


def test_a_second_run_reuses_and_another_setting_does_not(tmp_path):
    rows = [article(n) for n in range(3)]
    first, second = ingest(tmp_path, rows), ingest(tmp_path, rows, max_reject_share=0.1, limit=3)
    third = ingest(tmp_path, rows, min_words=21)
    assert (first.reused, second.reused, third.reused) == (False, True, False)


lines = st.one_of(
    st.integers(0, 30).map(lambda n: json.dumps(article(n))),
    st.integers(0, 3).map(lambda n: json.dumps({"id": "twin", "text": article(n)["text"]})),
    st.sampled_from(
        [json.dumps({"text": GERMAN}), '{"text": 1}', "broken", "", json.dumps({"text": "café cafÃ© " * 30})]
    ),
)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines, min_size=1, max_size=12, unique=True), st.integers(1024, 3000))
def test_articles_do_not_depend_on_the_parts(lines, part_bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.jsonl"
        path.write_text("\n".join(["", *lines, json.dumps(article(99))]))
        at_once = config_of(path, Path(folder) / "once")
        in_parts = config_of(path, Path(folder) / "parts", part_bytes=part_bytes, max_parts=4)
        whole = ingest_articles(split_input(at_once), at_once)
        groups = group_raw_parts(split_input(in_parts), in_parts.ingest_articles)
        parts = [ingest_articles(raw, in_parts) for raw in groups]
        n_rows = sum(1 for line in lines if line) + 1
        assert whole.n_rows + sum(whole.rejected.values()) == n_rows
        assert sum(part.n_rows + sum(part.rejected.values()) for part in parts) == n_rows
        # A duplicate that is kept in its part is dropped in group_duplicates if another part has a smaller one.
        in_order = [row for part in parts for row in kept(part)]
        assert [row for row in in_order if row["article_id"] != "twin"] == [
            row for row in kept(whole) if row["article_id"] != "twin"
        ]
        assert [row for row in kept(whole) if row not in in_order] == []
