import re

import pytest
from report.cells import make_cells
from report.results import EVIL
from web.scripts import foreign_scripts

from pipelines.storage.json_files import write_json


@pytest.fixture
def cells(release, page):
    """The address of the cells of a release that has them."""
    write_json(release.folder / "quality" / "cells.json", make_cells())
    return f"{page}/cells"


def test_a_cell_leads_to_its_pairs(reader, cells, page):
    text = reader.get(f"{cells}?check=quarantine_share&month=2021-05").text
    assert "quarantine_share, at most 1.0%" in text
    way = f"{page}/pairs?profile=autoblog&amp;source=gazette&amp;since=2021-05-01&amp;until=2021-05-31"
    found = re.search(rf'<td class="shade-far"><a href="{re.escape(way)}"><b>▲▲ 2.7%</b>', text)
    assert found
    assert "over twice the limit" in text
    assert reader.get(way.replace("&amp;", "&")).status_code == 200


def test_cells_without_a_search_have_no_way(reader, cells):
    text = reader.get(f"{cells}?check=quarantine_share&month=undated").text
    assert "2.1%" in text
    assert "/pairs?" not in text


def test_the_check_farthest_over_its_limit_is_shown_first(reader, cells):
    text = reader.get(cells).text
    assert "1 cells of profile and source" not in text
    assert "1 cell of profile and source is over the limit of names_kept." in text
    assert '<option selected value="names_kept">' in text


@pytest.mark.parametrize("query", ["check=other", "month=2021-13", f"check={'x' * 300}"])
def test_an_unknown_choice_is_refused(reader, cells, query):
    answer = reader.get(f"{cells}?{query}")
    assert answer.status_code == 422
    assert f'<a href="{cells}">The same page without these entries</a>' in answer.text


def test_a_release_without_cells_says_so(reader, page):
    answer = reader.get(f"{page}/cells")
    assert answer.status_code == 200
    assert "This release has no figures by cell" in answer.text


@pytest.mark.parametrize("content", ["{", "[]", '{"profiles": 5}', "null"])
def test_damaged_cells_are_named_and_take_nothing_down(reader, release, cells, content):
    path = release.folder / "quality" / "cells.json"
    path.unlink()
    path.write_text(content)
    answer = reader.get(cells)
    assert answer.status_code == 200
    assert "cells.json" in answer.text


def test_text_of_the_cells_is_escaped(reader, release, page):
    write_json(release.folder / "quality" / "cells.json", make_cells(EVIL))
    text = reader.get(f"{page}/cells").text
    assert "&lt;script&gt;" in text
    assert foreign_scripts(text) == []
