import pytest
from browse.shelves import is_wanted, write_shelf

from pipelines.browse import search
from pipelines.browse.match import Wanted
from pipelines.browse.paging import Position
from pipelines.browse.search import Search

NOW, LATER = 0.0, 1e9


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(search, "BLOCK_ROWS", 10)


@pytest.fixture
def shelf(tmp_path):
    return write_shelf(tmp_path, files=(("train", 200), ("train", 3), ("test", 95)))


def true_total(everything, wanted, split=None):
    return sum(split in {None, s} and is_wanted(row, wanted) for s, _, _, row in everything)


@pytest.mark.parametrize("split", [None, "train", "test"])
@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(profile="light"), Wanted(text="rain"), Wanted(word="nowhere")], ids=str
)
def test_a_total_is_exact_when_everything_is_searched(shelf, wanted, split):
    files, everything = shelf
    total = Search(files, wanted).count(split, LATER)
    assert (total.number, total.is_exact) == (true_total(everything, wanted, split), True)


def test_a_total_is_an_estimate_before_and_comes_near(shelf):
    files, everything = shelf
    wanted = Wanted(profile="light")
    found, totals = Search(files, wanted), []
    for _ in range(100):
        totals.append(found.count(None, NOW))
        if totals[-1].is_exact:
            break
        found.look_into(len(totals))  # as a page does that comes this far
    truth = true_total(everything, wanted)
    assert totals[-1].number == truth
    assert not totals[0].is_exact
    assert 0 < totals[0].sample <= totals[0].share < 1
    assert all(total.found <= truth for total in totals)
    assert all(total.number >= total.found for total in totals)
    half = next(total for total in totals if total.share > 0.5)
    assert abs(half.number - truth) < truth / 3


def test_an_estimate_does_not_count_the_blocks_that_a_page_looked_into(shelf):
    """The first pairs may differ from the rest: here only they match."""
    files, _ = shelf
    found = Search(files, Wanted(text="0" * 32))
    found.known.update({0: search.NOTHING, 1: search.NOTHING})
    before = Search(files, Wanted(text="0" * 32)).count(None, NOW)
    assert found.count(None, NOW).sample == before.sample


def test_the_rank_of_a_pair_is_known_when_all_before_it_is_searched(shelf):
    files, everything = shelf
    wanted = Wanted(kind="phrase")
    matches = [Position(f, r) for _, f, r, row in everything if is_wanted(row, wanted)]
    found = Search(files, wanted)
    assert found.rank(matches[40], None) is None
    found.count(None, LATER)
    assert [found.rank(place, None) for place in matches] == list(range(len(matches)))
    tests = [place for place in matches if place.file == 2]
    assert [found.rank(place, "test") for place in tests] == list(range(len(tests)))


def test_a_block_is_searched_once(shelf, monkeypatch):
    files, _ = shelf
    found = Search(files, Wanted(text="rain"))
    found.count(None, LATER)
    monkeypatch.setattr(search, "read_columns", lambda *_: pytest.fail("it was searched before"))
    assert found.count(None, LATER).is_exact
