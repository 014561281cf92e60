import pytest

from pipelines.text.markup.spacing import Item, find_gap, find_line_end


def gap_in(text):
    """The white space for the markup of a text in which {name} is a tag."""
    items, at = [], 0
    while (start := text.find("{", at)) >= 0:
        at = text.index("}", start) + 1
        items.append(Item(start, at, text[start + 1 : at - 1]))
    start, end, gap = find_gap(text, items, find_line_end(text))
    return text[:start] + "|" + gap + "|" + text[end:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one{b}two", "one| |two"),
        ("one {b} two", "one| |two"),
        ("one {b}two", "one| |two"),
        ("one{b}, two", "one||, two"),
        ("one {img}, two", "one||, two"),
        ("one {img}... two", "one| |... two"),
        ("one{br}two", "one|\n|two"),
        ("one {br}\n  two", "one|\n|two"),
        ("one\n  {b}two", "one|\n  |two"),
        ("one{br}{br}two", "one|\n\n|two"),
        ("one{p}\n{p}two", "one|\n\n|two"),
        ("one\n\n\n{p}two", "one|\n\n\n|two"),
        ("one{li}two", "one|\n|two"),
        ("one{td}two", "one| |two"),
        ("one\u00a0{b}two", "one|\u00a0|two"),
        ("{p}one", "||one"),
        ("one{p} ", "one||"),
        ("H{sub}2", "H||2"),
        ("Time{i}s", "Time||s"),
        ("un{em}able", "un||able"),
        ("end.{a}Next", "end.| |Next"),
        ("U.{b}S", "U.||S"),
        ("2004{b}The", "2004| |The"),
        ("one{time}s", "one| |s"),
    ],
)
def test_white_space_stands_for_markup(text, expected):
    assert gap_in(text) == expected
