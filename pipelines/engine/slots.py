"""Which tokens may change: each rule is one small function that returns a mask over the tokens."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Ints, Texts
from pipelines.engine.phrases import PhraseTable, longest_matches
from pipelines.engine.tokens import Tokens
from pipelines.engine.units import is_inside
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, Vocabulary

NEWLINE, SPACE = ord("\n"), ord(" ")
OPENING, CLOSING = 0x9C, 0x9D  # last bytes of the curly quotation marks, E2 80 9C and E2 80 9D


def byte_table(members: bytes) -> Bools:
    """Bool [256]: is the byte one of `members`?"""
    table = np.zeros(256, bool)
    table[list(members)] = True
    return table


IS_SENTENCE_END = byte_table(b".!?\n\r")
IS_SPACE = byte_table(b" \t\n\r\v\f")
IS_LETTER = byte_table(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
IS_ADDRESS_SIGN = byte_table(b"@#")


def is_linked(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: exactly one space stands between this token and the next, in the same text."""
    linked = np.zeros(len(tokens), bool)
    linked[:-1] = (tokens.starts[1:] - tokens.ends[:-1] == 1) & (texts.data[tokens.ends[:-1]] == SPACE)
    last = tokens.offsets[1:][tokens.counts > 0] - 1
    linked[last] = False
    return linked


def is_contraction(tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token is the first half of it's, that's, let's ..."""
    return tokens.has_clitic & vocabulary.is_contracted[vocabulary.ids]


def is_name(texts: Texts, tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [n]: a capital inside a sentence, ALL CAPS, or a sentence's first word that is a name elsewhere.

    Elsewhere: the same article has the word with a capital inside a sentence and never in lower case.
    """
    case = vocabulary.case[vocabulary.ids]
    is_first = begins_sentence(texts, tokens, vocabulary)
    inside = (case != LOWER) & ~is_first
    doubtful = np.flatnonzero((case == TITLE) & is_first)
    doubtful = doubtful[_same_word_in_text(doubtful, inside, tokens, vocabulary)]
    inside[doubtful] = ~_same_word_in_text(doubtful, case == LOWER, tokens, vocabulary)
    return inside | (case == UPPER)


def _same_word_in_text(at: Ints, among: Bools, tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [len(at)]: is the word of each token `at`, in any case, that of a token in `among` of its text?"""
    lower_ids = vocabulary.lower.dictionary_encode().indices.to_numpy().astype(np.int64)
    is_sought = np.zeros(len(lower_ids), bool)
    is_sought[lower_ids[vocabulary.ids[at]]] = True
    others = np.flatnonzero(among & is_sought[lower_ids][vocabulary.ids])

    def keys(index: Ints) -> pa.Array:
        text = np.searchsorted(tokens.offsets, index, side="right") - 1
        return pa.array(text * max(1, len(lower_ids)) + lower_ids[vocabulary.ids[index]])

    return np.asarray(pc.is_in(keys(at), value_set=keys(others)).to_numpy(zero_copy_only=False))


def begins_sentence(texts: Texts, tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the first token of its text, or after . ! ? or a line end that no abbreviation explains."""
    if not len(tokens):
        return np.zeros(0, bool)
    is_first = _follows(tokens, IS_SENTENCE_END[texts.data])
    is_break = _follows(tokens, texts.data == NEWLINE)
    is_first[1:] &= is_break[1:] | ~vocabulary.is_abbreviation[vocabulary.ids[:-1]]
    is_first[tokens.offsets[:-1][tokens.counts > 0]] = True
    return is_first


def _follows(tokens: Tokens, is_mark: Bools) -> Bools:
    """Bool [n]: a marked byte stands before the token, after the one before it; marks are no word bytes."""
    follows = np.zeros(len(tokens) + 1, bool)
    follows[np.searchsorted(tokens.starts, np.flatnonzero(is_mark))] = True
    return follows[:-1]


def is_address(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: part of a URL, e-mail address, file or host name, @handle or #tag.

    That is: between two spaces there is an @, a #, a slash beside a colon, or a full stop between letters.
    """
    data = texts.data
    padded = np.append(data, np.uint8(SPACE))
    dots = np.flatnonzero(data == ord("."))
    dots = dots[(dots > 0) & IS_LETTER[padded[dots + 1]] & IS_LETTER[padded[dots - 1]]]
    colons = np.flatnonzero(data == ord(":"))
    colons = colons[padded[colons + 1] == ord("/")]
    marks = np.concatenate([np.flatnonzero(IS_ADDRESS_SIGN[data]), dots, colons])
    is_border = np.append(IS_SPACE[data], True)
    is_border[texts.offsets] = True
    borders = np.flatnonzero(is_border)
    right = np.searchsorted(borders, marks, side="right")
    left, right = np.append(0, borders)[right], borders[np.minimum(right, len(borders) - 1)]
    steps = np.zeros(len(tokens) + 1, np.int64)
    np.add.at(steps, np.searchsorted(tokens.starts, left), 1)
    np.subtract.at(steps, np.searchsorted(tokens.starts, right), 1)
    return np.cumsum(steps[:-1]) > 0


def is_hyphenated(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: a hyphen touches the token."""
    padded = np.append(texts.data, np.uint8(SPACE))
    before = np.where(tokens.starts > 0, padded[tokens.starts - 1], SPACE)
    return (before == ord("-")) | (padded[tokens.ends] == ord("-"))


def is_quotation(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: between quotation marks, curly or straight; a mark left open ends with its line."""
    data = texts.data
    is_line = np.append(data == NEWLINE, False)
    is_line[texts.offsets] = True
    lines = np.flatnonzero(is_line)
    curly = np.flatnonzero(data == 0xE2)
    curly = curly[curly < len(data) - 2]
    curly = curly[data[curly + 1] == 0x80]
    opening, closing = curly[data[curly + 2] == OPENING], curly[data[curly + 2] == CLOSING]
    line_start = lines[np.searchsorted(lines, tokens.starts, side="right") - 1]

    def since_line_start(marks: Ints) -> Ints:
        return np.searchsorted(marks, tokens.starts) - np.searchsorted(marks, line_start)

    straight = since_line_start(np.flatnonzero(data == ord('"')))
    return (straight % 2 == 1) | (since_line_start(opening) > since_line_start(closing))


def is_listed(glossary: PhraseTable, words: Ints, linked: Bools) -> Bools:
    """Bool [n]: inside an entry of the glossary, in any case.

    words  int64 [n]: word of the glossary of each token, or -1
    """
    entry, length = longest_matches(glossary, words, is_linked=linked)
    starts = np.flatnonzero(entry >= 0)
    return is_inside(starts, length[starts], len(words))
