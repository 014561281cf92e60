"""Tokens, slow and obvious: the words of one text, and the gaps between them."""

import re
import unicodedata
from dataclasses import dataclass

APOSTROPHES = "'\u2019"


@dataclass
class Token:
    start: int  # in code points
    end: int
    word: str
    has_clitic: bool

    @property
    def lower(self):
        return "".join(map(lower, self.word))

    @property
    def case(self):
        if len(self.word) >= 2 and any(map(is_capital, self.word)) and not any(map(is_small, self.word)):
            return "upper"
        return "title" if is_capital(self.word[0]) else "lower"


def is_capital(character):
    return unicodedata.category(character) == "Lu" or lower(character) != character


def is_small(character):
    return unicodedata.category(character) == "Ll" or upper(character) != character


def lower(character):
    return character.lower()[0]  # simple case mapping: a character stays one


def upper(character):
    return character.upper() if len(character.upper()) == 1 else character


def is_word(character):
    category = unicodedata.category(character)
    return category[0] in "LMN" and category != "Me" and not "\ufe00" <= character <= "\ufe0f"


def is_invisible(character):
    if "\ufe00" <= character <= "\ufe0f":
        return True
    return unicodedata.category(character) in ("Cf", "Me", "Cc") and not character.isspace()


def find_tokens(text):
    kinds = "".join("w" if is_word(c) else "'" if c in APOSTROPHES else "i" if is_invisible(c) else " " for c in text)
    tokens = []
    for match in re.finditer("w+((i+'?i*|'i*)w+)*", kinds):
        start, end = match.span()
        has_clitic = end - start > 2 and text[end - 2] in APOSTROPHES and text[end - 1] in "sS"
        end -= 2 * has_clitic
        tokens.append(Token(start, end, text[start:end], has_clitic))
    return tokens


def gap_before(text, tokens, i):
    return text[tokens[i - 1].end if i else 0 : tokens[i].start]
