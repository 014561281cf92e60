import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article, write_news
from corpus import seal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.tokens import find_tokens

from pipelines.config.run import check_config
from pipelines.errors import ConfigError
from pipelines.sources.split import group_raw_parts, split_input
from pipelines.stages.ingest_articles import ingest_articles
from pipelines.text.headlines import find_headlines
from schemas import ARTICLES, REJECTS

GERMAN = (
    "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke noch vor dem Winter reparieren zu lassen. "
    "Die Arbeiten sollen im Oktober beginnen und etwa ein Jahr dauern, sagte die Bürgermeisterin am Abend."
)
BODY = article(0)["text"]


def config_of(path, output, **values):
    return check_config(
        {"dataset": "news", "input": str(path), "output": str(output), "seed": 1, "ingest_articles": values}
    )


def ingest_file(path, **values):
    config = config_of(path, path.parent / "out", **values)
    return ingest_articles(split_input(config), config)


def ingest(folder, rows, **values):
    """Ingest rows, each a dict or a raw line, and return the part."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path = folder / "news.jsonl"
    path.write_text("\n".join(lines) + "\n")
    part = ingest_file(path, **values)
    assert part.n_rows + sum(part.rejected.values()) == len(rows)
    return part


def kept(part):
    table = pq.read_table(part.path("articles"))
    assert table.schema == ARTICLES
    return table.to_pylist()


def rejects(part):
    table = pq.read_table(part.rejects_file)
    assert table.schema == REJECTS
    return table.to_pylist()


def test_an_article_is_headline_blank_line_body(tmp_path):
    (row,) = kept(
        ingest(tmp_path, [{"id": 17, "title": " Rain\n again ", "text": f"\n{BODY}\n", "url": "http://a.example/1"}])
    )
    assert row["article_id"] == "17"
    assert row["text"] == f"Rain again\n\n{BODY}"
    assert row["text"][: row["headline_length"]] == "Rain again"
    assert (row["url"], row["language"], row["source"], row["published_at"]) == ("http://a.example/1", "en", None, None)


def test_headline_length_counts_code_points(tmp_path):
    (row,) = kept(ingest(tmp_path, [{"title": "Café 🌧", "text": BODY}]))
    assert row["headline_length"] == 6


def test_without_a_headline_the_body_is_the_text(tmp_path):
    for title in (None, "", " "):
        (row,) = kept(ingest(tmp_path, [{"title": title, "text": BODY}]))
        assert (row["text"], row["headline_length"]) == (BODY, 0)


def test_the_id_of_a_row_without_one_comes_from_its_text(tmp_path):
    first, second = kept(ingest(tmp_path, [{"text": BODY}, {"id": " ", "text": BODY + " More."}]))
    (again,) = kept(ingest(tmp_path, [{"id": None, "text": BODY, "url": "elsewhere"}]))
    assert len(first["article_id"]) == len(second["article_id"]) == 32
    assert first["article_id"] == again["article_id"] != second["article_id"]


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


def test_text_is_repaired_except_quotes_and_line_ends(tmp_path):
    good = "“It is late,” she said.\r\n\r\n\tRain 🌧️ fell.  "
    part = ingest(tmp_path, [{"title": "Â£5 &amp; more", "text": f"{good}{BODY} cafÃ©"}, {"text": good + BODY}])
    mended, untouched = (row["text"] for row in kept(part))
    assert mended == f"£5 & more\n\n{good}{BODY} café"
    assert untouched == good + BODY
    assert part.statistics["n_repaired"] == 1


PAGE = f"<p>The mayor #39;s ferry.</p><p>{BODY} <a href='x.htm'>AT&amp;amp;T</a></p>"


def test_markup_is_repaired_in_titles_and_texts_and_counted(tmp_path):
    rows = [{"title": "Ferry <b>...</b>", "text": PAGE}, {"title": "A < B", "text": BODY + " R&D"}, {"text": BODY}]
    part = ingest(tmp_path, [row | {"id": n} for n, row in enumerate(rows)])
    assert [row["text"] for row in kept(part)] == [
        f"Ferry ...\n\nThe mayor's ferry.\n\n{BODY} AT&T",
        f"A < B\n\n{BODY} R&D",
        BODY,
    ]
    assert (part.statistics["n_markup_repaired"], part.statistics["n_repaired"]) == (1, 0)


def test_markup_is_kept_on_request(tmp_path):
    part = ingest(tmp_path, [{"text": PAGE}], markup="keep", repair=False)
    assert [row["text"] for row in kept(part)] == [PAGE]
    assert part.statistics["n_markup_repaired"] == 0


def test_the_language_is_that_of_the_text_without_markup(tmp_path):
    tags = 30 * '<div class="main article content with the latest news of the day"><!-- begin of the article -->'
    part = ingest(tmp_path, [{"text": tags + GERMAN + 30 * "</div>"}, {"text": tags + BODY}], markup="keep")
    assert [row["text"] for row in kept(part)] == [tags + BODY]
    assert [(row["reason"], row["detail"][:2]) for row in rejects(part)] == [("wrong_language", "de")]


@pytest.mark.parametrize(
    ("row", "markup", "detail"),
    [
        ({"text": f"Rain #39;s back. {BODY}"}, "reject", f"#39;s back. {BODY}"[:60]),
        ({"title": "Rain <b>", "text": BODY}, "reject", "<b>"),
        ({"text": f"{BODY} <!-- an ad\n\nthat never ends"}, "reject", "<!-- an ad\\n\\nthat never ends"),
        ({"text": f"{BODY} <!-- an ad\n\nthat never ends"}, "repair", "<!-- an ad\\n\\nthat never ends"),
    ],
)
def test_markup_is_rejected(tmp_path, row, markup, detail):
    part = ingest(tmp_path, [article(0), row, article(1)], markup=markup)
    assert [row["article_id"] for row in kept(part)] == ["story-0", "story-1"]
    assert [(row["reason"], row["detail"]) for row in rejects(part)] == [("markup", detail)]
    assert part.statistics["n_markup_repaired"] == 0


def test_repair_and_boilerplate_removal_can_be_turned_off(tmp_path):
    text = f"Â£5\nAdvertisement\n{BODY}"
    part = ingest(tmp_path, [{"text": text}], repair=False, drop_boilerplate=False)
    assert kept(part)[0]["text"] == text
    assert part.statistics["n_repaired"] == part.statistics["n_boilerplate_lines"] == 0


@pytest.mark.parametrize("space", ["\u00a0", "&nbsp;", "\u2009", "\u202f", "\u2028", "\x0b", "\x85"])
def test_any_white_space_parts_words(tmp_path, space):
    part = ingest(tmp_path, [{"text": BODY.replace(" ", space)}, {"text": BODY}])
    assert part.rejected == {}
    plain, spaced = (len(find_tokens(text)) for text in (BODY, kept(part)[0]["text"]))
    assert plain == spaced
    assert part.statistics["n_words"] == 2 * plain


def test_words_are_counted_as_the_engine_counts_them(tmp_path):
    text = f"Well-known, 38-ye\u200bar-old, in\u00advest. {BODY}"
    n_words = len(find_tokens(text))
    assert ingest(tmp_path, [{"text": text}], min_words=n_words, max_words=n_words).n_rows == 1
    assert ingest(tmp_path, [{"text": text}], min_words=n_words + 1).rejected == {"too_short": 1}
    assert ingest(tmp_path, [{"text": text}], max_words=n_words - 1).rejected == {"too_long": 1}


def test_sentences_stay_apart_where_control_characters_go(tmp_path):
    (row,) = kept(
        ingest(tmp_path, [{"title": "Rain\x0bstorm", "text": f"{BODY}\x0bIt\x19s over.\x00The end.\x1cMore."}])
    )
    assert row["text"] == f"Rain storm\n\n{BODY}\nIt\u2019s over. The end.\nMore."


def test_boilerplate_is_dropped_and_counted(tmp_path):
    part = ingest(tmp_path, [{"text": f"Advertisement\n\n{BODY}\n\nRead more: Another story\n"}])
    assert kept(part)[0]["text"] == BODY
    assert part.statistics["n_boilerplate_lines"] == 2


def test_words_and_bytes_are_counted(tmp_path):
    part = ingest(tmp_path, [article(n) for n in range(5)] + [{"text": "too short"}])
    texts = [row["text"] for row in kept(part)]
    assert part.statistics["n_words"] == sum(len(text.split()) for text in texts)
    assert part.statistics["n_bytes"] == sum(len(text.encode()) for text in texts)


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


def test_a_text_may_be_a_list_of_paragraphs(tmp_path):
    (row,) = kept(ingest(tmp_path, [{"text": [BODY, "Rain fell."]}]))
    assert row["text"] == f"{BODY}\n\nRain fell."


def test_a_column_can_be_switched_off(tmp_path):
    (row,) = kept(ingest(tmp_path, [article(0) | {"source": "Herald"}], columns={"id": None, "source": None}))
    assert (len(row["article_id"]), row["source"]) == (32, None)


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


def test_a_mixed_folder_makes_one_part(tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.txt").write_text(article(0)["text"])
    write_news(folder / "b.jsonl", 2, start=1)
    pq.write_table(pa.Table.from_pylist([article(3)]), folder / "c.parquet")
    part = ingest_file(folder)
    assert [row["article_id"] for row in kept(part)][1:] == ["story-1", "story-2", "story-3"]
    assert [row["text"].rpartition("\n\n")[2] for row in kept(part)] == [article(n)["text"] for n in range(4)]


@pytest.mark.parametrize(
    ("content", "text", "headline"),
    [
        (f"Rain on the hills\n\n{BODY}\n", f"Rain on the hills\n\n{BODY}", "Rain on the hills"),
        (f"\ufeffRain on the hills \r\n\r\n\r\n{BODY}", f"Rain on the hills\n\n{BODY}", "Rain on the hills"),
        (f"Rain on the hills\n\nRAIN ON THE HILLS.\n{BODY}", f"Rain on the hills\n\n{BODY}", "Rain on the hills"),
        (f"Rain on the hills\n{BODY}", f"Rain on the hills\n{BODY}", ""),
    ],
)
def test_the_headline_of_a_text_file_is_that_of_spindle_spin(tmp_path, content, text, headline):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_bytes(content.encode())
    (row,) = kept(ingest_file(tmp_path / "news"))
    assert row["text"] == text
    assert text[: row["headline_length"]] == headline
    assert find_headlines(pa.array([row["text"]])).to_pylist() == [row["headline_length"]]


@pytest.mark.parametrize("first", ["Rain on the hills", "RAIN ON  THE HILLS.", "Rain&nbsp;on the hills"])
def test_a_title_that_the_text_repeats_stands_once(tmp_path, first):
    (row,) = kept(ingest(tmp_path, [{"title": "Rain on the hills", "text": f"{first}\n{BODY}"}]))
    assert row["text"] == f"Rain on the hills\n\n{BODY}"


def test_a_text_that_is_its_title_stands_once(tmp_path):
    (row,) = kept(ingest(tmp_path, [{"title": BODY, "text": BODY}]))
    assert (row["text"], row["headline_length"]) == (BODY, 0)


def test_columns_of_folders_reach_json_lines_that_have_none(tmp_path):
    folder = tmp_path / "news" / "source=the%20wire" / "lang=en"
    folder.mkdir(parents=True)
    rows = [article(0), {**article(1), "source": "bbc"}, {**article(2), "source": None}]
    (folder / "a.jsonl").write_text("\n".join([*map(json.dumps, rows), "no object"]))
    part = ingest_file(tmp_path / "news")
    assert [row["source"] for row in kept(part)] == ["the wire", "bbc", "the wire"]
    assert part.rejected == {"broken_json": 1}


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


def test_columns_of_other_names(tmp_path):
    part = ingest(tmp_path, [{"guid": 5, "body": BODY, "text": "other"}], columns={"id": "guid", "text": "body"})
    assert [(row["article_id"], row["text"]) for row in kept(part)] == [("5", BODY)]


def test_an_unknown_column_is_rejected():
    with pytest.raises(ConfigError, match="'titel' is not ours: did you mean 'title'"):
        config_of("news.jsonl", "out", columns={"titel": "headline"})


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
