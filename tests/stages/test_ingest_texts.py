"""The texts of articles: repaired, without markup and boilerplate, with their headline once, and measured in words."""

import pytest
from articles import article
from reference.tokens import find_tokens
from stages.ingested import BODY, GERMAN, ingest, ingest_file, kept, rejects

from pipelines.text.headlines import find_headline


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


def test_a_text_may_be_a_list_of_paragraphs(tmp_path):
    (row,) = kept(ingest(tmp_path, [{"text": [BODY, "Rain fell."]}]))
    assert row["text"] == f"{BODY}\n\nRain fell."


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
    assert find_headline(row["text"]) == row["headline_length"]


@pytest.mark.parametrize("first", ["Rain on the hills", "RAIN ON  THE HILLS.", "Rain&nbsp;on the hills"])
def test_a_title_that_the_text_repeats_stands_once(tmp_path, first):
    (row,) = kept(ingest(tmp_path, [{"title": "Rain on the hills", "text": f"{first}\n{BODY}"}]))
    assert row["text"] == f"Rain on the hills\n\n{BODY}"


def test_a_text_that_is_its_title_stands_once(tmp_path):
    (row,) = kept(ingest(tmp_path, [{"title": BODY, "text": BODY}]))
    assert (row["text"], row["headline_length"]) == (BODY, 0)
