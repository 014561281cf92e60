import pytest
from fidelity.report import Question, figure, show, write

QUESTION = Question("Recall", ["profile", "@20"], [["light", figure(0.4, 0.6)]], "Notes.")


@pytest.mark.parametrize(
    ("value", "target", "text"),
    [(0.6, 0.6, ".600"), (0.5994, 0.6, "**.599**"), (1.0, None, "1.000"), (float("nan"), 0.5, "-")],
)
def test_figures_below_their_target_are_bold(value, target, text):
    assert figure(value, target) == text


def test_sections_are_replaced_and_others_left(tmp_path):
    path = tmp_path / "FIDELITY.md"
    write([QUESTION], path, command="make fidelity", data="3 pairs")
    write([Question("Other", ["a"], [["b"]], "More.")], path, command="make fidelity", data="3 pairs")
    write([Question("Recall", ["profile", "@20"], [["light", ".700"]], "Notes.")], path, command="make", data="4 pairs")
    text = path.read_text()
    assert text.startswith("# Fidelity")
    assert ("**.400**" in text, "| light | .700 |" in text, "## Other" in text) == (False, True, True)
    assert "`make`, on 4 pairs; " in text


def test_shown_tables_have_the_figures(capsys):
    show(QUESTION)
    assert ".400" in capsys.readouterr().out
