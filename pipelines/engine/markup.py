"""Markup in a text: tags, comments, scripts and entities, which no swap may touch.

A text with markup is there on purpose, or nobody has mended it: a swapped attribute would be a broken page.
"""

import re

import numpy as np

from pipelines.engine.buffers import Bools, Ints, Texts
from pipelines.engine.masks import is_between
from pipelines.engine.tokens import Tokens

# From a "<" on: a comment, a script or a style sheet with its content, a tag, or a tag that its line leaves open.
TAG = re.compile(
    rb"<(?:!--.*?(?:-->|\Z)|(script|style)\b.*?(?:</\1\s*>|\Z)|[A-Za-z/!?][^<>]{0,2000}>"
    rb"|[A-Za-z][A-Za-z0-9]*\s+[A-Za-z-]+\s*=[^<>\r\n]*)",
    re.IGNORECASE | re.DOTALL,
)
ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def is_markup(texts: Texts, tokens: Tokens) -> Bools:
    """Bool [n]: the token is in a tag, a comment or a script, or it touches an entity: caf&eacute;s is one word."""
    found = np.zeros(len(tokens), bool)
    tags, entities = (_find(texts, sign, pattern) for sign, pattern in ((b"<", TAG), (b"&", ENTITY)))
    if len(tags):
        found |= is_between(tokens, tags[:, 0], tags[:, 1])
    if len(entities):
        first = np.searchsorted(tokens.ends, entities[:, 0])
        end = np.searchsorted(tokens.starts, entities[:, 1], side="right")
        steps = np.bincount(first, minlength=len(tokens) + 1) - np.bincount(end, minlength=len(tokens) + 1)
        found |= np.cumsum(steps[:-1]) > 0
    return found


def _find(texts: Texts, sign: bytes, pattern: re.Pattern[bytes]) -> Ints:
    """int64 [k, 2]: the byte spans that begin with the sign and match the pattern, none across the end of a text."""
    at = np.flatnonzero(texts.data == ord(sign))
    if not len(at):
        return np.zeros((0, 2), np.int64)
    data = texts.data.tobytes()
    ends = texts.offsets[np.searchsorted(texts.offsets, at, side="right")]
    # A loop over the signs, of which news has next to none.
    found = (pattern.match(data, *bounds) for bounds in zip(at.tolist(), ends.tolist(), strict=True))
    return np.array([match.span() for match in found if match], np.int64).reshape(-1, 2)
