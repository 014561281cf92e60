"""Which tokens may change: each rule is one small function that returns a mask over the tokens.

Marks such as @ or quotation marks are few, so a rule looks for the marks and then for the tokens at
them; it never asks every token.
"""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Ints, Texts, byte_table, hash_ints, is_member, is_text_border, view_texts
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
from pipelines.engine.phrases import PhraseTable, build_phrases, find_phrases
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, Vocabulary, token_strings

SPACES = byte_table(b" \t\n\r\v\f")
LETTERS = byte_table(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# For the words sought in texts, some thousands in a batch.
PAIR_BITS = 17


def is_number(vocabulary: Vocabulary) -> Bools:
    """Bool [n]: there is a digit, or another number character, in the token."""
    return vocabulary.has_digit[vocabulary.ids]


def is_contraction(tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token is the first half of it's, that's, let's ..."""
    return tokens.has_clitic & vocabulary.is_contracted[vocabulary.ids]


def is_name(tokens: Tokens, vocabulary: Vocabulary, gaps: Bits) -> Bools:
    """Bool [n]: a capital inside a sentence, ALL CAPS, or a sentence's first word that is a name elsewhere.

    Elsewhere: the same article has the word with a capital inside a sentence and never in lower case.
    """
    case = vocabulary.case[vocabulary.ids]
    is_first = begins_sentence(vocabulary, gaps)
    inside = (case != LOWER) & ~is_first
    doubtful = np.flatnonzero((case == TITLE) & is_first)
    text_index = tokens.text_index
    doubtful = doubtful[_same_word_in_text(doubtful, inside, text_index, vocabulary)]
    inside[doubtful] = ~_same_word_in_text(doubtful, case == LOWER, text_index, vocabulary)
    return inside | (case == UPPER)


def _same_word_in_text(at: Ints, among: Bools, text_index: Ints, vocabulary: Vocabulary) -> Bools:
    """Bool [len(at)]: is the word of each token `at`, in any case, that of a token in `among` of its text?"""
    is_sought = np.zeros(len(vocabulary.lower), bool)
    is_sought[vocabulary.lower_ids[vocabulary.ids[at]]] = True
    others = np.flatnonzero(among & is_sought[vocabulary.lower_ids][vocabulary.ids])

    def keys(index: Ints) -> Ints:
        return text_index[index] * len(vocabulary.lower) + vocabulary.lower_ids[vocabulary.ids[index]]

    sought, found = keys(at), keys(others)
    # Few of the others are in the right text: a small table of hashes leaves out most of the rest.
    is_likely = np.zeros(1 << PAIR_BITS, bool)
    is_likely[hash_ints(sought, PAIR_BITS)] = True
    found = found[is_likely[hash_ints(found, PAIR_BITS)]]
    return np.asarray(pc.is_in(pa.array(sought), value_set=pa.array(found)).to_numpy(zero_copy_only=False))


def begins_sentence(vocabulary: Vocabulary, gaps: Bits) -> Bools:
    """Bool [n]: first of its text or line, after . ! ? but not after an abbreviation's full stop, or of direct speech.

    Direct speech begins with a quotation mark after a comma or colon, as in: He said, "Rain will come."
    """
    begins = (gaps & (TEXT_START | LINE_END | EXCLAMATION)) != 0
    stops = np.flatnonzero(gaps & FULL_STOP != 0)
    # A text's first token has no word before it (index -1 is harmless there), and begins a sentence anyway.
    begins[stops] |= ~vocabulary.is_abbreviation[vocabulary.ids[stops - 1]]
    return begins | ((gaps & (PAUSE | QUOTE)) == (PAUSE | QUOTE))


def is_address(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: part of a URL, e-mail address, file or host name, @handle or #tag.

    That is: between two spaces there is an @, a #, a slash behind a colon, or a full stop between letters.
    """
    data = texts.data
    is_mark = (data == ord("@")) | (data == ord("#"))
    # Most full stops and colons are before a space, which sorts before the slash, as letters do not.
    is_mark[:-1] |= ((data[:-1] == ord(".")) | (data[:-1] == ord(":"))) & (data[1:] >= ord("/"))
    marks = np.flatnonzero(is_mark)
    # What is before the first byte or behind the last does not matter: these are borders of texts.
    sign, before, after = data[marks], data[marks - 1], data.take(marks + 1, mode="clip")
    is_dot = (sign == ord(".")) & is_member(LETTERS, before) & is_member(LETTERS, after)
    is_colon = (sign == ord(":")) & (after == ord("/"))
    is_inside = ~is_text_border(texts, marks + 1) & ~(is_dot & is_text_border(texts, marks))
    marks = marks[(sign == ord("@")) | (sign == ord("#")) | ((is_dot | is_colon) & is_inside)]
    if not len(marks):
        return np.zeros(len(tokens), bool)
    borders = _borders_near(texts, is_member(SPACES, data), marks)
    right = np.searchsorted(borders, marks, side="right")
    return is_between(tokens, borders[right - 1], borders[right])


def _borders(texts: Texts, at: Bools) -> Ints:
    """Where `at` is true of the byte and where texts begin or end, sorted."""
    is_border = np.append(at, True)
    is_border[texts.offsets] = True
    return np.flatnonzero(is_border)


def _borders_near(texts: Texts, at: Bools, positions: Ints) -> Ints:
    """Of the borders, the ones around each position, at least: the last up to it and the first behind it.

    The positions are few, so only the blocks of 64 bytes around each are looked into.
    """
    is_border = np.zeros(len(at) // 64 * 64 + 64, bool)
    is_border[: len(at)] = at
    is_border[texts.offsets] = True
    blocks = np.flatnonzero(np.packbits(is_border).view(np.uint64) != 0)
    index = np.searchsorted(blocks, positions // 64)
    is_near = np.zeros(len(blocks) + 2, bool)  # the first and the last stand for no block
    for step in range(3):
        is_near[index + step] = True
    blocks = blocks[is_near[1:-1]]
    inside = np.flatnonzero(is_border.reshape(-1, 64)[blocks])
    return blocks[inside // 64] * 64 + inside % 64


def is_between(tokens: Tokens, starts: Ints, ends: Ints) -> Bools:
    """Bool [n]: does the token begin in one of the byte spans starts[i] : ends[i], which may overlap?"""
    first, behind = np.searchsorted(tokens.starts, starts), np.searchsorted(tokens.starts, ends)
    order = np.argsort(first)
    first, behind = first[order], np.maximum.accumulate(behind[order])
    # Spans that overlap make one, from the first token of the first to the end of the longest.
    begins = np.append(True, first[1:] > behind[:-1])[: len(first)]
    borders = np.empty((np.count_nonzero(begins), 2), np.int64)
    borders[:, 0], borders[:, 1] = first[begins], behind[np.append(begins[1:], True)[: len(begins)]]
    runs = np.diff(borders.ravel(), prepend=0, append=len(tokens))
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs)


def is_hyphenated(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: a hyphen touches the token."""
    hyphens = np.flatnonzero(texts.data == ord("-"))
    touched = np.zeros(len(tokens), bool)
    if len(tokens):
        ahead = hyphens[~is_text_border(texts, hyphens + 1)] + 1
        touched[_tokens_at(tokens.starts, ahead)] = True
        behind = hyphens[~is_text_border(texts, hyphens)]
        touched[_tokens_at(tokens.ends, behind)] = True
    return touched


def _tokens_at(borders: Ints, positions: Ints) -> Ints:
    """The tokens whose border is one of the positions; there is at least one token."""
    index = np.minimum(np.searchsorted(borders, positions), len(borders) - 1)
    return index[borders[index] == positions]


def is_quotation(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: between quotation marks, curly or straight; a mark left open ends with its line.

    Every second straight mark of a line closes; an opening curly one is closed by the next closing one.
    """
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


def is_listed(glossary: PhraseTable, words: Ints, tokens: Tokens) -> Bools:
    """Bool [n]: inside an entry of the glossary, in any case, whatever stands between its words.

    words  int64 [n]: word of the glossary of each token, or -1
    """
    goes_on = np.ones(len(tokens), bool)
    goes_on[tokens.offsets[1:][tokens.counts > 0] - 1] = False
    listed = glossary.single_entries[words] >= 0
    starts, lengths, _ = find_phrases(glossary, words, is_linked=goes_on)
    for word in range(int(lengths.max(initial=0))):
        listed[starts[lengths > word] + word] = True
    return listed


def build_glossary(entries: Iterable[str]) -> PhraseTable | None:
    """The table of words and phrases that are never swapped; their words are found as those of texts are."""
    texts = view_texts(pa.array(list(entries), pa.string()))
    tokens = find_tokens(texts)
    words = pc.utf8_lower(token_strings(texts, tokens))
    phrases = pc.binary_join(pa.ListArray.from_arrays(pa.array(tokens.offsets, pa.int32()), words), " ")
    phrases = phrases.filter(pa.array(tokens.counts > 0)).unique()
    return build_phrases(phrases) if len(phrases) else None
