import re

import pytest
from pairs import NEWS, SWAPS, make_row

from pipelines.cli.marked import excerpt, excerpt_text, mark_edits

STRUCK, BOLD = "\x1b[9;31m", "\x1b[1;32m"


@pytest.mark.parametrize(
    ("clean", "swaps", "expected"),
    [
        ("the new bridge", {"new": "fresh"}, "the [-new-]{+fresh+} bridge"),
        ("new", {"new": "fresh"}, "[-new-]{+fresh+}"),
        ("new\tnew  \n\n new\r\n", {"new\tnew": "fresh"}, "[-new\tnew-]{+fresh+}  \n\n new\r\n"),
        ("[bold]news[/bold] \\[x]", {}, "[bold]news[/bold] \\[x]"),
        ("a [red]new [/red] :smile:", {"[red]new": "[/]"}, "a [-[red]new-]{+[/]+} [/red] :smile:"),
        ("cafe\u0301 \U0001f469\u200d\U0001f692 new \U0001f4c8", {"new": "cre\u0300me"}, None),
        ("nothing here", {}, "nothing here"),
        ("", {}, ""),
    ],
)
def test_only_marks_are_added(clean, swaps, expected):
    row = make_row(clean, swaps)
    marked = mark_edits(row["clean"], row["edits"], colour=False)
    assert expected is None or marked == expected
    assert undo(marked, row["edits"], keep="original") == clean
    assert undo(marked, row["edits"], keep="replacement") == row["spun"]


def undo(marked, edits, *, keep):
    for edit in edits:
        marked = marked.replace(f"[-{edit['original']}-]{{+{edit['replacement']}+}}", edit[keep], 1)
    return marked


@pytest.mark.parametrize("text", NEWS)
def test_both_texts_can_be_read_from_the_coloured_diff(text):
    row = make_row(text, SWAPS)
    coloured = mark_edits(row["clean"], row["edits"], colour=True)
    assert row["edits"]
    for edit in row["edits"]:
        old, new = f"{STRUCK}[-{edit['original']}-]\x1b[0m", f"{BOLD}{{+{edit['replacement']}+}}\x1b[0m"
        assert old + new in coloured
    assert undo_colour(coloured, row["edits"], "original") == text
    assert undo_colour(coloured, row["edits"], "replacement") == row["spun"]


def undo_colour(coloured, edits, keep):
    for edit in edits:
        pair = f"{STRUCK}[-{edit['original']}-]\x1b[0m{BOLD}{{+{edit['replacement']}+}}\x1b[0m"
        coloured = coloured.replace(pair, edit[keep], 1)
    return coloured


@pytest.mark.parametrize("text", NEWS)
def test_a_diff_copied_from_a_terminal_is_the_diff_without_colour(text):
    row = make_row(text, SWAPS)
    plain = mark_edits(row["clean"], row["edits"], colour=False)
    assert re.sub(r"\x1b\[[\d;]*m", "", mark_edits(row["clean"], row["edits"], colour=True)) == plain
    assert excerpt_text(row["clean"], row["edits"], limit=10_000).plain == plain


def test_control_characters_of_an_article_do_not_reach_the_terminal():
    assert mark_edits("red \x1b[31malert\x07\r\n\ttab", [], colour=True) == "red ␛[31malert␇\r\n\ttab"


def test_the_diff_for_files_keeps_control_characters():
    assert mark_edits("a\x1b[31mb", [], colour=False) == "a\x1b[31mb"


LONG = "Nothing is here. The new bridge opens.\nStill nothing here! Another council votes? The end is near."
WHOLE = LONG.replace("new", "[-new-]{+fresh+}").replace("council", "[-council-]{+board+}")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (1000, WHOLE),
        (60, "[…] The [-new-]{+fresh+} bridge opens.\n[…] Another [-council-]{+board+} votes? […]"),
        (25, "[…] The [-new-]{+fresh+} bridge opens.\n[…]"),
        (1, "[…] The [-new-]{+fresh+} bridge opens.\n[…]"),
    ],
)
def test_long_texts_shrink_to_the_sentences_with_edits(limit, expected):
    row = make_row(LONG, {"new": "fresh", "council": "board"})
    assert mark_edits(row["clean"], row["edits"], colour=False, limit=limit) == expected


def test_an_edit_across_a_sentence_end_is_not_cut():
    clean = "It is a long story. By the end. More of it follows here."
    edit = {"clean_start": 10, "clean_end": 25, "original": clean[10:25], "replacement": "x"}
    (span,) = excerpt(clean, [edit], limit=10)
    assert span[0] <= edit["clean_start"] < edit["clean_end"] <= span[1]


def test_a_long_text_without_edits_shows_its_first_sentence():
    assert mark_edits("One. Two. Three.", [], colour=False, limit=5) == "One. […]"
