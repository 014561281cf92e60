from dataclasses import replace

import pytest
from browse.shelves import write_shelf

from pipelines.browse import columns
from pipelines.browse.damage import DamagedFileError
from pipelines.browse.figures import read_figures
from pipelines.errors import StorageError
from pipelines.release.comparison import digests

COLUMNS = ["profile", "source", "published_at", "swap_rate", "n_words"]


@pytest.fixture
def shelf(tmp_path):
    return write_shelf(tmp_path)[0]


@pytest.mark.parametrize(("first", "end"), [(0, 50), (0, 7), (6, 8), (49, 50)])
def test_figures_are_those_of_the_rows(tmp_path, first, end):
    shelf, everything = write_shelf(tmp_path)
    rows = [row for _, file, _, row in everything if file == 0][first:end]
    for one in (shelf, replace(shelf, digests=[None] * 3)):
        found = read_figures(one, 0, first, end, COLUMNS).to_pylist()
        found = [row | {"source": row["source"] or None} for row in found]  # a digest knows no null
        assert found == [{name: row[name] for name in COLUMNS} for row in rows]


def test_a_file_with_a_digest_is_not_opened(shelf, monkeypatch):
    monkeypatch.setattr(columns, "open_file", lambda *_: pytest.fail("it was opened"))
    assert len(read_figures(shelf, 0, 10, 20, COLUMNS)) == 10


def test_a_digest_by_another_rule_is_not_read(shelf, monkeypatch):
    expected = read_figures(replace(shelf, digests=[None] * 3), 2, 10, 20, COLUMNS)
    monkeypatch.setattr(digests, "RULE_NUMBER", b"0")
    assert read_figures(shelf, 2, 10, 20, COLUMNS).equals(expected)


def test_a_digest_with_other_rows_is_refused(shelf):
    shelf.digests[0] = shelf.digests[2]
    with pytest.raises(StorageError, match=r"expected 50 pairs .*, got 33"):
        read_figures(shelf, 0, 0, 5, ["swap_rate"])


def test_a_damaged_digest_is_named(shelf):
    shelf.digests[0].write_bytes(shelf.digests[0].read_bytes()[:200])
    with pytest.raises(DamagedFileError, match=r"train\.digest"):
        read_figures(shelf, 0, 0, 5, ["swap_rate"])
