import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.formats.json_shape import find_shape

ROW = {"id": "1", "tags": [{"name": "a"}, {"name": "b"}], "text": "Rain."}
LINE, INDENTED = json.dumps(ROW), json.dumps(ROW, indent=2)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (f"{LINE}\n{LINE}\n", "lines"),
        (LINE, "lines"),
        (f"\n \n{LINE}\n", "lines"),
        (f"{LINE}\noops\n", "lines"),
        (f"oops\n{LINE}\n", "lines"),
        (f"[1, 2]\n{LINE}\n", "lines"),
        (f"{LINE} junk\n{LINE}\n", "lines"),
        ("", "lines"),
        (" \n", "lines"),
        (INDENTED, "json"),
        (f"{INDENTED}\n{INDENTED}\n", "json"),
        (LINE + LINE, "json"),
        (f"{LINE},\n{LINE},\n", "json"),
        (f"\x1e{LINE}\n\x1e{LINE}\n", "json"),
        (f"[{LINE}]", "json"),
        (f"[\n{LINE},\n{LINE}\n]\n", "json"),
        (json.dumps([ROW, ROW], indent=4), "json"),
        (f"[{LINE}]\n[{LINE}]\n", "json"),
        ("[]", "json"),
        (INDENTED.replace("Rain.", "Rain\nand sun."), "json"),
        ('["a", "b"]\n["c", "d"]\n', ""),
        ("id,text\n1,Rain\n", ""),
        ("{'text': 'Rain'}\n", ""),
        ("[Editor's note]\n", ""),
        ("oops\n" * 30 + LINE, ""),
        ('"Rain"\n', ""),
    ],
)
def test_the_shape_of_a_file(text, shape):
    assert find_shape(text, is_whole=True) == shape


@pytest.mark.parametrize("n_characters", range(5, len(INDENTED)))
def test_a_beginning_of_an_indented_object_is_enough(n_characters):
    assert find_shape(INDENTED[:n_characters], is_whole=False) == "json"


@pytest.mark.parametrize("n_characters", range(1, len(LINE)))
def test_a_beginning_of_a_long_line_may_be_lines(n_characters):
    assert find_shape(LINE[:n_characters], is_whole=False) == "lines"


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5), lambda below: st.lists(below, max_size=3), max_leaves=5
)
objects = st.lists(st.dictionaries(st.text(max_size=3), values, min_size=1, max_size=3), min_size=1, max_size=4)


@given(objects, st.integers(0, 300))
def test_lines_are_lines_however_much_of_them_is_seen(rows, n_seen):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    assert find_shape(text[:n_seen] or text, is_whole=not n_seen or n_seen >= len(text)) in (
        ("lines",) if not n_seen or n_seen > text.index("\n") else ("lines", "")
    )


@given(objects, st.sampled_from([1, "\t"]), st.booleans())
def test_indented_objects_are_documents(rows, indent, is_array):
    text = json.dumps(rows, indent=indent) if is_array else "\n".join(json.dumps(row, indent=indent) for row in rows)
    assert find_shape(text, is_whole=True) == "json"
