"""A scored text on a terminal and elsewhere."""

from io import StringIO

import pytest
from planted_model import PlantedModel
from rich.console import Console

from pipelines.cli.scored import print_scored
from pipelines.scoring.read import read_text

MODEL = PlantedModel()
TEXT = (
    "The council of the harbour town met on a cold Monday in spring to talk about the bridge zurzz and the price of "
    "bread [bold].\n\nIt\nwas \x1b[31m latezz. Nobody said what would happen next."
)


def on_terminal(text=TEXT, width=80, name="a.txt"):
    console = Console(file=StringIO(), force_terminal=True, width=width, highlight=False, markup=False, emoji=False)
    print_scored(console, name, text, read_text(MODEL, text), MODEL)
    return console.file.getvalue()


def plain(shown):
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", shown)


@pytest.mark.parametrize("width", [40, 80])
def test_a_terminal_gets_lines_of_its_width_and_the_whole_text(width):
    shown = plain(on_terminal(width=width))
    assert max(map(len, shown.splitlines())) <= width
    body = shown.partition("\n\n")[2]
    words = [word for line in body.splitlines() for word in line[8:].split()]
    expected = TEXT.replace("\x1b", "␛").replace("zurzz", "{+zurzz+}").replace("latezz", "{+latezz+}")
    assert words == expected.split()


def test_swaps_are_coloured_and_marked():
    assert "\x1b[1;32m{+zurzz+}\x1b[0m" in on_terminal()


def test_the_text_never_controls_the_terminal():
    assert "\x1b[31m" not in on_terminal()
    assert "\x1b[2J" not in on_terminal(name="odd\x1b[2J.txt")


def test_a_threshold_near_zero_is_told_from_zero(monkeypatch):
    monkeypatch.setattr(MODEL, "thresholds", MODEL.thresholds | {"text_1pct": 0.00157})
    assert "A text looks spun from 0.0016 on" in plain(on_terminal())


def test_stars_tell_what_colour_tells():
    lines = plain(on_terminal()).splitlines()
    assert [line[:8] for line in lines if line.startswith("0.")] == ["0.90 ** ", "0.90 ** ", "0.10    "]
