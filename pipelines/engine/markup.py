"""Markup in texts: tags, comments, scripts and entities, whose words must not change.

Only a build with `ingest_articles.markup: keep`, and `spindle spin` on a page, have any. A few bytes show where
there may be some; regular expressions then find the spans there.
"""

import re
from collections.abc import Iterator

import numpy as np

from pipelines.engine.buffers import Bools, Bytes, Ints, Texts, byte_table, is_member
from pipelines.engine.kernels.byte_positions import find_byte
from pipelines.engine.spans import Spans, is_kept
from pipelines.engine.tokens import Tokens

TAG_STARTS = byte_table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/!?")
ENTITY_STARTS = byte_table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#")
# Attribute values may hold ">"; where that leads to no end, the tag ends at the next ">".
TAG = re.compile(rb"""<[A-Za-z/!?](?:(?:[^<>=]|=\s*"[^"]*"|=\s*'[^']*'|=)*+>|[^<>]*>)""")
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
SCRIPT = re.compile(rb"<(script|style)\b.*?(?:</\1\b|\Z)", re.DOTALL | re.IGNORECASE)
ENTITY = re.compile(rb"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
# More bytes than an entity has.
ENTITY_BYTES = 40
# An entity that lost its ampersand, up to the byte before its semicolon.
REST = re.compile(rb"(?:#[0-9]{2,5}|#[xX][0-9A-Fa-f]{2,4}|(?<![A-Za-z0-9&])(?:quot|apos|nbsp|amp|lt|gt))\Z")
REST_ENDS = byte_table(b"0123456789abcdefABCDEFtpsTPS")
REST_BYTES = 7
# Entities of letters and apostrophes are parts of a word: d&eacute;j&agrave;, don&rsquo;t, Turkey#39;s.
PART_OF_WORD = re.compile(
    rb"&?(?:[A-Za-z]{1,2}(?:acute|grave|circ|uml|tilde|cedil|ring|slash|lig|caron)|eth|thorn|shy|zwn?j|[lr]squo|apos"
    rb"|#0*(?:39|14[56]|173|19[2-9]|2[0-4][0-9]|25[0-5]|[3-9][0-9]{2}|821[67])|#[xX]0*(?:27|2019|[c-fC-F][0-9a-fA-F]));",
    re.IGNORECASE,
)


def is_markup(texts: Texts, tokens: Tokens) -> Bools | np.bool_:
    """Bool [n]: the token is part of a tag, comment, script or entity; a single False without any.

    Tags: from < before a letter, /, ! or ? to the next > with no < between, apart from quoted values of attributes.
    Comments, scripts and style sheets: with all that is in them. Entities: with or without their ampersand (#39;), and
    the words that they are part of (d&eacute;j&agrave;).
    """
    # Loops over texts with tags, and over ampersands and semicolons that may belong to entities: rare in news.
    found = [*_find_tags(texts), *_find_entities(texts)]
    if not found:
        return np.False_
    at, starts, ends = np.array(found, np.int64).T
    text_index = _texts_at(texts, at)
    begins, limits = texts.offsets[text_index], texts.offsets[text_index + 1]
    spans = Spans(text_index, np.maximum(starts, begins) - begins, np.minimum(ends, limits) - begins)
    return is_kept(texts, tokens, spans)


def _find_tags(texts: Texts) -> Iterator[tuple[int, int, int]]:
    """Yield a byte, the start and the end of each tag, comment, script and style sheet; they may overlap."""
    for text in np.unique(_texts_at(texts, _before(texts.data, ord("<"), TAG_STARTS))).tolist():
        start, end = texts.offsets[text : text + 2].tolist()
        content = texts.data[start:end].tobytes()
        for pattern in (TAG, COMMENT, SCRIPT):
            spans = ((start + found.start(), start + found.end()) for found in pattern.finditer(content))
            yield from ((first, first, last) for first, last in spans)


def _find_entities(texts: Texts) -> Iterator[tuple[int, int, int]]:
    """Yield a byte, the start and the end of each entity; one that is part of a word reaches one byte beyond it."""
    data = texts.data
    ampersands = _before(data, ord("&"), ENTITY_STARTS)
    for at, start, end in _windows(texts, ampersands, before=0, after=ENTITY_BYTES):
        if found := ENTITY.match(data[start:end].tobytes()):
            yield _reach(found.group(), at)
    semicolons = find_byte(data, ord(";"))
    semicolons = semicolons[is_member(REST_ENDS, data[semicolons - 1])] if len(semicolons) else semicolons
    # One byte more in front, which the rest of an entity must not be a part of.
    for at, start, _ in _windows(texts, semicolons, before=REST_BYTES + 1, after=0):
        window = data[start:at].tobytes()
        if found := REST.search(window, max(0, len(window) - REST_BYTES)):
            yield _reach(window[found.start() :] + b";", start + found.start())


def _windows(texts: Texts, positions: Ints, *, before: int, after: int) -> Iterator[tuple[int, int, int]]:
    """Yield each position, and the start and end of the bytes around it that belong to its text."""
    text_index = _texts_at(texts, positions)
    starts = np.maximum(positions - before, texts.offsets[text_index])
    ends = np.minimum(positions + after, texts.offsets[text_index + 1])
    yield from zip(positions.tolist(), starts.tolist(), ends.tolist(), strict=True)


def _reach(entity: bytes, at: int) -> tuple[int, int, int]:
    """The position of an entity, and the start and end of what it protects, which may lie outside its text."""
    reach = 1 if PART_OF_WORD.fullmatch(entity) else 0
    return at, at - reach, at + len(entity) + reach


def _texts_at(texts: Texts, positions: Ints) -> Ints:
    """int64: the text of each byte position."""
    return np.searchsorted(texts.offsets, positions, side="right") - 1


def _before(data: Bytes, sign: int, followers: bytes) -> Ints:
    """Positions of the sign before one of the followers."""
    at = find_byte(data[:-1], sign)
    return at[is_member(followers, data[at + 1])] if len(at) else at
