from dataclasses import replace
from datetime import date

import pytest
from browse.shelves import GIVEN_IDS, is_wanted, write_shelf

from pipelines.browse import columns, pairs, search
from pipelines.browse.match import Wanted
from pipelines.browse.paging import Position
from pipelines.browse.pairs import find_pairs, rank_pairs
from pipelines.browse.search import Search

IDS = [form.format(7 + number) for number, form in GIVEN_IDS.items()]
WANTED = [
    Wanted(),
    Wanted(profile="light"),
    Wanted(kind="phrase"),
    Wanted(origin="wordnet"),
    Wanted(word="rain"),
    Wanted(word="BRAND new"),
    Wanted(word="won't"),
    Wanted(word="ÉVORA"),
    Wanted(profile="autoblog", kind="homograph", origin="moby", word="bridge"),
    Wanted(word="nowhere"),
    Wanted(kind="entity"),
    Wanted(source="Wire"),
    Wanted(since=date(2026, 1, 5), until=date(2026, 1, 20)),
    Wanted(until=date(2026, 1, 9), source="Post"),
    Wanted(since=date.min, until=date.max),
    Wanted(least_rate=0.2, most_rate=0.5),
    Wanted(least_words=3, most_words=4),
    Wanted(most_words=0),
    Wanted(text="heavy RAIN"),
    Wanted(text="évora"),
    Wanted(text="council bridge", profile="light"),
    Wanted(text="rai"),
    Wanted(text="0" * 32),
    *(Wanted(**{name: given}) for given in IDS for name in ("article", "text")),
    *(Wanted(**{name: given.lower()}) for given in IDS[:1] for name in ("article", "text")),
    Wanted(text="https://wire.example/7"),
    Wanted(article=f" {IDS[0]}"),
    Wanted(article=IDS[0], profile="light", word="rain"),
    Wanted(text="new", word="new", least_words=2, since=date(2026, 1, 2), kind="word"),
]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(pairs, "PAGE_ROWS", 4)
    monkeypatch.setattr(pairs, "SECONDS", 60.0)
    monkeypatch.setattr(search, "BLOCK_ROWS", 10)


def go_through(shelf, wanted, *, split=None, back=False):
    """All pages from one end to the other: the rows of each, as (file, row)."""
    place, found = None, []
    while True:
        page = find_pairs(Search(shelf, wanted), place=place, split=split, back=back)
        assert page.table is None or page.table["clean"].to_pylist()
        found.append([(place.file, place.row) for place in page.places])
        place = page.start if back else page.end
        if place == (shelf.begin(split) if back else shelf.end(split)):
            return found


@pytest.mark.parametrize("index", [True, False], ids=["index", "scan"])
@pytest.mark.parametrize("split", [None, "train", "test"])
@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_pages_have_what_the_slow_search_finds(tmp_path, wanted, split, index):
    shelf, everything = write_shelf(tmp_path, index=index, digest=index)
    expected = [(f, r) for s, f, r, row in everything if split in {None, s} and is_wanted(row, wanted)]
    for back in (False, True):
        pages = go_through(shelf, wanted, split=split, back=back)
        assert [place for page in (reversed(pages) if back else pages) for place in page] == expected
        assert all(len(page) == 4 for page in pages[:-1])


def test_most_searches_find_something(tmp_path):
    """Else the test above would compare nothing with nothing."""
    _, everything = write_shelf(tmp_path)
    found = [sum(is_wanted(row, wanted) for *_, row in everything) for wanted in WANTED]
    assert sum(number > 0 for number in found) >= len(WANTED) - 10
    for given in IDS:
        assert found[WANTED.index(Wanted(article=given))] in {1, 2}
    assert all(0 < number < len(everything) for number in found[1:9])


def test_an_id_finds_a_pair_or_the_pairs_of_an_article(tmp_path):
    shelf, everything = write_shelf(tmp_path)
    *_, row = everything[60]
    for name in ("pair_id", "article_id"):
        page = find_pairs(Search(shelf, Wanted(text=f" {row[name].upper()}")), place=None)
        expected = [Position(f, r) for _, f, r, other in everything if other[name] == row[name]]
        assert page.places == expected[:4]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("wanted", [Wanted(), Wanted(text="rain"), Wanted(kind="phrase", profile="light")], ids=str)
