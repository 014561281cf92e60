"""Markup in texts: tags, comments, scripts and entities, whose words must not change.

Only a build with `ingest_articles.markup: keep`, and `spindle spin` on a page, have any. A few bytes show which texts
may have some; regular expressions then find the spans in those.
"""

import re
from collections.abc import Iterator

import numpy as np

from pipelines.engine.buffers import Bools, Bytes, Ints, Texts, byte_table, is_member
from pipelines.engine.spans import Spans, is_kept
from pipelines.engine.tokens import Tokens

TAG_STARTS = byte_table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/!?")
ENTITY_STARTS = byte_table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#")
# Attribute values may hold ">"; where that leads to no end, the tag ends at the next ">".
TAG = re.compile(rb"""<[A-Za-z/!?](?:(?:[^<>=]|=\s*"[^"]*"|=\s*'[^']*'|=)*+>|[^<>]*>)""")
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
SCRIPT = re.compile(rb"<(script|style)\b.*?(?:</\1\b|\Z)", re.DOTALL | re.IGNORECASE)
ENTITY = re.compile(rb"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
# An entity that lost its ampersand, up to the byte before its semicolon; and all that may be one.
MAY_BE_REST = re.compile(rb"(?:#[0-9]{2,5}|#[xX][0-9A-Fa-f]{2,4}|quot|apos|nbsp|amp|lt|gt)\Z")
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
    suspects = _suspects(texts)
    spans = [(text, start, end) for text in suspects.tolist() for start, end in _spans_of(_bytes_of(texts, text))]
    if not spans:
        return np.False_
    text_index, starts, ends = np.array(spans, np.int64).T
    return is_kept(texts, tokens, Spans(text_index, starts, ends))


def _suspects(texts: Texts) -> Ints:
    """The texts with a < or an & that may begin markup, or with what may be a rest of an entity."""
    data = texts.data
    at = [_before(data, ord("<"), TAG_STARTS), _before(data, ord("&"), ENTITY_STARTS)]
    ends = np.flatnonzero(data == ord(";"))
    ends = ends[is_member(REST_ENDS, data[ends - 1])] if len(ends) else ends
    # A loop over the semicolons behind one of these bytes: fifty in a megabyte of news.
    at.append(np.array([end for end in ends.tolist() if MAY_BE_REST.search(_window(data, end))], np.int64))
    return np.unique(np.searchsorted(texts.offsets, np.concatenate(at), side="right") - 1)


def _before(data: Bytes, sign: int, followers: bytes) -> Ints:
    """Positions of the sign before one of the followers."""
    at = np.flatnonzero(data[:-1] == sign)
    return at[is_member(followers, data[at + 1])] if len(at) else at


def _window(data: Bytes, end: int) -> bytes:
    return data[max(0, end - REST_BYTES) : end].tobytes()


def _bytes_of(texts: Texts, text: int) -> bytes:
    return texts.data[texts.offsets[text] : texts.offsets[text + 1]].tobytes()


def _spans_of(text: bytes) -> Iterator[tuple[int, int]]:
    """Yield the spans of all markup in a text; they may overlap."""
    for pattern in (TAG, COMMENT, SCRIPT) if b"<" in text else ():
        yield from (found.span() for found in pattern.finditer(text))
    for start, end in [*(found.span() for found in ENTITY.finditer(text)), *_rests(text)]:
        # One byte more reaches the words beside it.
        reach = 1 if PART_OF_WORD.fullmatch(text, start, end) else 0
        yield max(0, start - reach), min(len(text), end + reach)


def _rests(text: bytes) -> Iterator[tuple[int, int]]:
    end = text.find(b";")
    while end >= 0:
        if found := REST.search(text, max(0, end - REST_BYTES), end):
            yield found.start(), end + 1
        end = text.find(b";", end + 1)
