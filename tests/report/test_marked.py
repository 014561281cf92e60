import pyarrow as pa
import pytest
from pairs import NEWS, make_pairs

from pipelines.report.environment import environment
from pipelines.report.marked import mark_pair, marked_pairs
from schemas import PAIRS

TEXTS = [*NEWS, "", "one", "  two \t words  \n"]


def whole(pieces):
    return "".join(piece.text for piece in pieces)


def rendered(pair):
    template = environment().from_string('{% from "_pair.html" import pair %}{{ pair(p) }}')
    return template.render(p=pair)


@pytest.mark.parametrize("row", make_pairs(TEXTS).to_pylist(), ids=range(len(TEXTS)))
def test_pieces_are_the_texts_and_the_edits(row):
    pair = mark_pair(row)
    assert (whole(pair.clean), whole(pair.spun)) == (row["clean"], row["spun"])
    for pieces, own, other in ((pair.clean, "original", "replacement"), (pair.spun, "replacement", "original")):
        marked = [piece for piece in pieces if piece.edit is not None]
        assert [(piece.text, piece.other) for piece in marked] == [(edit[own], edit[other]) for edit in row["edits"]]
        assert {(piece.kind, piece.origin, piece.passes) for piece in marked} <= {("word", "moby", 1)}
    assert pair.unmarked == 0


def test_marked_pairs_states_what_the_row_states():
    table = make_pairs(NEWS[:1], variant=3, profile="light")
    (pair,) = marked_pairs(table)
    assert (pair.pair_id, pair.profile, pair.variant) == (table["pair_id"][0].as_py(), "light", 3)
    assert (pair.n_swaps, pair.n_words, pair.license) == (3, 13, "cc0-1.0")


def test_a_table_with_more_columns_will_do():
    table = make_pairs().append_column("reasons", pa.array([["n_swaps_exact"]] * len(NEWS)))
    assert len(marked_pairs(table)) == len(NEWS)


@pytest.mark.parametrize(
    "fault",
    [
        {"clean_start": -1},
        {"clean_end": 999},
        {"spun_start": 12, "spun_end": 12},
        {"spun_end": None},
        {"clean_start": 50, "clean_end": 40},
        {"clean_start": 4, "clean_end": 9},
    ],
)
def test_an_edit_that_is_wrong_is_counted_and_the_text_is_whole(fault):
    row = make_row_with(fault)
    pair = mark_pair(row)
    assert (whole(pair.clean), whole(pair.spun)) == (row["clean"], row["spun"])
    assert pair.unmarked == 1
    assert "1 of its edits cannot be marked" in rendered(pair)


def make_row_with(fault):
    (row,) = make_pairs(NEWS[:1]).to_pylist()
    row["edits"][1] |= fault
    return row


def test_a_row_of_nulls_is_shown():
    (pair,) = marked_pairs(pa.Table.from_pylist([dict.fromkeys(PAIRS.names)]))
    assert (pair.clean, pair.spun, pair.n_words) == ([], [], 0)
    assert rendered(pair)


@pytest.mark.parametrize("limit", range(1, 90))
def test_a_limit_cuts_both_texts_at_the_same_place_between_edits(limit):
    (row,) = make_pairs(NEWS[:1]).to_pylist()
    pair = mark_pair(row, limit=limit)
    shown = [[piece for piece in pieces if not piece.gap] for pieces in (pair.clean, pair.spun)]
    n_shown = len([piece for piece in shown[0] if piece.edit is not None])
    assert row["clean"].startswith(whole(shown[0]))
    assert row["spun"].startswith(whole(shown[1]))
    edits = [edit for edit in row["edits"] if edit["clean_start"] < limit]
    assert n_shown == len([piece for piece in shown[1] if piece.edit is not None]) == len(edits)
    assert pair.clean[-1].gap == (whole(shown[0]) != row["clean"])
    assert len(whole(shown[0])) <= max([limit, *(edit["clean_end"] for edit in edits)])


def test_what_would_steer_a_browser_is_shown_as_a_picture():
    (pair,) = marked_pairs(make_pairs(["a \x00 b \x1b[31m \u202e the \x9b end"]))
    assert whole(pair.clean) == "a ␀ b ␛[31m � the � end"


def test_the_pair_keeps_every_space_and_escapes_everything():
    text = '<script>alert(1)</script>  said & "new" bridge now\n\n\tto <b>all</b>'
    (pair,) = marked_pairs(make_pairs([text], {"bridge": '"><img src=x onerror=alert(2)>'}, profile="<i>p</i>"))
    page = rendered(pair)
    assert "<script" not in page
    assert "<img" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;  said &amp; &#34;new&#34; " in page
    assert '">bridge</del> now\n\n\tto &lt;b&gt;all' in page
    assert 'title="became “&#34;&gt;&lt;img src=x onerror=alert(2)&gt;”: word, moby">bridge' in page


def test_a_kind_that_is_not_known_gets_no_class_of_its_own():
    (row,) = make_pairs(NEWS[:1]).to_pylist()
    row["edits"][0]["kind"] = 'x" onclick="alert(3)'
    page = rendered(mark_pair(row))
    assert "k-other" in page
    assert 'onclick="' not in page