@pytest.mark.parametrize("split", [None, "train"])
def test_pairs_by_swap_rate_are_sorted_as_python_sorts_them(tmp_path, wanted, split, descending):
    shelf, everything = write_shelf(tmp_path)
    found = Search(shelf, wanted)
    kept = [(row["swap_rate"], f, r) for s, f, r, row in everything if split in {None, s} and is_wanted(row, wanted)]
    expected = [Position(f, r) for _, f, r in sorted(kept, key=lambda each: -each[0] if descending else each[0])]
    ranked = []
    while len(ranked) < len(expected):
        page = rank_pairs(found, first=len(ranked), split=split, descending=descending)
        assert page.known == len(expected)
        rows = {(f, r): row for _, f, r, row in everything}
        assert page.table.to_pylist() == [rows[place.file, place.row] for place in page.places]
        ranked += page.places
    assert ranked == expected
    assert rank_pairs(found, first=len(ranked), split=split, descending=descending).places == []


def test_ranks_are_provisional_until_all_blocks_are_searched(tmp_path, monkeypatch):
    monkeypatch.setattr(pairs, "SECONDS", 0.0)
    shelf, _ = write_shelf(tmp_path)
    found, shares = Search(shelf, Wanted()), []
    while not shares or shares[-1] < 1:
        shares.append(rank_pairs(found, first=0).share)
        assert len(shares) < 20
    assert len(shares) > 3
    assert shares == sorted(shares)


@pytest.mark.parametrize("wanted", WANTED[:6], ids=str)
def test_back_from_a_page_is_the_page_before(tmp_path, wanted):
    shelf, _ = write_shelf(tmp_path)
    found = Search(shelf, wanted)
    first = find_pairs(found, place=None)
    second = find_pairs(found, place=first.end)
    again = find_pairs(found, place=second.start, back=True)
    assert (again.places, again.end) == (first.places, second.start)
    assert again.table.equals(first.table)


def test_a_page_shows_the_rows_of_its_places(tmp_path):
    shelf, everything = write_shelf(tmp_path)
    rows = {(f, r): row for _, f, r, row in everything}
    page = find_pairs(Search(shelf, Wanted(word="rain")), place=Position(0, 40))
    assert page.table.to_pylist() == [rows[place.file, place.row] for place in page.places]


def test_a_page_by_position_reads_the_one_row_group_it_is_in(tmp_path, monkeypatch):
    shelf, _ = write_shelf(tmp_path)
    read, really = [], pairs.read_rows
    monkeypatch.setattr(
        pairs, "read_rows", lambda file, group, rows: (read.append(group), really(file, group, rows))[1]
    )
    find_pairs(Search(shelf, Wanted()), place=Position(0, 36))
    assert read == [5]


def test_the_index_keeps_files_closed_that_have_no_such_word(tmp_path, monkeypatch):
    shelf, _ = write_shelf(tmp_path)
    opened = []
    monkeypatch.setattr(columns, "open_file", lambda *arguments: opened.append(arguments))
    page = find_pairs(Search(shelf, Wanted(word="nowhere")), place=None)
    assert (page.places, page.end, opened) == ([], shelf.end(None), [])
    # Without the index they are all looked through.
    with pytest.raises(AttributeError):
        find_pairs(Search(replace(shelf, indexes=[None] * 3), Wanted(word="nowhere")), place=None)


@pytest.mark.parametrize("back", [False, True])
def test_a_search_without_time_goes_on_step_by_step_and_finds_the_same(tmp_path, monkeypatch, back):
    shelf, everything = write_shelf(tmp_path, index=False)
    monkeypatch.setattr(pairs, "SECONDS", 0.0)
    wanted = Wanted(kind="homograph", word="council")
    pages = go_through(shelf, wanted, back=back)
    assert len(pages) == 5 + 1 + 4  # blocks
    expected = [(f, r) for _, f, r, row in everything if is_wanted(row, wanted)]
    assert sorted(place for page in pages for place in page) == expected
    assert expected


def test_places_out_of_a_split_are_moved_into_it(tmp_path):
    shelf, _ = write_shelf(tmp_path)
    everything = Search(shelf, Wanted())
    assert find_pairs(everything, place=Position(0, 0), split="test").places[0] == Position(2, 0)
    page = find_pairs(everything, place=Position(2, 5), split="train")
    assert (page.places, page.start, page.end) == ([], Position(2, 0), Position(2, 0))
