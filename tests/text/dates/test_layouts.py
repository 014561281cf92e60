"""Each layout names a year, a month and a day, so that nothing is left to invent."""

import re

import pytest

from pipelines.text.dates.layouts import AMBIGUOUS_LAYOUTS, LAYOUTS, MONTHS, ZONE_NAMES


def compiled(layout):
    """The layout as an expression of Python, which writes code points otherwise."""
    return re.compile(layout.replace(r"\x{2013}", r"\u2013"))


@pytest.mark.parametrize("layout", LAYOUTS + AMBIGUOUS_LAYOUTS)
def test_a_layout_names_a_whole_day(layout):
    groups = set(compiled(layout).groupindex)
    assert {"y", "d"} < groups
    assert len(groups & {"m", "b"}) == 1
    assert groups <= set("ymbdhisfpzeg")


@pytest.mark.parametrize("layout", LAYOUTS + AMBIGUOUS_LAYOUTS)
def test_a_layout_is_matched_from_end_to_end(layout):
    for text in ("", "2019", "april", "10:30", "x 2019-04-05", "2019-04-05 x", "5 apr 2019 x"):
        assert not compiled(layout).search(text)


def test_zones_and_months_are_those_of_the_standard():
    assert len(MONTHS) == 12
    assert "j" not in ZONE_NAMES
    assert {name: hours for name, hours in ZONE_NAMES.items() if hours} == {
        "edt": -4,
        "est": -5,
        "cdt": -5,
        "cst": -6,
        "mdt": -6,
        "mst": -7,
        "pdt": -7,
        "pst": -8,
    }
