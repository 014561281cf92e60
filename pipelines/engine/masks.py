"""Masks over tokens, one small function per rule: names, numbers, addresses, quotations and the like.

Characters such as @ or quotation marks are rare, so a rule finds them first and then the tokens near them; it never
tests every token.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import Bools, Ints, Texts, byte_table, hash_ints, in_ranges, is_member, is_text_border
from pipelines.engine.gaps import (
    CLOSING_QUOTE,
    EXCLAMATION,
    FULL_STOP,
    LINE_END,
    OPENING_QUOTE,
    PAUSE,
    QUOTE,
    TEXT_START,
    Bits,
    find_mark,
)
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, Vocabulary
from pipelines.strings.spaces import find_white_space

# Three hyphens beside that of ASCII: the hyphen, the one that breaks no line, and the small and the wide one.
HYPHENS = ("\u2010", "\u2011", "\ufe63", "\uff0d")
LETTERS = byte_table(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Bits of the hash table for pairs of a text and a word to search for, some thousands in a batch.
PAIR_BITS = 17


def is_number(vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token has a digit or another number character."""
    return vocabulary.gather(vocabulary.has_digit)


def is_contraction(tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token is the first half of it's, that's, let's ..."""
    return tokens.has_clitic & vocabulary.gather(vocabulary.is_contracted)


def is_name(tokens: Tokens, vocabulary: Vocabulary, gaps: Bits, doubtful: Bools | None = None) -> Bools:
    """Bool [n]: name-like: a capital inside a sentence, ALL CAPS, or a sentence's first word that is a name elsewhere.

    Elsewhere: the same text has the word with a capital inside a sentence and never in lower case.

    doubtful  bool [n]: a single capital of the word is no evidence; None: of all words it is
    """
    if kernels.is_compiled():
        return _is_name(tokens, vocabulary, gaps, doubtful)
    case = vocabulary.token_case
    is_first = begins_sentence(vocabulary, gaps)
    inside = (case != LOWER) & ~is_first
    if doubtful is not None:
        inside &= ~doubtful
    ambiguous = np.flatnonzero((case == TITLE) & is_first)
    text_index = tokens.text_index
    ambiguous = ambiguous[_same_word_in_text(ambiguous, inside, text_index, vocabulary)]
    inside[ambiguous] = ~_same_word_in_text(ambiguous, case == LOWER, text_index, vocabulary)
    return inside | (case == UPPER)


def _is_name(tokens: Tokens, vocabulary: Vocabulary, gaps: Bits, doubtful: Bools | None) -> Bools:
    """The same, compiled."""
    found, scratch = np.empty(len(tokens), bool), np.empty(len(tokens), np.int64)
    inside_of, small_of = np.zeros((2, len(vocabulary.lower)), np.int32)
    of_tokens = (len(tokens.offsets) - 1, tokens.offsets, vocabulary.ids, gaps)
    of_words = (vocabulary.case, vocabulary.is_abbreviation, vocabulary.lower_ids)
    kernels.run("find_name_like", *of_tokens, *of_words, doubtful, inside_of, small_of, scratch, found)
    return found


def _same_word_in_text(at: Ints, among: Bools, text_index: Ints, vocabulary: Vocabulary) -> Bools:
    """Bool [len(at)]: a token of the mask `among` in the same text is the same word as the token `at`, in any case."""
    is_sought = np.zeros(len(vocabulary.lower), bool)
    is_sought[vocabulary.lower_ids[vocabulary.ids[at]]] = True
    others = np.flatnonzero(among & vocabulary.gather_lower(is_sought))

    def keys(index: Ints) -> Ints:
        return text_index[index] * len(vocabulary.lower) + vocabulary.lower_ids[vocabulary.ids[index]]

    sought, found = keys(at), keys(others)
    # Few of the others are in the right text: a small table of hashes rejects most of the rest.
    is_likely = np.zeros(1 << PAIR_BITS, bool)
    is_likely[hash_ints(sought, PAIR_BITS)] = True
    found = found[is_likely[hash_ints(found, PAIR_BITS)]]
    return np.asarray(pc.is_in(pa.array(sought), value_set=pa.array(found)).to_numpy(zero_copy_only=False))


def begins_sentence(vocabulary: Vocabulary, gaps: Bits) -> Bools:
    """Bool [n]: first word of a text, a line, a sentence or direct speech.

    A sentence begins after . ! ? but not after the full stop of an abbreviation. Direct speech begins with a quotation
    mark after a comma or colon, as in: He said, "Rain will come."
    """
    return follows_sentence(vocabulary, gaps) | ((gaps & (PAUSE | QUOTE)) == (PAUSE | QUOTE))


def follows_sentence(vocabulary: Vocabulary, gaps: Bits) -> Bools:
    """Bool [n]: first word of a text, a line or a sentence; direct speech continues the sentence around it."""
    begins = (gaps & (TEXT_START | LINE_END | EXCLAMATION)) != 0
    stops = np.flatnonzero(gaps & FULL_STOP != 0)
    # Index -1, for the very first token, is harmless: a text's first token begins a sentence anyway.
    begins[stops] |= ~vocabulary.is_abbreviation[vocabulary.ids[stops - 1]]
    return begins


def is_address(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: part of a URL, e-mail address, file or host name, @handle or #tag.

    Such a string has no white space, and an @, a #, a slash after a colon, or a full stop between letters.
    """
    if kernels.is_compiled():
        found = np.empty(len(tokens), bool)
        kernels.run("find_addresses", len(texts), texts.data, texts.offsets, tokens.offsets, tokens.starts, found)
        return found
    data = texts.data
    is_mark = (data == ord("@")) | (data == ord("#"))
    # A space sorts before the slash, a letter after it: the test drops the many full stops and colons before a space.
    is_mark[:-1] |= ((data[:-1] == ord(".")) | (data[:-1] == ord(":"))) & (data[1:] >= ord("/"))
    marks = np.flatnonzero(is_mark)
    # The bytes read around the first and the last byte of the data are irrelevant: texts begin and end there.
    sign, before, after = data[marks], data[marks - 1], data.take(marks + 1, mode="clip")
    is_dot = (sign == ord(".")) & is_member(LETTERS, before) & is_member(LETTERS, after)
    is_colon = (sign == ord(":")) & (after == ord("/"))
    is_inside = ~is_text_border(texts, marks + 1) & ~(is_dot & is_text_border(texts, marks))
    marks = marks[(sign == ord("@")) | (sign == ord("#")) | ((is_dot | is_colon) & is_inside)]
    if not len(marks):
        return np.zeros(len(tokens), bool)
    borders = _borders_near(texts, find_white_space(data), marks)
    right = np.searchsorted(borders, marks, side="right")
    return is_between(tokens, borders[right - 1], borders[right])


def _find_by_marks(kernel: str, texts: Texts, tokens: Tokens) -> Bools:
    """A mask over tokens by the marks in the gaps, compiled."""
    found = np.empty(len(tokens), bool)
    kernels.run(kernel, len(texts), texts.data, texts.offsets, tokens.offsets, tokens.starts, tokens.ends, found)
    return found


def _borders(texts: Texts, at: Bools) -> Ints:
    """Byte positions where `at` is true or a text begins or ends, sorted."""
    is_border = np.append(at, True)
    is_border[texts.offsets] = True
    return np.flatnonzero(is_border)


def _borders_near(texts: Texts, at: Bools, positions: Ints) -> Ints:
    """Borders near each position, sorted: at least the last one up to it and the first one after it.

    The positions are few, so only the blocks of 64 bytes around each are searched.
    """
    is_border = np.zeros(len(at) // 64 * 64 + 64, bool)
    is_border[: len(at)] = at
    is_border[texts.offsets] = True
    blocks = np.flatnonzero(np.packbits(is_border).view(np.uint64) != 0)
    index = np.searchsorted(blocks, positions // 64)
    is_near = np.zeros(len(blocks) + 2, bool)  # the first and the last are padding
    for step in range(3):
        is_near[index + step] = True
    blocks = blocks[is_near[1:-1]]
    inside = np.flatnonzero(is_border.reshape(-1, 64)[blocks])
    return blocks[inside // 64] * 64 + inside % 64


def is_between(tokens: Tokens, starts: Ints, ends: Ints) -> Bools:
    """Bool [n]: the token begins in one of the byte spans starts[i] : ends[i], which may overlap."""
    first, end = np.searchsorted(tokens.starts, starts), np.searchsorted(tokens.starts, ends)
    return in_ranges(first, end, len(tokens))


def is_hyphenated(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: a hyphen touches the token."""
    if kernels.is_compiled():
        return _find_by_marks("find_hyphenated", texts, tokens)
    touched = np.zeros(len(tokens), bool)
    if len(tokens):
        for hyphen in ("-", *HYPHENS):
            mark = hyphen.encode()
            starts = find_mark(texts.data, mark) if len(mark) > 1 else np.flatnonzero(texts.data == mark[0])
            ends = starts + len(mark)
            touched[_tokens_at(tokens.starts, ends[~is_text_border(texts, ends)])] = True
            touched[_tokens_at(tokens.ends, starts[~is_text_border(texts, starts)])] = True
    return touched


def _tokens_at(borders: Ints, positions: Ints) -> Ints:
    """The tokens with a border at one of the positions; at least one token must exist."""
    index = np.minimum(np.searchsorted(borders, positions), len(borders) - 1)
    return index[borders[index] == positions]


def is_quotation(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: between quotation marks, curly or straight; an open quotation ends with its line.

    Every second straight mark of a line closes; the next closing curly mark closes an opening one.
    """
    if kernels.is_compiled():
        return _find_by_marks("find_quotations", texts, tokens)
    lines = _borders(texts, (texts.data == ord("\n")) | (texts.data == ord("\r")))
    straight = np.flatnonzero(texts.data == ord('"'))
    line = np.searchsorted(lines, straight, side="right")
    is_opening = (np.arange(len(straight)) - np.searchsorted(line, line)) % 2 == 0
    curly = find_mark(texts.data, OPENING_QUOTE)
    closing = find_mark(texts.data, CLOSING_QUOTE)
    starts = np.concatenate([straight[is_opening], curly])
    next_mark = np.concatenate(
        [
            np.append(straight[1:], len(texts.data))[: len(straight)][is_opening],
            np.append(closing, len(texts.data))[np.searchsorted(closing, curly)],
        ]
    )
    return is_between(tokens, starts, np.minimum(next_mark, lines[np.searchsorted(lines, starts, side="right")]))
