import pytest
from hypothesis import given
from training.drawn_pairs import make_table, tables

from pipelines.errors import InputError
from pipelines.training.restoration import FIELDS, make_restoration, redo, undo


@given(tables)
def test_edits_are_undone_and_done_again_to_the_character(table):
    for row in [*table.to_pylist(), *make_restoration()(table).to_pylist()]:
        assert undo({"spun": row["spun"], "edits": row["edits"]}) == row["clean"]
        assert redo({"clean": row["clean"], "edits": row["edits"]}) == row["spun"]


@given(tables)
def test_rows_keep_texts_ids_and_spans(table):
    for row, before in zip(make_restoration()(table).to_pylist(), table.to_pylist(), strict=True):
        edits = [{name: edit[name] for name in FIELDS} for edit in before["edits"]]
        assert row == {name: before[name] for name in row} | {"edits": edits}


def test_a_slice_of_a_table_has_its_own_edits():
    table = make_table([(f"{i} ", [(("new", "fresh"), "")]) for i in range(4)])
    assert [undo(row) for row in make_restoration()(table.slice(2)).to_pylist()] == ["2 new", "3 new"]


def test_a_text_that_is_not_the_edits_own_is_an_error():
    (row,) = make_table([("The ", [(("new", "fresh"), " bridge")])]).to_pylist()
    with pytest.raises(InputError, match="expected 'fresh' at 4 to 9 of the spun text, got 'new b'"):
        undo(row | {"spun": row["clean"]})
    with pytest.raises(InputError, match="expected 'new' at 4 to 7 of the clean text"):
        redo(row | {"clean": "The old bridge"})


@pytest.mark.parametrize("text", ["\ud800", "\udfff \ud83d\ude00"])
def test_halves_of_surrogate_pairs_stay(text):
    (row,) = make_table([("The ", [(("new", "fresh"), " bridge")])]).to_pylist()
    assert undo(row | {"spun": row["spun"] + text}) == row["clean"] + text


@pytest.mark.parametrize("text", [None, 5, b"The fresh bridge"])
def test_what_is_no_text_is_an_error(text):
    (row,) = make_table([("The ", [(("new", "fresh"), " bridge")])]).to_pylist()
    with pytest.raises(InputError, match="expected the spun text, got"):
        undo(row | {"spun": text})
    with pytest.raises(InputError, match="it has no 'clean'"):
        redo({"edits": []})


@pytest.mark.parametrize("edits", [None, 5, [5], [{"spun_start": 4, "spun_end": 9}]])
def test_what_are_no_edits_is_an_error(edits):
    with pytest.raises(InputError, match="expected edits with spun_start, spun_end, replacement, original, got"):
        undo({"spun": "The fresh bridge", "edits": edits})
