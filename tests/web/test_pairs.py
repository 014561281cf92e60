import io
import json
import re

import pyarrow.parquet as pq
import pytest
from corpus import make_config, make_corpus
from pairs import NEWS, make_pairs
from published import publish
from release.former import publish_former
from web.scripts import foreign_scripts

from pipelines.browse import pairs as browse
from pipelines.web import pairs as pages


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    monkeypatch.setattr(browse, "SECONDS", 60.0)


@pytest.fixture
def many(root):
    """A release of 48 pairs in four files."""
    config = make_config(root)
    texts = [f"{text} Part 0." for text in NEWS]
    rows = make_pairs(texts * 12, variant=[i // 4 for i in range(48)], profile=["autoblog", "light"] * 24)
    release = publish(root, corpora=[make_corpus(config, pairs=rows)])
    return f"/spindle/corpora/corpora/{release.dataset}/{release.version}/pairs"


def numbers(answer):
    assert answer.status_code == 200, answer.text
    return [int(number) for number in re.findall(r">pair ([\d,]+)</a>", answer.text)]


def ways(answer):
    return {rel: href.replace("&amp;", "&") for rel, href in re.findall(r'<a rel="(\w+)" href="([^"]+)"', answer.text)}


def test_paging_works_forwards_and_backwards(reader, many, monkeypatch):
    monkeypatch.setattr(browse, "PAGE_ROWS", 20)
    first = reader.get(many)
    second = reader.get(ways(first)["next"])
    third = reader.get(ways(second)["next"])
    assert [numbers(page) for page in (first, second, third)] == [
        list(range(1, 21)),
        list(range(21, 41)),
        list(range(41, 49)),
    ]
    assert numbers(reader.get(ways(second)["prev"])) == numbers(first)
    assert "next" not in ways(third)
    assert "prev" not in ways(first)
    assert numbers(reader.get(f"{many}?back=1")) == list(range(29, 49))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("split=test", 12),
        ("profile=light&split=validation", 12),
        ("profile=autoblog&split=validation", 0),
        ("word=authorities", 12),
        ("word=CLIMBED", 12),
        ("word=brand+new&split=train", 12),
        ("word=nowhere", 0),
        ("kind=word&origin=moby&split=test&word=", 12),
        ("kind=entity", 0),
        ("text=bridge+over+the+RIVER", 12),
        ("text=link+over", 12),
        ("text=zebra", 0),
        ("text=coast&profile=light&split=train", 0),
        ("source=Test+Wire&split=test", 12),
        ("source=Other", 0),
        ("since=2026-01-01", 0),
        ("rate_from=10&rate_to=90.5&words_from=1&words_to=500&split=test", 12),
        ("rate_to=0", 0),
        ("words_from=100000", 0),
        ("split=&profile=&kind=&origin=&word=", 20),
    ],
)
def test_filters_show_only_matching_pairs(reader, many, query, expected):
    assert len(numbers(reader.get(f"{many}?{query}"))) == expected


def test_filters_are_kept_on_further_pages(reader, many, monkeypatch):
    monkeypatch.setattr(browse, "PAGE_ROWS", 5)
    page, seen = reader.get(f"{many}?word=link&profile=autoblog"), []
    while "next" in ways(page):
        seen += numbers(page)
        page = reader.get(ways(page)["next"])
        assert '<option selected value="autoblog">' in page.text
        assert 'value="link"' in page.text
    assert len(seen + numbers(page)) == 12


def test_a_long_search_continues_by_itself(reader, many, monkeypatch):
    monkeypatch.setattr(browse, "SECONDS", 0.0)
    monkeypatch.setattr(pages, "COUNT_SECONDS", 0.0)
    page = reader.get(f"{many}?word=requested")
    assert numbers(page) == []
    (onward,) = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.text)
    assert re.search(r"Searched \d+\.\d% of 48 pairs", page.text)
    for _ in range(5):
        page = reader.get(onward.replace("&amp;", "&"))
        if numbers(page):
            break
        (onward,) = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.text)
    assert len(numbers(page)) == 12
    assert "refresh" not in page.text


def test_the_rate_is_said_to_be_of_words_since_a_swap_may_cover_several(reader, many):
    about = re.sub(r"\s+", " ", reader.get(f"{many}/0/0").text)
    assert re.search(r"<b>autoblog</b> \d+ swaps? replaced \d+\.\d% of \d+ words \(asked ", about)


