import json

import pytest
from report.cells import COLUMNS, make_cells

from pipelines.errors import StorageError
from pipelines.report.cells import choose_check, make_grid, month_names, read_cells


def read(folder, **changes):
    (folder / "cells.json").write_text(json.dumps(make_cells() | changes))
    return read_cells(folder)


def shades(grid):
    return {source: [cell.shade for cell in row] for source, row in grid.rows.items()}


def figures(grid):
    return {source: [cell.figure and round(cell.figure, 4) for cell in row] for source, row in grid.rows.items()}


def test_a_grid_has_the_figure_of_each_cell_and_of_all(tmp_path):
    grid = make_grid(read(tmp_path), "quarantine_share", "all")
    assert grid.profiles == ["all", "autoblog", "light"]
    assert figures(grid) == {
        "all": [0.0173, 0.024, 0.004],
        "gazette": [0.0164, 0.0267, 0.004],
        "no source": [0.0211, 0.0211, None],
        "others": [0.0, 0.0, None],
    }
    assert shades(grid)["gazette"] == ["over", "far", "within"]
    assert grid.over == 2
    assert [cell.pairs for cell in grid.rows["all"]] == [750, 500, 250]
    assert grid.rows["others"][1].search is grid.rows["no source"][1].search is None
    assert grid.rows["gazette"][1].search == {"profile": "autoblog", "source": "gazette"}
    assert grid.rows["all"][2].search == {"profile": "light"}
    assert grid.rows["others"][1].is_few


def test_a_grid_of_a_month_has_its_pairs_alone(tmp_path):
    cells = read(tmp_path)
    assert month_names(cells) == ["all", "2021-06", "2021-05", "earlier", "undated"]
    pairs = {month: make_grid(cells, "quarantine_share", month).rows["all"][0].pairs for month in month_names(cells)}
    assert pairs == {"all": 750, "2021-06": 250, "2021-05": 300, "earlier": 10, "undated": 190}


def test_facts_are_means_over_accepted_pairs(tmp_path):
    autoblog = make_grid(read(tmp_path), "rate_error", "all").facts["profile"][1]
    assert (autoblog.name, autoblog.pairs, autoblog.words) == ("autoblog", 488, 4880)
    assert (round(autoblog.asked, 6), round(autoblog.swapped, 6)) == (0.25, 0.2)
    assert autoblog.kinds == {"word": 0.75, "phrase": 0.25, "number": 0, "homograph": 0, "entity": 0}


def test_the_check_nearest_to_its_limit_comes_first(tmp_path):
    assert choose_check(read(tmp_path)) == "names_kept"  # a critical check that a pair breaks
    checks = make_cells()["checks"][:2]
    assert choose_check(read(tmp_path, checks=checks)) == "quarantine_share"


def test_a_release_of_before_has_no_cells(tmp_path):
    assert read_cells(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        {"cells": {}},
        {"cells": COLUMNS | {"pairs": [1]}},
        {"cells": COLUMNS | {"source": [9] * 5}},
        {"cells": COLUMNS | {"month": [-1] * 5}},
        {"cells": COLUMNS | {"pairs": [float("nan")] * 5}},
        {"cells": COLUMNS | {"pairs": ["1"] * 5}},
        {"checks": [{"check": "a"}]},
        {"profiles": 5},
    ],
)
def test_a_damaged_file_is_named(tmp_path, change):
    with pytest.raises(
        StorageError, match=r"expected .*cells\.json(?: to hold figures by cell, but |, but NaN is no number)"
    ):
        read(tmp_path, **change)
