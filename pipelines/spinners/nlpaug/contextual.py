"""ContextualWordEmbsAug, one word at a time.

nlpaug itself cuts a text into subwords and joins them again, which loses spaces, capitals and positions. Here the
language model gets the surroundings of one word with a mask in its place, and its answer replaces the word.
"""

from typing import Any

from pipelines.spinners.nlpaug.split import Word, split_words

# Words on either side: about 250 subwords, where models take 512. Halved for models that take fewer.
REACH = 64


def fill_mask(augmenter: Any, words: list[Word], target: int) -> str | None:
    """Return a word that the model predicts in the target's place (for the action insert, before it), or None."""
    word = words[target].text
    is_insert = augmenter.action == "insert"
    masked = _mask(augmenter, words, target, is_insert=is_insert)
    if masked is None or not augmenter.pre_skip_aug([word]):
        return None
    answers = augmenter.model.predict([masked], target_words=[None if is_insert else word], n=2)[0]
    answers = [answer.replace(augmenter.model.get_subword_prefix(), "").strip() for answer in answers]
    same = "" if is_insert else word.lower()
    answers = [answer for answer in answers if split_words(answer) == [answer] and answer.lower() != same]
    if not answers:
        return None
    answer = augmenter.sample(answers, 1)[0]
    return f"{answer} {word}" if is_insert else str(augmenter.align_capitalization(word, answer))


def _mask(augmenter: Any, words: list[Word], target: int, *, is_insert: bool) -> str | None:
    """Return the target's surroundings, as many words as the model takes, with a mask in its place or before it."""
    mask = augmenter.model.get_mask_token()
    tokenizer = augmenter.model.get_tokenizer()
    here = f"{mask} {words[target].text}" if is_insert else mask
    reach = REACH
    while reach:
        before = "".join(word.text + after.gap for word, after in _pairs(words, target - reach, target))
        after = "".join(word.gap + word.text for word in words[target + 1 : target + 1 + reach])
        masked: str = before + here + after
        if len(tokenizer.tokenize(masked)) <= augmenter.max_num_token:
            # A text that contains the mask token itself would make the model fill the wrong one.
            return masked if masked.count(mask) == 1 else None
        reach //= 2
    return mask


def _pairs(words: list[Word], first: int, last: int) -> list[tuple[Word, Word]]:
    first = max(0, first)
    return list(zip(words[first:last], words[first + 1 : last + 1], strict=True))