def test_edits_are_coloured_and_named(reader, many):
    text = reader.get(f"{many}?word=authorities").text
    assert re.search(r'<ins class="k-word" title="was “council”: word, moby"><mark>authorities</mark></ins>', text)
    assert re.search(r'<span class="found"><del class="k-word">council</del> → <ins class="k-word">authorities', text)


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("split=elsewhere", 422, "<b>Split</b>: expected one of train, validation, test"),
        ("kind=noun", 422, "<b>Kind of edit</b>: expected one of"),
        ("profile=nobody", 422, "<b>Profile</b>: expected one of autoblog, light"),
        ("word=%26%26", 422, "a word with letters or digits"),
        ("word=" + "x" * 101, 422, "word"),
        ("file=-1", 422, "file"),
        ("file=0&row=x", 422, "row"),
        ("file=0&row=25", 404, ""),
        ("file=4&row=0", 404, ""),
        ("back=perhaps", 422, "back"),
        ("rate_from=nan", 422, "rate_from"),
        ("rate_from=101", 422, "rate_from"),
        ("since=yesterday", 422, "since"),
        ("since=99999-01-01", 422, "since"),
        ("sort=clean", 422, "sort"),
        ("text=%00", 422, "text"),
        ("text=" + "x" * 201, 422, "text"),
        ("words_to=99999999999999", 422, "words_to"),
        ("words_from=9&words_to=8", 422, "<b>Length in words to</b>: expected 9 or more, where the range begins"),
        ("rate_from=30&rate_to=10", 422, "<b>Words swapped, % to</b>: expected 30.0 or more"),
        ("since=2026-05-01&until=2026-01-01", 422, "<b>Published to</b>: expected 2026-05-01 or more"),
    ],
)
def test_wrong_parameters_are_rejected(reader, many, query, status, says):
    answer = reader.get(f"{many}?{query}")
    assert (answer.status_code, says in answer.text) == (status, True)


@pytest.mark.parametrize("text", [".*", "?", "🦀", "x" * 201])
def test_a_search_that_cannot_be_made_keeps_the_form(reader, many, text):
    answer = reader.get(many, params={"text": text, "split": "test", "rate_from": "5"})
    assert answer.status_code == 422
    assert f'name="text" placeholder="words of either text, an id or an address" value="{text[:200]}"' in (answer.text)
    assert '<option selected value="test">' in answer.text
    assert 'name="rate_from" placeholder="0" value="5.0"' in answer.text
    assert "Nothing was searched for." in answer.text
    assert "Value error" not in answer.text


def test_blank_entries_are_no_filters(reader, many):
    assert len(numbers(reader.get(f"{many}?text=%20&word=&rate_from=&row=&back=&whole=&count=&at="))) == 20


def test_text_is_escaped(reader, root):
    config = make_config(root)
    texts = [f"{text} Part 0." for text in NEWS]
    rows = make_pairs([f"<script>alert(1)</script> {texts[0]}", *texts[1:]], source='"><script>alert(2)</script>')
    edits = rows["edits"].to_pylist()
    for edit in (edit for row in edits for edit in row):
        edit |= {"kind": '"><img src=x>', "origin": "<b>moby</b>"}
    rows = rows.set_column(rows.column_names.index("edits"), "edits", [edits]).cast(rows.schema)
    release = publish(root, corpora=[make_corpus(config, pairs=rows)])
    page = f"/spindle/corpora/corpora/{release.dataset}/{release.version}/pairs"
    for text in (reader.get(f"{page}?word=link").text, reader.get(f"{page}/0/0").text):
        assert "&lt;script&gt;alert(1)" in text
        assert foreign_scripts(text) == []
        for tag in ("<img", "<b>moby"):
            assert tag not in text


def test_a_file_outside_the_release_is_not_found(reader, many, root, tmp_path):
    (folder,) = (root / "tiny").glob("2*")
    path = folder / "data" / "test" / "part-00000.parquet"
    path.rename(tmp_path / "elsewhere.parquet")
    path.symlink_to(tmp_path / "elsewhere.parquet")
    assert reader.get(many).status_code == 404


STEPS = ["data/test/part-00000.parquet", "data/test", "data"]


@pytest.mark.parametrize(("step", "is_missing"), [(step, is_missing) for step in STEPS for is_missing in (True, False)])
def test_a_file_that_leads_outside_after_a_page_was_shown_is_not_found(reader, many, tmp_path, step, is_missing):
    (folder,) = tmp_path.glob("*/tiny/2*")
    if is_missing:
        (folder / step).rename(tmp_path / "elsewhere")
    assert reader.get(f"{many}?split=test").status_code == (409 if is_missing else 200)
    if not is_missing:
        (folder / step).rename(tmp_path / "elsewhere")
    (folder / step).symlink_to(tmp_path / "elsewhere")
    for page in (f"{many}?split=test", f"{many}/0/0", f"{many.removesuffix('/pairs')}/download?split=test"):
        assert reader.get(page).status_code == 404
    (folder / step).unlink()
    (tmp_path / "elsewhere").rename(folder / step)
    assert reader.get(f"{many}?split=test").status_code == 200


