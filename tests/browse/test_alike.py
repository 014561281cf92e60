from collections import Counter
from math import log

import pytest
from browse.shelves import write_shelf

from pipelines.browse import alike
from pipelines.browse.alike import find_alike
from pipelines.browse.paging import Position


def swaps_of(row):
    return {(edit["original"].lower(), edit["replacement"].lower()) for edit in row["edits"]}


def slowly(everything, row):
    """One row at a time, over all rows."""
    others = [each for each in everything if each[3]["profile"] == row["profile"]]
    others = [each for each in others if each[3]["article_id"] != row["article_id"]]
    rows = Counter(swap for each in others for swap in swaps_of(each[3]) & swaps_of(row))
    scored = []
    for _, file, number, other in others:
        shared = swaps_of(other) & swaps_of(row)
        if shared:
            score = sum(log((len(everything) + 1) / rows[swap]) for swap in shared)
            away = abs(other["swap_rate"] - row["swap_rate"])
            scored.append((-round(score, 9), away, other["pair_id"], Position(file, number), shared))
    return sorted(scored)[: alike.SHOWN]


@pytest.mark.parametrize("index", [True, False], ids=["index", "without"])
def test_pairs_like_one_are_those_that_the_slow_search_finds(tmp_path, monkeypatch, index):
    monkeypatch.setattr(alike, "BLOCKS", 100)
    shelf, everything = write_shelf(tmp_path, files=(("train", 60),), index=index)
    for _, file, number, row in everything[::20]:
        found, looked_at = find_alike(shelf, Position(file, number), row)
        expected = slowly(everything, row)
        assert looked_at == 60
        assert [each.place for each in found] == [each[3] for each in expected]
        assert [set(each.shared) for each in found] == [each[4] for each in expected]
        assert [each.difference for each in found] == pytest.approx([each[1] for each in expected])


def test_few_blocks_are_looked_into_and_always_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(alike, "BLOCKS", 2)
    shelf, everything = write_shelf(tmp_path)
    _, file, number, row = everything[3]
    found, looked_at = find_alike(shelf, Position(file, number), row)
    assert 0 < looked_at <= 14
    assert find_alike(shelf, Position(file, number), row) == (found, looked_at)


def test_a_pair_without_a_shared_swap_has_none_like_it(tmp_path):
    shelf, everything = write_shelf(tmp_path)
    row = everything[3][3] | {"edits": [{"original": "zebra", "replacement": "horse"}]}
    assert find_alike(shelf, Position(0, 3), row)[0] == []
