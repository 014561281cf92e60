from pairs import make_row

from pipelines.report.marked import mark_pair
from pipelines.report.surroundings import AROUND, fold, is_folded, mark_edits, mark_words

FAR = "and nobody had anything to say about that " * 30
SWAPS = {"council": "authorities", "bridge": "link"}


def pair_of(text):
    return mark_pair(make_row(text, SWAPS))


def text_of(pieces):
    return "".join(piece.text for piece in pieces)


def found_in(pieces):
    return [piece.text for piece in pieces if piece.found]


def test_a_long_stretch_without_edits_is_folded_to_its_length():
    pair = pair_of(f"The council met. {FAR}The bridge stays. {FAR}")
    folded = fold(pair)
    assert is_folded(folded)
    assert not is_folded(pair)
    for whole, side in ((pair.clean, folded.clean), (pair.spun, folded.spun)):
        kept = [piece.text for piece in side if not piece.gap]
        gaps = [piece for piece in side if piece.gap]
        omitted = sum(int(gap.text.split()[1].replace(",", "")) for gap in gaps)
        assert len(gaps) == 2
        assert sum(map(len, kept)) + omitted == len(text_of(whole))
        assert [piece.edit for piece in side if piece.edit is not None] == [0, 1]
        assert text_of(side).startswith("The ")
    around = text_of(folded.clean).split("council")[1].split(" [")[0]
    assert AROUND <= len(around) < AROUND + 20


def test_a_short_text_stays_whole():
    pair = pair_of("The council met by the bridge. " + FAR[:200])
    assert fold(pair) == pair


def test_a_pair_without_edits_keeps_its_beginning():
    folded = fold(pair_of(FAR))
    assert text_of(folded.clean).startswith("and nobody had")
    assert is_folded(folded)


def test_words_are_marked_in_both_texts_in_any_case_and_whole():
    pair = mark_words(pair_of("The Rain of rain-clouds, trains and RAIN."), ["rain"])
    assert found_in(pair.clean) == found_in(pair.spun) == ["Rain", "rain", "RAIN"]
    assert text_of(pair.clean) == "The Rain of rain-clouds, trains and RAIN."


def test_words_that_end_in_an_edit_are_marked_across_it():
    pair = mark_words(pair_of("The council met."), ["the", "authorities"])
    assert found_in(pair.spun) == ["The ", "authorities"]
    assert found_in(pair.clean) == []
    edited = [piece for piece in pair.spun if piece.edit == 0]
    assert [(piece.text, piece.other) for piece in edited] == [("authorities", "council")]


def test_marks_are_never_folded():
    text = f"The council met. {FAR}A zebra ran. {FAR}"
    pair = fold(mark_words(pair_of(text), ["zebra"]))
    assert found_in(pair.clean) == ["zebra"]
    assert "A zebra ran." in text_of(pair.clean)


def test_edits_are_marked_in_both_texts():
    pair = mark_edits(pair_of("The council likes the bridge"), {1})
    assert (found_in(pair.clean), found_in(pair.spun)) == (["bridge"], ["link"])


def test_marks_of_accents_belong_to_a_word():
    pair = mark_words(pair_of("cafe cafe\u0301 _cafe_"), ["cafe"])
    assert found_in(pair.clean) == ["cafe", "cafe"]
