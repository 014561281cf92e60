from reference.tokens import find_tokens


class FakeModel:
    """Masked language model with the interface of nlpaug and constant answers."""

    def get_mask_token(self):
        return "[MASK]"

    def get_subword_prefix(self):
        return "##"

    def get_tokenizer(self):
        return self

    def tokenize(self, text):
        return text.split()

    def predict(self, texts, target_words, n):  # noqa: ARG002 - as nlpaug calls it
        self.asked = texts
        return [["...", "##s", *(word for word in target_words if word), " Snow"]]


def test_a_language_model_sees_the_surroundings_of_one_word():
    from nlpaug.augmenter.word import WordAugmenter

    from pipelines.spinners.nlpaug.contextual import fill_mask
    from pipelines.spinners.nlpaug.sweep import Cell, find_words

    augmenter = WordAugmenter(action="substitute")
    augmenter.model, augmenter.max_num_token = FakeModel(), 100
    text = "Heavy  rain,\nit said, [MASK]"
    cells = [
        Cell(token.start, token.end, token.word, 1, is_open=True) for token in find_tokens("Heavy  rain,\nit said")
    ]
    words = list(find_words(text[:20], cells))
    assert fill_mask(augmenter, words, 1) in {"s", "Snow"}
    assert augmenter.model.asked == ["Heavy  [MASK],\nit said"]
    augmenter.max_num_token = 3
    fill_mask(augmenter, words, 1)
    assert augmenter.model.asked == ["Heavy  [MASK],\nit"]
    augmenter.action = "insert"
    assert fill_mask(augmenter, words, 1) in {"s rain", "Snow rain"}
