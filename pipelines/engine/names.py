"""Which name-like words are names: all of them, or those that a gazetteer knows; and which are homographs."""

from pipelines.engine.buffers import Bools
from pipelines.engine.phrases import PhraseTable
from pipelines.engine.slots import is_listed
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import TITLE, UPPER, Vocabulary
from pipelines.engine.words import words_of


def is_known_name(
    like_name: Bools,
    listed: Bools,
    tokens: Tokens,
    vocabulary: Vocabulary,
    linked: Bools,
    *,
    given_names: PhraseTable | None,
) -> Bools:
    """Bool [n]: the name-like words that are names: in ALL CAPS, in the gazetteer, or right after a given name.

    like_name, listed, linked  bool [n]: it is name-like; in the gazetteer; with one space between it and the next
    """
    known = listed | (vocabulary.case == UPPER)[vocabulary.ids]
    if given_names is not None:
        given = is_listed(given_names, words_of(given_names, vocabulary), tokens)
        known[1:] |= (given & like_name & linked)[:-1]
    return known & like_name


def is_lone_homograph(
    like_name: Bools, listed: Bools, vocabulary: Vocabulary, linked: Bools, is_homograph: Bools
) -> Bools:
    """Bool [n]: a homograph with one capital that is not listed as a name, nor beside a name-like word (May, arms).

    is_homograph  bool [n]: the lexicon has the word as one
    """
    lone = is_homograph & like_name & ~listed & (vocabulary.case == TITLE)[vocabulary.ids]
    pairs = linked[:-1] & like_name[:-1] & like_name[1:]
    lone[:-1] &= ~pairs
    lone[1:] &= ~pairs
    return lone
