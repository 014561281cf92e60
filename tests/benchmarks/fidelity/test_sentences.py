from fidelity.sentences import cut_like, cut_sentences, first_words


def test_sentences_end_at_punctuation_and_line_breaks():
    assert cut_sentences("A title\nOne. Two!  Three? 3.5 - ***\n\n---") == [
        "A title",
        "One.",
        "Two!",
        "Three?",
        "3.5 - ***",
    ]


def test_texts_are_cut_behind_words_and_keep_their_white_space():
    assert first_words("a  b\n\nc d", 3) == "a  b\n\nc"
    assert first_words("a b", 2) == first_words("a b", 9) == first_words("a b", 0) == "a b"
    assert cut_like(["a b c", "d e f"], []) == ["a b c", "d e f"]
