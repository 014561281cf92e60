"""The words of the current text, slow and obvious, from pass to pass."""

from dataclasses import dataclass

from reference.protect import CONTRACTED, NO_LISTS, find_protected, has_number, is_name
from reference.tokens import find_tokens, gap_before, is_word, upper


@dataclass(frozen=True)
class Word:
    start: int  # in code points
    end: int
    lower: str
    case: str
    is_allowed: bool
    is_linked: bool  # one space to the next
    is_name_like: bool = False
    position: int | None = None  # in the clean text; None for words of replacements

    @property
    def is_clean(self):
        return self.position is not None


def read_words(text, rules, lists=NO_LISTS, *, lexicon=None, kept=()):
    tokens = find_tokens(text)
    protected = find_protected(text, tokens, rules, lists, lexicon=lexicon, kept=kept)
    return [
        Word(
            start=token.start,
            end=token.end,
            lower=token.lower,
            case=token.case,
            is_allowed=not protected[i],
            is_linked=i + 1 < len(tokens) and gap_before(text, tokens, i + 1) == " ",
            is_name_like=is_name(text, tokens, i),
            position=i,
        )
        for i, token in enumerate(tokens)
    ]


def words_of_replacement(candidate, casing, start, last_replaced):
    """The words of a candidate placed at `start`; its last word keeps the link of the last replaced word."""
    tokens = find_tokens(candidate)
    words = []
    for i, token in enumerate(tokens):
        is_last = i + 1 == len(tokens)
        touches_next = token.end == len(candidate) and last_replaced.is_linked
        words.append(
            Word(
                start=start + token.start,
                end=start + token.end,
                lower=token.lower,
                case="upper" if casing == "upper" else "title" if casing == "title" and i == 0 else "lower",
                is_allowed=not has_number(token) and not (token.has_clitic and token.lower in CONTRACTED),
                is_linked=touches_next if is_last else gap_before(candidate, tokens, i + 1) == " ",
            )
        )
    return words


def begins_with_word(candidate):
    return bool(candidate) and is_word(candidate[0])


def casing_of(words):
    """The casing of a replacement of these words."""
    cases = [word.case for word in words]
    if "upper" in cases and all(
        case == "upper" or (case == "title" and len(word.lower) == 1) for case, word in zip(cases, words, strict=True)
    ):
        return "upper"
    return "lower" if cases[0] == "lower" else "title"


def in_casing(candidate, casing):
    if casing == "upper":
        return "".join(map(upper, candidate))
    return candidate if casing == "lower" else upper(candidate[0]) + candidate[1:]
