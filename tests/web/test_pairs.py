import re

import pytest
from corpus import make_config, make_corpus
from pairs import NEWS, make_pairs
from published import publish
from release.former import publish_former
from web.scripts import foreign_scripts

from pipelines.browse import pairs as browse


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
    monkeypatch.setattr(browse, "_candidates", lambda *_: None)
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


def test_edits_are_coloured_and_named(reader, many):
    text = reader.get(f"{many}?word=authorities").text
    assert re.search(r'<ins class="k-word" title="was “council”: word, moby">authorities</ins>', text)
    assert re.search(r'<span class="found"><del class="k-word">council</del> → <ins class="k-word">authorities', text)


def test_a_single_pair_is_shown_in_full_with_its_fields(reader, many):
    page = reader.get(f"{many}/0/3")
    assert page.status_code == 200
    assert "<h1>Pair 4 of tiny</h1>" in page.text
    assert "<dt>asked_rate</dt>" in page.text
    assert "<td>moby</td>" in page.text


@pytest.mark.parametrize("place", ["0/24", "9/0", "-1/0", "0/-1", "x/0", "0/x", "0/99999999999999999999", "0/१"])
def test_a_missing_pair_is_not_found(reader, many, place):
    assert reader.get(f"{many}/{place}").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("split=elsewhere", 422, "split: expected one of train, validation, test"),
        ("kind=noun", 422, "kind: expected one of"),
        ("profile=nobody", 422, "profile: expected one of autoblog, light"),
        ("word=%26%26", 422, "a word with letters or digits"),
        ("word=" + "x" * 101, 422, "word"),
        ("file=-1", 422, "file"),
        ("file=0&row=x", 422, "row"),
        ("file=0&row=25", 404, ""),
        ("file=4&row=0", 404, ""),
        ("back=perhaps", 422, "back"),
    ],
)
def test_wrong_parameters_are_rejected(reader, many, query, status, says):
    answer = reader.get(f"{many}?{query}")
    assert (answer.status_code, says in answer.text) == (status, True)


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
