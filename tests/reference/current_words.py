"""The words of the current text, slow and obvious, from pass to pass."""

import re
from dataclasses import dataclass, replace

from reference.draw import emphasis
from reference.protect import CONTRACTED, NO_LISTS, find_name_like, find_protected, has_number, sentence_of
from reference.tokens import find_tokens, gap_before, is_word, upper

SMALL_WORDS = set(
    "a an and as at but by for from if in into nor of off on onto or out over per than the to up upon via with".split()  # noqa: SIM905
)


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
    emphasis: float = 1.0  # the factor of its sentence

    @property
    def is_clean(self):
        return self.position is not None


def read_words(text, rules, lists=NO_LISTS, *, lexicon=None, kept=()):
    tokens = find_tokens(text)
    is_name_like = find_name_like(text, tokens, lists, lexicon or {})
    protected = find_protected(text, tokens, rules, lists, lexicon=lexicon, kept=kept)
    return [
        Word(
            start=token.start,
            end=token.end,
            lower=token.lower,
            case=token.case,
            is_allowed=not protected[i],
            is_linked=i + 1 < len(tokens) and gap_before(text, tokens, i + 1) == " ",
            is_name_like=is_name_like[i],
            position=i,
        )
        for i, token in enumerate(tokens)
    ]


def with_emphasis(words, text, key, spread):
    """The words of a clean text with the factors of their sentences."""
    tokens = find_tokens(text)
    sentences = [sentence_of(text, tokens, i) for i in range(len(tokens))]
    return [replace(word, emphasis=emphasis(key, i, spread)) for word, i in zip(words, sentences, strict=True)]


def words_of_replacement(candidate, casing, start, replaced):
    """The words of a candidate placed at `start`; its last word keeps the link of the last replaced word."""
    tokens = find_tokens(candidate)
    words = []
    for i, token in enumerate(tokens):
        is_last = i + 1 == len(tokens)
        touches_next = token.end == len(candidate) and replaced[-1].is_linked
        words.append(
            Word(
                start=start + token.start,
                end=start + token.end,
                lower=token.lower,
                case="upper" if casing == "upper" else "title" if rises(candidate, tokens, i, casing) else "lower",
                is_allowed=not has_number(token)
                and not (token.has_clitic and token.lower in CONTRACTED)
                and token.lower != replaced[0].lower,
                is_linked=touches_next if is_last else gap_before(candidate, tokens, i + 1) == " ",
                emphasis=replaced[0].emphasis,
            )
        )
    return words


def rises(candidate, tokens, i, casing):
    """The word gets a capital, in a casing that is not in capitals."""
    if i == 0:
        return casing != "lower"
    is_apart = candidate[tokens[i].start - 1] == " "
    return is_apart and (casing == "each" or (casing == "titled" and tokens[i].lower not in SMALL_WORDS))


def begins_with_word(candidate):
    return bool(candidate) and is_word(candidate[0])


def casing_of(words):
    """The casing of a replacement of these words."""
    cases = [word.case for word in words]
    if "upper" in cases and all(
        case == "upper" or (case == "title" and len(word.lower) == 1) for case, word in zip(cases, words, strict=True)
    ):
        return "upper"
    if cases[0] == "lower":
        return "lower"
    later = [(case, word.lower) for case, word in zip(cases[1:], words[1:], strict=True)]
    is_told = any(case == "upper" or (case == "title" and len(word) > 1) for case, word in later)
    if not is_told or any(case == "lower" and word not in SMALL_WORDS for case, word in later):
        return "title"
    return "each" if any(case != "lower" and word in SMALL_WORDS for case, word in later) else "titled"


def in_casing(candidate, casing):
    candidate = re.sub("(^| )i($|[ '\u2019])", r"\1I\2", candidate)
    if casing == "upper":
        return "".join(map(upper, candidate))
    if casing == "lower":
        return candidate
    tokens = find_tokens(candidate)
    risen = {0, *(tokens[i].start for i in range(1, len(tokens)) if rises(candidate, tokens, i, casing))}
    return "".join(upper(letter) if i in risen else letter for i, letter in enumerate(candidate))
