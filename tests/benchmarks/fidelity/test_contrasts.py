from fidelity.contrasts import PLAIN_WORDS, RATES, edit_texts, simplify

TEXT = (
    "Officials said the large dam will supply the northern region with water for a number of years. "
    "Engineers finished the important work in order to protect numerous small villages near the river."
)


def test_plain_words_keep_capitals_and_do_not_cut_words():
    assert simplify("Additional men commenced; a purchase-order is quite numerous.") == (
        "More men started. A buy-order is many."
    )
    assert simplify("Obtainable goods (cheap) were obtained.") == "Obtainable goods were got."


def test_each_editor_changes_more_at_a_higher_rate(tmp_path):
    texts = [TEXT] * 3
    edited = edit_texts(texts, tmp_path)
    assert list(edited)[-1] == PLAIN_WORDS
    changed = [
        sum(a != b for a, b in zip(TEXT.split(), edited[f"careful, {rate:.0%} of words"][0].split(), strict=False))
        for rate in RATES
    ]
    assert changed == sorted(changed)
    assert changed[-1] > 0
    assert edited == edit_texts(texts, tmp_path)
