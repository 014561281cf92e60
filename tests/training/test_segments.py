import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.drawn_pairs import make_table, tables

from pipelines.errors import InputError
from pipelines.training.code_points import read_points
from pipelines.training.edit_spans import read_edits
from pipelines.training.segments import ABBREVIATIONS, cut_segments


def cut(table, unit):
    return cut_segments(read_points(table["clean"]), read_points(table["spun"]), read_edits(table["edits"]), unit)


def begins_sentence(before, start, text):
    """The slow twin: the word before `start`, and the letter there, by the rules in the docstring."""
    word = before.split()[-1]
    for _ in range(3):
        word = word[:-1] if len(word) > 1 and word[-1] in "\"')]”\u2019»" else word
    if word[-1] not in ".!?…" or text[start].islower():
        return False
    head = word[:-1]
    initial = bool(head) and head[-1].isalpha() and (len(head) == 1 or head[-2] == ".")
    return word[-1] != "." or not (initial or head.lower() in ABBREVIATIONS)


def slow_segments(row, unit):
    clean, spun = row["clean"], row["spun"]
    starts = [0] if clean else []
    for i in range(1, len(clean)):
        if clean[i].isspace() or not clean[i - 1].isspace() or not clean[:i].strip():
            continue
        gap = clean[len(clean[:i].rstrip()) : i]
        if "\n" in gap or (unit == "sentence" and begins_sentence(clean[:i], i, clean)):
            starts.append(i)
    starts = [i for i in starts if not any(edit["clean_start"] < i < edit["clean_end"] for edit in row["edits"])]

    def there(i):
        before = [edit for edit in row["edits"] if edit["clean_end"] <= i]
        return i + (before[-1]["spun_end"] - before[-1]["clean_end"] if before and i else 0)

    for start, end in zip(starts, [*starts[1:], None], strict=False):
        spun_part = spun[there(start) : None if end is None else there(end)]
        yield tuple(part.strip() or part for part in (clean[start:end], spun_part))


@pytest.mark.parametrize("unit", ["paragraph", "sentence"])
@given(table=tables)
def test_segments_are_those_of_the_slow_twin(unit, table):
    segments = cut(table, unit)
    slow = [(number, *parts) for number, row in enumerate(table.to_pylist()) for parts in slow_segments(row, unit)]
    assert list(zip(segments.row.tolist(), segments.clean.to_pylist(), segments.spun.to_pylist(), strict=True)) == slow


SENTENCES = [
    "Storm hits coast",
    "Mr. Hale met J. P. Ober of the U.S. Navy.",
    "“It rose 4.5 percent.”",
    "Why? (Nobody knew.)",
    "Then 12 left!",
    "It ended",
]


def sentences(text):
    return cut(make_table([(text, [])]), "sentence").clean.to_pylist()


def test_sentences_of_news():
    text = f"{SENTENCES[0]}\n\n{SENTENCES[1]} {SENTENCES[2]} {SENTENCES[3]}\n{SENTENCES[4]} {SENTENCES[5]}"
    assert sentences(text) == [*SENTENCES[:3], "Why?", "(Nobody knew.)", *SENTENCES[4:]]


@given(st.text(alphabet="ab A.\n", max_size=20))
def test_no_character_but_white_space_is_lost(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_border_inside_an_edit_is_none():
    table = make_table([("It is. So", [(("be. It", "x"), " is. No")])])
    assert cut(table, "sentence").spun.to_pylist() == ["It is.", "Sox is.", "No"]


def test_texts_without_content():
    assert len(cut(make_table([("", []), ("a", [])]), "sentence").row) == 1
    assert isinstance(cut(make_table([]), "paragraph").clean, pa.StringArray)


@pytest.mark.parametrize(
    "change", [{"spun": "The fresh"}, {"clean": "The new bridge. It"}, {"edits": []}, {"spun": None}]
)
def test_texts_that_were_changed_are_an_error(change):
    """Positions of one text would be taken for those of another, or of its neighbour."""
    (row,) = make_table([("The ", [(("new", "fresh"), " bridge. So.")])]).to_pylist()
    with pytest.raises(InputError, match="pass rows of a release with their texts and edits unchanged"):
        cut(pa.Table.from_pylist([row | change, row]), "sentence")
