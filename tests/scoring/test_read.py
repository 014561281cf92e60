"""One text as a detector reads it, and its sentences to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_model import PlantedModel

from pipelines.scoring.read import ScoredSpan, ScoredText, mark_sentences, read_text

MODEL = PlantedModel()
TEXT = "  A 📈 headlinezz\n\nThe council zurzz.  Rain\nfell. "


def test_spans_are_in_code_points_with_their_texts():
    scored = read_text(MODEL, TEXT)
    assert [span.text for span in scored.swaps] == ["headlinezz", "zurzz"]
    for span in [*scored.sentences, *scored.swaps]:
        assert TEXT[span.start : span.end] == span.text
        assert 0 <= span.score <= 1
    assert (scored.n_words, type(scored.score)) == (7, float)


def test_an_empty_text():
    assert read_text(MODEL, "") == ScoredText(0.0, 0, [], [])
    assert list(mark_sentences("", read_text(MODEL, ""))) == []


def test_marked_sentences():
    shown = list(mark_sentences("One zz.\n\nTwo.", read_text(MODEL, "One zz.\n\nTwo.")))
    assert [each.pieces for each in shown] == [[("One ", None), ("zz", 0.9), (".", None)], [("Two.", None)]]
    assert [each.n_breaks for each in shown] == [0, 2]


@given(st.text(alphabet="ab z.!\n📈é", max_size=60))
def test_all_but_white_space_is_shown_once(text):
    scored = read_text(MODEL, text)
    shown = "".join(piece for each in mark_sentences(text, scored) for piece, _ in each.pieces)
    assert not scored.sentences or "".join(shown.split()) == "".join(text.split())
    swapped = [piece for each in mark_sentences(text, scored) for piece, score in each.pieces if score is not None]
    assert "".join(swapped) == "".join(span.text for span in scored.swaps)


def test_a_swap_across_two_sentences_is_cut_between_them():
    scored = ScoredText(
        0.5, 4, [ScoredSpan(0, 3, "a b", 0.1), ScoredSpan(4, 7, "c d", 0.2)], [ScoredSpan(2, 5, "b c", 0.9)]
    )
    shown = [each.pieces for each in mark_sentences("a b c d", scored)]
    assert shown == [[("a ", None), ("b", 0.9)], [("c", 0.9), (" d", None)]]


@pytest.mark.parametrize(("score", "kind"), [(0.6, "looks spun"), (0.59, "may be spun"), (0.39, "does not look spun")])
def test_verdicts(score, kind):
    from pipelines.scoring.read import describe

    verdict, meaning = describe(score, MODEL.thresholds)
    assert verdict == kind
    assert meaning.startswith("Of 100 clean texts, ")
