"""The differences of two spun texts: the marked stretches differ, all others are equal."""

from hypothesis import given
from hypothesis import strategies as st
from pairs import make_row

from pipelines.report.pair_diff import CONTEXT, MOST_WORDS, diff_spun

TEXT = "The council will vote on the new bridge over the river"
CHOICES = {
    "council": ["authorities", "assembly"],
    "will": ["shall"],
    "vote": ["decide"],
    "new": ["fresh", "brand new"],
    "bridge": ["span"],
    "river": ["a stream"],
}
SWAPS = st.fixed_dictionaries(
    {}, optional={word: st.sampled_from(replacements) for word, replacements in CHOICES.items()}
)


def texts(pieces):
    return "".join(piece.text for piece in pieces)


@given(SWAPS, SWAPS)
def test_the_pieces_make_up_both_texts_and_what_is_not_marked_is_equal(old, new):
    before, after = make_row(TEXT, old), make_row(TEXT, new)
    found = diff_spun(before, after)
    assert texts(found.before) == before["spun"]
    assert texts(found.after) == after["spun"]
    equal = [[piece.text for piece in pieces if not piece.differs] for pieces in (found.before, found.after)]
    assert equal[0] == equal[1]
    assert found.n_places == sum(old.get(word) != new.get(word) for word in CHOICES)
    for one, other in zip(
        *([piece for piece in pieces if piece.differs] for pieces in (found.before, found.after)), strict=True
    ):
        assert (one.text, one.other) == (other.other, other.text)
        assert one.text != other.text


def test_texts_of_other_articles_are_aligned_by_words():
    before, after = make_row(TEXT, {"new": "fresh"}), make_row(TEXT.replace("river", "lake"), {"new": "recent"})
    found = diff_spun(before, after)
    assert [piece.text for piece in found.before if piece.differs] == ["fresh ", "river"]
    assert [piece.text for piece in found.after if piece.differs] == ["recent ", "lake"]


def test_equal_stretches_far_from_a_difference_are_folded():
    long = f"{'rain ' * 300}{TEXT}{' wind' * 300}"
    found = diff_spun(make_row(long, {"bridge": "span"}), make_row(long, {"bridge": "link"}))
    kinds = [(piece.is_gap, piece.differs) for piece in found.after]
    assert kinds == [(True, False), (False, False), (False, True), (False, False), (True, False)]
    assert len(texts(found.after)) < 3 * CONTEXT


def test_a_text_too_long_to_be_aligned_is_not_marked():
    words = "rain " * (MOST_WORDS + 1)
    before, after = make_row(f"{words}{TEXT}", {"new": "fresh"}), make_row(f"{words}more {TEXT}", {"new": "fresh"})
    assert not diff_spun(before, after).is_marked


def test_the_same_text_has_no_difference():
    row = make_row(TEXT, {"new": "fresh"})
    assert (diff_spun(row, row).n_places, texts(diff_spun(row, row).after)) == (0, row["spun"])