def test_a_release_of_format_1_is_browsed_by_the_origin_of_its_edits(reader, root):
    release = publish_former(root)
    page = f"/spindle/corpora/corpora/{release.dataset}/{release.version}"
    answer = reader.get(f"{page}/pairs?origin=moby&split=test_unseen")
    assert len(numbers(answer)) == 3
    assert "moby" in answer.text
    one = reader.get(f"{page}/pairs/0/0")
    assert one.status_code == 200
    assert "<td>moby</td>" in one.text
    assert reader.get(page).status_code == 200


def test_what_was_searched_for_is_marked_in_both_texts(reader, many):
    text = reader.get(f"{many}?text=heavy+rain").text
    assert "<mark>Heavy </mark>" in text
    assert re.search(r'<del class="k-word"[^>]*><mark>rain</mark></del>', text)
    word = reader.get(f"{many}?word=climbed").text
    assert re.search(r'<del class="k-word"[^>]*><mark>rose</mark></del>', word)
    assert re.search(r'<ins class="k-word"[^>]*><mark>climbed', word)
    assert "<mark>" not in reader.get(many).text


def rates(answer):
    return [float(rate) for rate in re.findall(r"replaced ([\d.]+)%", answer.text)]


def test_pairs_are_sorted_by_rate_over_all_pages(reader, many, monkeypatch):
    monkeypatch.setattr(browse, "PAGE_ROWS", 20)
    monkeypatch.setattr(pages, "PAGE_ROWS", 20)
    page, seen, found = reader.get(f"{many}?sort=-rate"), [], []
    while True:
        seen, found = seen + rates(page), found + numbers(page)
        if "next" not in ways(page):
            break
        page = reader.get(ways(page)["next"])
    assert seen == sorted(seen, reverse=True)
    assert sorted(found) == list(range(1, 49))
    assert len(set(seen)) > 1
    assert rates(reader.get(f"{many}?sort=rate")) == sorted(seen)[:20]
    assert "41 to 48 of 48 pairs found by swap rate" in page.text


def test_the_total_is_exact_or_an_estimate_that_says_so(reader, many, monkeypatch):
    assert "1 to 12 of 12 pairs found" in reader.get(f"{many}?word=authorities").text
    monkeypatch.setattr(browse, "SECONDS", 0.0)
    monkeypatch.setattr(pages, "COUNT_SECONDS", 0.0)
    monkeypatch.setattr(pages, "COUNT_ALL_SECONDS", 0.0)
    page = f"{many}?word=requested&profile=light"
    first = reader.get(page)
    assert re.search(r"estimated from|no pair found yet", first.text)
    (count,) = re.findall(r'<a href="([^"]+)">count them all</a>', first.text)
    for _ in range(6):
        counted = reader.get(count.replace("&amp;", "&"))
        if "found" in counted.text and "counting" not in counted.text:
            break
    assert re.search(r"\b0 pairs found|\b\d+ pairs found", counted.text)


def test_long_articles_are_folded_until_all_is_asked_for(reader, root):
    config = make_config(root)
    far = "Nobody had anything to say about that. " * 40
    texts = [f"{text} Part 0. {far}Zebras ran." for text in NEWS]
    release = publish(root, corpora=[make_corpus(config, pairs=make_pairs(texts))])
    page = f"/spindle/corpora/corpora/{release.dataset}/{release.version}/pairs"
    folded, whole = reader.get(page).text, reader.get(f"{page}?whole=1").text
    assert re.search(r"\[… 1,\d{3} characters …\]", folded)
    assert "characters …]" not in whole
    assert folded.count("anything to say") < whole.count("anything to say") / 4
    (show_all,) = set(re.findall(r'<a href="([^"]+/0/0\?whole=1)">Show all</a>', folded))
    assert "characters …]" not in reader.get(show_all).text
    assert "characters …]" in reader.get(f"{page}/0/0").text
    # A word in a folded stretch is shown with its surroundings.
    assert "<mark>Zebras</mark>" in reader.get(f"{page}?text=zebras").text


def test_filtered_rows_are_downloaded_whole(reader, many):
    links = re.findall(r'<a href="([^"]+)" download>', reader.get(f"{many}?word=authorities&profile=autoblog").text)
    parquet, lines = (reader.get(link.replace("&amp;", "&")) for link in links)
    table = pq.read_table(io.BytesIO(parquet.content))
    assert (len(table), set(table["profile"].to_pylist())) == (12, {"autoblog"})
    rows = [json.loads(line) for line in lines.text.splitlines()]
    assert [row["pair_id"] for row in rows] == table["pair_id"].to_pylist()
    assert parquet.headers["content-type"] == "application/vnd.apache.parquet"
    assert re.fullmatch(
        r'attachment; filename="tiny-\d{8}T\d{6}Z-[0-9a-f]{12}-pairs.parquet"', parquet.headers["content-disposition"]
    )
    assert reader.get(f"{many}".removesuffix("pairs") + "download?form=exe").status_code == 422
