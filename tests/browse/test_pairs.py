from dataclasses import replace

import pytest
from browse.shelves import is_wanted, write_shelf

from pipelines.browse import paging, pairs
from pipelines.browse.match import Wanted
from pipelines.browse.paging import Position
from pipelines.browse.pairs import find_pairs

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
]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(pairs, "PAGE_ROWS", 4)
    monkeypatch.setattr(pairs, "SECONDS", 60.0)


def go_through(shelf, wanted, *, split=None, back=False):
    """All pages from one end to the other: the rows of each, as (file, row)."""
    place, found = None, []
    while True:
        page = find_pairs(shelf, wanted, place=place, split=split, back=back)
        assert page.table is None or page.table["clean"].to_pylist()
        found.append([(place.file, place.row) for place in page.places])
        place = page.start if back else page.end
        if place == (shelf.begin(split) if back else shelf.end(split)):
            return found


@pytest.mark.parametrize("index", [True, False], ids=["index", "scan"])
@pytest.mark.parametrize("back", [False, True], ids=["on", "back"])
@pytest.mark.parametrize("split", [None, "train", "test"])
@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_pages_have_what_the_slow_search_finds(tmp_path, wanted, split, back, index):
    shelf, everything = write_shelf(tmp_path, index=index)
    expected = [(f, r) for s, f, r, row in everything if split in {None, s} and is_wanted(row, wanted)]
    pages = go_through(shelf, wanted, split=split, back=back)
    assert [place for page in (reversed(pages) if back else pages) for place in page] == expected
    assert all(len(page) == 4 for page in pages[:-1])


@pytest.mark.parametrize("wanted", WANTED[:6], ids=str)
def test_back_from_a_page_is_the_page_before(tmp_path, wanted):
    shelf, _ = write_shelf(tmp_path)
    first = find_pairs(shelf, wanted, place=None)
    second = find_pairs(shelf, wanted, place=first.end)
    again = find_pairs(shelf, wanted, place=second.start, back=True)
    assert (again.places, again.end) == (first.places, second.start)
    assert again.table.equals(first.table)


def test_a_page_shows_the_rows_of_its_places(tmp_path):
    shelf, everything = write_shelf(tmp_path)
    rows = {(f, r): row for _, f, r, row in everything}
    page = find_pairs(shelf, Wanted(word="rain"), place=Position(0, 40))
    assert page.table.to_pylist() == [rows[place.file, place.row] for place in page.places]


def count_reads(monkeypatch):
    read, opened = [], paging.read_rows
    monkeypatch.setattr(
        paging, "read_rows", lambda file, group, rows: (read.append(group), opened(file, group, rows))[1]
    )
    return read


def test_a_page_by_position_reads_the_one_row_group_it_is_in(tmp_path, monkeypatch):
    shelf, _ = write_shelf(tmp_path)
    read = count_reads(monkeypatch)
    find_pairs(shelf, Wanted(), place=Position(0, 36))
    assert read == [5]


def test_the_index_keeps_files_closed_that_have_no_such_word(tmp_path, monkeypatch):
    shelf, _ = write_shelf(tmp_path)
    opened = []
    monkeypatch.setattr(paging, "open_file", lambda *arguments: opened.append(arguments))
    page = find_pairs(shelf, Wanted(word="nowhere"), place=None)
    assert (page.places, page.end, opened) == ([], shelf.end(None), [])
    # Without the index they are all looked through.
    with pytest.raises(AttributeError):
        find_pairs(replace(shelf, indexes=[None] * 3), Wanted(word="nowhere"), place=None)


@pytest.mark.parametrize("back", [False, True])
def test_a_search_without_time_goes_on_step_by_step_and_finds_the_same(tmp_path, monkeypatch, back):
    shelf, everything = write_shelf(tmp_path, index=False)
    monkeypatch.setattr(pairs, "SECONDS", 0.0)
    wanted = Wanted(kind="homograph", word="council")
    pages = go_through(shelf, wanted, back=back)
    assert len(pages) == 8 + 1 + 5  # row groups
    expected = [(f, r) for _, f, r, row in everything if is_wanted(row, wanted)]
    assert sorted(place for page in pages for place in page) == expected
    assert expected


def test_places_out_of_a_split_are_moved_into_it(tmp_path):
    shelf, _ = write_shelf(tmp_path)
    assert find_pairs(shelf, Wanted(), place=Position(0, 0), split="test").places[0] == Position(2, 0)
    page = find_pairs(shelf, Wanted(), place=Position(2, 5), split="train")
    assert (page.places, page.start, page.end) == ([], Position(2, 0), Position(2, 0))
