import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine.compose import Edits, compose

pytestmark = pytest.mark.usefixtures("either_way")


def edits_of(rows):
    """Edits from rows (text_index, clean start, end, spun start, end, n_words, passes, row, is_name_like, unit)."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 10
    kinds = [np.int64] * 8 + [bool, np.int64]
    return Edits(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def rows_of(edits):
    return list(zip(*(getattr(edits, name).tolist() for name in vars(edits)), strict=True))


@st.composite
def version_pairs(draw):
    """The length of a text, spans (start, end, new length) in it, and spans in the result; neighbours may touch."""
    n_characters = draw(st.integers(1, 30))
    first = draw(some_spans(n_characters))
    n_characters_between = n_characters + sum(new - (end - start) for start, end, new in first)
    return n_characters, first, draw(some_spans(n_characters_between))


@st.composite
def some_spans(draw, n_characters):
    borders = draw(st.lists(st.integers(0, n_characters), max_size=16, unique=True).map(sorted))
    spans = []
    for start, end in itertools.pairwise(borders):
        if draw(st.booleans()):
            spans.append((start, end, draw(st.integers(1, 6))))
    return spans


def make_edits(spans, number):
    """The spans as edits whose other numbers tell them apart."""
    rows, gain = [], 0
    for i, (start, end, new) in enumerate(spans):
        tag = number * 100 + i
        rows.append((0, start, end, start + gain, start + gain + new, i + 1, 1 + tag % 3, tag, tag % 2 == 0, tag))
        gain += new - (end - start)
    return rows


def character_maps(n_characters, edits):
    """For each character of the new version, the character it is of the old one, or the number of its edit."""
    kept, at = [], 0
    for number, (_, start, end, _, spun_end, *_) in enumerate(edits):
        kept += [("kept", i) for i in range(at, start)]
        kept += [("put", number)] * (spun_end - len(kept))
        at = end
    return kept + [("kept", i) for i in range(at, n_characters)]


def compose_slowly(n_characters, earlier, later):
    """By joining any two spans that overlap until none do, and following each character through both versions."""
    between = character_maps(n_characters, earlier)
    newest = character_maps(len(between), later)
    unions = [([("earlier", i)], row[3], row[4]) for i, row in enumerate(earlier)]
    unions += [([("later", i)], row[1], row[2]) for i, row in enumerate(later)]
    while pair := next(((a, b) for a, b in itertools.combinations(unions, 2) if a[1] < b[2] and b[1] < a[2]), None):
        unions = [union for union in unions if union not in pair]
        unions.append((pair[0][0] + pair[1][0], min(pair[0][1], pair[1][1]), max(pair[0][2], pair[1][2])))
    rows = []
    for members, start, end in sorted(unions, key=lambda union: union[1]):
        old, new = ([edits[i] for which, i in sorted(members) if which == name]
                    for name, edits in (("earlier", earlier), ("later", later)))  # fmt: skip
        clean = [clean_before(between, earlier, border) for border in (start, end)]
        spun = [spun_before(newest, later, border) for border in (start, end)]
        first = (old or new)[0]
        n_words, depth = sum(row[5] for row in old + new), max((row[6] for row in old), default=0) + bool(new)
        unit = first[9] if not old or clean == list(first[1:3]) else -1
        rows.append((0, *clean, *spun, n_words, depth, *first[7:9], unit))
    return rows


def clean_before(between, earlier, border):
    """Characters of the clean text before a place in the text between that is inside no edit."""
    done = {number for what, number in between[:border] if what == "put"}
    return sum(what == "kept" for what, _ in between[:border]) + sum(earlier[i][2] - earlier[i][1] for i in done)


def spun_before(newest, later, border):
    """Characters of the newest text before that place."""
    return sum((number if what == "kept" else later[number][1]) < border for what, number in newest)


@settings(max_examples=400, deadline=None)
@given(version_pairs())
def test_compose_equals_the_slow_version(pair):
    n_characters, first, second = pair
    earlier, later = make_edits(first, 1), make_edits(second, 2)
    assert rows_of(compose(edits_of(earlier), edits_of(later))) == compose_slowly(n_characters, earlier, later)


@pytest.mark.parametrize(
    ("second", "clean", "spun", "passes", "unit"),
    [
        ([], [(4, 8)], [(4, 6)], [1], [7]),
        ([(4, 6, 3)], [(4, 8)], [(4, 7)], [2], [7]),
        ([(5, 6, 3)], [(4, 8)], [(4, 8)], [2], [7]),
        ([(5, 7, 3)], [(4, 9)], [(4, 8)], [2], [-1]),
        ([(0, 4, 1), (6, 9, 1)], [(0, 4), (4, 8), (8, 11)], [(0, 1), (1, 3), (3, 4)], [1, 1, 1], [8, 7, 9]),
    ],
)  # fmt: skip
def test_compose_of_one_edit_with_others(second, clean, spun, passes, unit):
    """An edit of the bytes 4 to 8 into two bytes, then other edits: none, over all of it, in it, beyond, beside it."""
    earlier = edits_of([(0, 4, 8, 4, 6, 1, 1, 0, False, 7)])
    rows = [(*row[:6], 1, *row[7:9], 8 + i) for i, row in enumerate(make_edits(second, 1))]
    edits = compose(earlier, edits_of(rows))
    assert list(zip(edits.before_starts.tolist(), edits.before_ends.tolist(), strict=True)) == clean
    assert list(zip(edits.after_starts.tolist(), edits.after_ends.tolist(), strict=True)) == spun
    assert (edits.passes.tolist(), edits.unit.tolist()) == (passes, unit)


def test_compose_with_no_edits_is_the_other():
    edits, none = edits_of([(0, 4, 8, 4, 6, 1, 1, 0, False, 7)]), Edits.none()
    assert rows_of(compose(edits, none)) == rows_of(compose(none, edits)) == rows_of(edits)
    assert len(compose(none, none)) == 0
