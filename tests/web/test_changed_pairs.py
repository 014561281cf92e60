import pyarrow.parquet as pq
import pytest
from release.by_hand import make_pair, write_release

from pipelines.release.comparison.compare import find_all_differences
from pipelines.release.comparison.places import ADDED, CHANGED, REMOVED
from pipelines.web.changed_pairs import SHOWN, page_numbers, show_pairs, take_rows

SPLITS = ("train", "validation", "test")


@pytest.fixture
def differences(tmp_path):
    before = [make_pair(number, split=SPLITS[number % 3]) for number in range(60)]
    after = [make_pair(number, split=SPLITS[number % 3], spin=number % 2) for number in range(10, 75)]
    return find_all_differences(write_release(tmp_path, before), write_release(tmp_path, after, number=2))[1]


@pytest.mark.parametrize(("kind", "count"), [(CHANGED, 25), (ADDED, 15), (REMOVED, 10)])
def test_all_pages_together_show_every_pair_once(differences, kind, count):
    pages = [show_pairs(differences, kind, number) for number in range(-(-count // SHOWN))]
    assert [len(page) for page in pages[:-1]] == [SHOWN] * (len(pages) - 1)
    assert len({pair.row["pair_id"] for page in pages for pair in page}) == count
    assert show_pairs(differences, kind, len(pages)) == []


def test_a_changed_pair_is_shown_with_both_texts_and_the_fields_that_differ(differences):
    pair = show_pairs(differences, CHANGED, 0)[0]
    assert pair.reason == "with another spun text"
    assert [piece.text for piece in pair.diff.before if piece.differs] == ["authorities"]
    assert [piece.text for piece in pair.diff.after if piece.differs] == ["assembly"]
    assert "split" not in [name for name, _, _ in pair.fields]


def test_rows_are_those_at_the_places_in_their_order(differences):
    places, files = differences.added, differences.after_files
    slow = [
        pq.read_table(files[file].path).slice(row, 1).to_pylist()[0]["pair_id"]
        for file, row in zip(places.files.tolist(), places.rows.tolist(), strict=True)
    ]
    assert [row["pair_id"] for row in take_rows(places, files)] == slow
    assert [row["pair_id"] for row in take_rows(places.take(slice(None, None, -1)), files)] == slow[::-1]


def test_pages_of_pairs_count_the_files_split_by_split(differences):
    files = differences.after_files
    order = sorted(range(len(files)), key=lambda number: (SPLITS.index(files[number].split), number))
    assert [page_numbers(files)[file] for file in order] == list(range(len(files)))
